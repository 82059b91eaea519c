"""`--set`: one place where overrides are laid over, for files and programs alike."""

from __future__ import annotations

from typing import Any

import pytest

from openline.declaration import Declaration, DeclarationError, overriding, parse, settable_paths


def told(text: str, values: dict[str, Any]) -> list[str]:
    with overriding(values), pytest.raises(DeclarationError) as caught:
        parse(text)
    return str(caught.value).splitlines()


@pytest.mark.parametrize(
    "path", ["systems.orders.checks.fails", "orders.checks.fails", "defaults.checks.fails"]
)
def test_a_path_is_written_long_or_short(small: str, path: str) -> None:
    with overriding({path: "7"}):
        assert parse(small).systems["orders"].checks.fails == 7
    assert parse(small).systems["orders"].checks.fails == 3


def test_values_are_yaml(small: str) -> None:
    values = {
        "orders.entry": "{kind: cname, ttl: 600s}",
        "regions": "{us-east-1: primary}",
        "protection": "off",
        "orders.needs": "[]",
        "orders.operations.place.good.level": 0.95,
    }
    with overriding(values):
        read = parse(small)
    assert read.systems["orders"].entry.ttl_s == 600
    assert read.systems["orders"].needs == ()
    assert read.systems["orders"].operations["place"].good.level == 0.95
    assert read.serving == ("us-east-1",)
    assert read.protection is False


def test_a_value_may_stand_below_a_short_form(small: str) -> None:
    text = small.replace("  objectives: {region", "  entry: cname\n  objectives: {region")
    with overriding({"defaults.entry.ttl": "600s"}):
        assert parse(text).systems["orders"].entry.ttl_s == 600


def test_the_operation_that_nobody_declared_can_be_set(small: str) -> None:
    with overriding({"sign-in.operations.use.critical": "false"}):
        assert not parse(small).systems["sign-in"].operations["use"].critical


def test_programs_obey_as_files_do(small: str) -> None:
    plain = {
        "openline": 1,
        "stack": "shop",
        "account": "123456789012",
        "domain": "shop.example.net",
        "zone_id": "Z1",
        "regions": {"us-east-1": "primary"},
        "zones": {"us-east-1": ["a", "b"]},
        "network": {"us-east-1": "10.20.0.0/16"},
        "systems": {"orders": {"demand": {"steady": 1, "peak": 2}}},
    }
    with overriding({"orders.demand.peak": "9/s"}):
        assert Declaration.model_validate(plain).systems["orders"].demand.peak_per_s == 9
    with overriding({"orders.demand.peek": "9/s"}), pytest.raises(DeclarationError, match="--set"):
        Declaration.model_validate(plain)


def test_inner_overrides_add_to_outer_ones_and_win(small: str) -> None:
    with overriding({"orders.checks.fails": 5, "orders.checks.every": "30s"}):
        with overriding({"orders.checks.fails": 6}):
            checks = parse(small).systems["orders"].checks
            assert (checks.fails, checks.every_s) == (6, 30)
        assert parse(small).systems["orders"].checks.fails == 5


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("orders.entri.ttl", "systems.orders.entri.ttl: there is no such path;"
         " did you mean systems.orders.entry.ttl?"),
        ("systems.oders.entry.ttl", "systems.oders.entry.ttl: there is no such path;"
         " did you mean systems.orders.entry.ttl?"),
        ("orders.ttl", "systems.orders.ttl: there is no such path;"
         " did you mean systems.orders.entry.ttl?"),
        ("defaults.check.fails", "defaults.check.fails: there is no such path;"
         " did you mean defaults.checks.fails?"),
        ("orders.operations.palce.share", "systems.orders.operations.palce.share: there is no such"
         " path; did you mean systems.orders.operations.place.share?"),
        ("orders.checks.fails.more", "systems.orders.checks.fails.more: there is no such path;"
         " did you mean systems.orders.checks.fails?"),
    ],
)  # fmt: skip
def test_an_unknown_path_names_the_nearest_one(small: str, path: str, line: str) -> None:
    assert told(small, {path: "1"}) == [f"--set: {line}"]


@pytest.mark.parametrize("path", ["", ".", "x", "systems.", "\x1d", "systems..entry", "a" * 5000])
def test_any_other_path_is_told_how_paths_start(small: str, path: str) -> None:
    (line,) = told(small, {path: "1"})
    assert line.startswith("--set: ")
    assert "there is no such path; " in line


def test_what_an_override_breaks_is_told_as_its_own(small: str) -> None:
    assert told(small, {"orders.entry.ttl": "600s", "orders.checks.every": "15s"}) == [
        "--set: systems.orders.checks.every: Route 53 does not check every 15s; write 10s or 30s",
        "--set: systems.orders.entry.ttl: an alias has no TTL of its own: AWS's is 60 s;"
        " leave it out, or write {kind: cname, ttl: ...}",
    ]


def test_a_value_that_is_no_yaml_is_told(small: str) -> None:
    (line,) = told(small, {"orders.entry": "{kind: cname"})
    assert line.startswith("--set: systems.orders.entry: not YAML: ")


def test_every_path_of_the_format_is_listed() -> None:
    known = settable_paths()
    assert list(known) == sorted(known)
    for path in ("defaults.entry.ttl", "systems.<name>.operations.<name>.share", "regions.<name>"):
        assert path in known
