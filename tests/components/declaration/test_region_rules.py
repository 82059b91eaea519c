"""The ground a stack stands on: regions, zones, networks, residency."""

from __future__ import annotations

import pytest

from openline.declaration import DeclarationError, fleet_size, parse


def told(text: str) -> list[str]:
    with pytest.raises(DeclarationError) as caught:
        parse(text)
    return [line.split(": ", 1)[1] for line in str(caught.value).splitlines()]


REGIONS = "{us-east-1: primary, us-west-2: standby}"


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        (REGIONS, "{us-east-1: standby, us-west-2: standby}",
         ["regions: no region is primary;", "regions.us-west-2: a second standby beside"]),
        (REGIONS, "{us-east-1: primary, us-east-2: witness}",
         ["regions.us-east-2: a witness only votes, and there is no standby to do it for;"]),
        (REGIONS, "{us-east-1: active, us-west-2: standby}",
         ["regions.us-east-1: active is no role of warm-standby; write strategy: active-active"]),
        (REGIONS, f"{REGIONS[:-1]}, us-east-2: replica, eu-west-1: witness}}",
         ["regions.us-east-2: a replica beside eu-west-1, a witness: strong stores have three"]),
        (REGIONS, "{us-east-1: primary, us-east-2: replica}",
         ["regions.us-east-2: a replica only holds a copy, and there is no standby to do it for;"]),
        (f"regions: {REGIONS}",
         "strategy: active-active\nregions: {us-east-1: active, us-west-2: standby}",
         ["regions: active-active needs two active regions, and there is one; two regions are",
          "regions.us-west-2: standby is no role of active-active; two regions are active"]),
        (REGIONS, "{us-east-1: primary, us-west-2: stand-by}",
         ['regions.us-west-2: "stand-by" is not known here; write primary, standby, active']),
        ("us-east-1: [a, b, c]", "us-east-1: [a]",
         ["zones.us-east-1: us-east-1 has 1 zone; a load balancer wants two or more;"]),
        ("us-east-1: [a, b, c]", "us-east-1: [a, a, b]", ["zones.us-east-1: a zone is named"]),
        ("us-east-1: [a, b, c]", "us-east-1: [a, z]",
         ['zones.us-east-1[1]: "z" is not a zone\'s letter; write the zone\'s letter']),
        (REGIONS, "{us-east-1: primary, us-gov-west-1: witness, us-west-2: standby}",
         ["regions.us-gov-west-1: us-gov-west-1 is another partition of AWS, which is not built"]),
        ("us-east-1: [a, b, c]", "us-east-1: [us-east-1a, b]",
         ['zones.us-east-1[0]: "us-east-1a" is not a zone\'s letter; write the zone']),
        ("10.30.0.0/16", "10.30.0.0/24", ['network.us-west-2: "10.30.0.0/24" is a /24; write a']),
        ("10.30.0.0/16", "10.30.1.0/16",
         ['network.us-west-2: "10.30.1.0/16" is not the start of its network; write 10.30.0.0/16']),
        ("10.30.0.0/16", "10.300.0.0/16",
         ['network.us-west-2: "10.300.0.0/16" is not an IPv4 network; write a network from /16']),
        ("10.30.0.0/16", "127.0.0.0/16",
         ['network.us-west-2: "127.0.0.0/16" is in 127.0.0.0/8, which no VPC can be in; write a']),
        ("10.30.0.0/16", "240.1.0.0/16",
         ['network.us-west-2: "240.1.0.0/16" is in 224.0.0.0/3, which no VPC can be in; write a']),
        ("stack: shop", "stack: shop\nnotify: [root@localhost]",
         ['notify[0]: "root@localhost" is not an address; write a mail address or an https://']),
        ("10.30.0.0/16", "10.20.0.0/20",
         ["network.us-west-2: 10.20.0.0/20 overlaps 10.20.0.0/16 of us-east-1; give each"]),
        ("stack: shop", "stack: shop\nresidency: eu",
         ["regions.us-east-1: us-east-1 is outside residency (eu);",
          "regions.us-west-2: us-west-2 is outside residency (eu);"]),
        ("stack: shop", "stack: shop\nstrategy: backup-and-restore\nbackups: off",
         ["backups: backup-and-restore brings orders's stores back from backups, and they are"]),
        ("{book: {}}", "{book: {consistency: strong}}\nstrategy: backup-and-restore",
         ["systems.orders.stores.book.consistency: backup-and-restore copies backups alone"]),
        ("stack: shop", "stack: -shop", ['stack: "-shop" is not a name; write at most 63 lower']),
        ("Z0123456789ABCDEFGHIJ", "/hostedzone/Z1", ['zone_id: "/hostedzone/Z1" is not a hosted']),
        ("shop.example.net", "shop_example.net", ['domain: "shop_example.net" is not a domain;']),
        ("openline: 1", "openline: 2", ["openline: format 2 is not known to this version; write"]),
    ],
)  # fmt: skip
def test_wrong_ground_is_told(small: str, old: str, new: str, lines: list[str]) -> None:
    said = told(small.replace(old, new, 1))
    assert len(said) == len(lines)
    for one, beginning in zip(said, lines, strict=True):
        assert one.startswith(beginning)


