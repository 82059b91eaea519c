"""The ground a stack stands on: regions, zones, networks, residency."""

from __future__ import annotations

import pytest

from openline.declaration import DeclarationError, parse


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
         ["regions.us-east-2: a witness only votes, and there is no standby to vote for;"]),
        (REGIONS, "{us-east-1: active, us-west-2: standby}",
         ["regions.us-east-1: active is a role of active-active, which is not built"]),
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
        ("10.30.0.0/16", "10.20.0.0/20",
         ["network.us-west-2: 10.20.0.0/20 overlaps 10.20.0.0/16 of us-east-1; give each"]),
        ("stack: shop", "stack: shop\nresidency: eu",
         ["regions.us-east-1: us-east-1 is outside residency (eu);",
          "regions.us-west-2: us-west-2 is outside residency (eu);"]),
        ("stack: shop", "stack: shop\nstrategy: active-active",
         ["strategy: active-active is not built by this version; write pilot"]),
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
        " add a third region as witness, or write eventual"
    ]
    far = text.replace("us-west-2: standby}", "us-west-2: standby, eu-west-1: witness}")
    (said,) = told(far)
    assert said.startswith(f"{path}: DynamoDB has no strong tables across eu-west-1, us-east-1")
    near = text.replace("us-west-2: standby}", "us-west-2: standby, us-east-2: witness}")
    assert parse(near).systems["orders"].stores["book"].consistency == "strong"


def test_residency_may_name_a_region_or_its_beginning(small: str) -> None:
    for places in ("us", "[us-east-1, us-west]", "[us-east-1, us-west-2]"):
        assert parse(f"residency: {places}\n{small}").residency