def test_strong_stores_need_three_regions_of_one_set(small: str) -> None:
    text = small.replace("stores: {book: {}}", "stores: {book: {consistency: strong}}")
    path = "systems.orders.stores.book.consistency"
    assert told(text) == [
        f"{path}: a strong store needs three regions, and there are two;"
        " add a third region as witness or replica, or write eventual"
    ]
    far = text.replace("us-west-2: standby}", "us-west-2: standby, eu-west-1: witness}")
    (said,) = told(far)
    assert said.startswith(f"{path}: DynamoDB has no strong tables across eu-west-1, us-east-1")
    assert said.endswith("take three of one set, such as us-east-1, us-east-2, us-west-2")
    near = text.replace("us-west-2: standby}", "us-west-2: standby, us-east-2: witness}")
    assert parse(near).systems["orders"].stores["book"].consistency == "strong"
    held = parse(near.replace("witness", "replica"))
    assert (held.replica, held.serving) == ("us-east-2", ("us-east-1", "us-west-2"))


BOTH = "strategy: active-active\nregions: {us-west-2: active, us-east-1: active}"


def test_of_two_active_regions_both_serve_and_are_sized_to_take_all(small: str) -> None:
    both = parse(small.replace(f"regions: {REGIONS}", BOTH))
    assert both.serving == ("us-east-1", "us-west-2")
    assert (both.primary, both.standby) == ("us-east-1", None)
    sizes = [fleet_size(both, "orders", region) for region in both.serving]
    assert [size.min for size in sizes] == [size.full for size in sizes]


def test_an_active_region_where_nothing_runs_is_told(small: str) -> None:
    text = small.replace(f"regions: {REGIONS}", BOTH)
    text = text.replace("defaults:", "defaults:\n  capacity: {standby: 0%}", 1)
    lines = told(text)
    assert lines[0].startswith("defaults.capacity.standby: both regions serve, and nothing would")


def test_what_mends_a_stack_in_europe_is_in_europe_and_can_be_copied(small: str) -> None:
    text = small.replace("stores: {book: {}}", "stores: {book: {consistency: strong}}")
    text = text.replace("us-east-1", "eu-central-1").replace(
        "us-west-2: standby}", "eu-north-1: standby, eu-west-1: witness}"
    )
    text = text.replace("us-west-2", "eu-north-1")
    (strong,) = told(text)
    assert strong.endswith("such as eu-central-1, eu-west-1, eu-west-2, eu-west-3")
    resident = f"residency: eu\n{text.replace('eu-north-1', 'eu-west-3')}"
    (said,) = told(resident)
    _, _, mended = said.partition("say so: ")
    assert parse(resident.replace("residency: eu", mended)).residency


def test_residency_may_name_a_region_or_its_beginning(small: str) -> None:
    for places in ("us", "{within: us}", "[us-east-1, us-west]", "[us-east-1, us-west-2]"):
        assert parse(f"residency: {places}\n{small}").residency
