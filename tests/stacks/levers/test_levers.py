"""Which levers a declaration has: only what can be moved in it, for those that miss."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from openline.declaration import Declaration, DeclarationError, parse
from openline_stacks.levers import Cost, Lever, Missed, levers

if TYPE_CHECKING:
    from collections.abc import Sequence

DESK = """
openline: 1
stack: desk
account: "123456789012"
domain: desk.example.net
zone_id: Z0123456789ABCDEFGHIJ
regions: {us-east-1: primary, us-west-2: standby}
zones: {us-east-1: [a, b], us-west-2: [a, b]}
network: {us-east-1: 10.20.0.0/16, us-west-2: 10.30.0.0/16}
strategy: pilot-light
defaults: {objectives: {region: {rto: 5m, rpo: 0s}}}
systems:
  sign-in: {demand: {steady: 10/s, peak: 30/s}}
  orders:
    needs: [sign-in]
    demand: {steady: 10/s, peak: 30/s}
    operations: {place: {writes: orders}}
    stores: {orders: {}}
  chat: {demand: {steady: 10/s, peak: 30/s}, failover: {decide: automatic}}
"""
LATE = Missed("region us-east-1", "region", "orders", "place", "RTO", 300.0, 700.0)
GONE = Missed("region us-east-1", "region", "orders", "orders", "RPO", 0.0, 3.0)
ZONE = Missed("zone us-east-1a", "zone", "orders", "place", "RTO", 60.0, 90.0)


def declared(text: str = DESK) -> Declaration:
    return parse(text)


def by_kind(found: Sequence[Lever]) -> dict[str, Lever]:
    return {lever.kind: lever for lever in found}


def test_whoever_is_late_and_whatever_it_needs_is_moved_and_nobody_else() -> None:
    found = by_kind(levers(declared(), [LATE]))
    assert found["checks.fails"].sets == (
        ("systems.orders.checks.fails", "1"),
        ("systems.sign-in.checks.fails", "1"),
    )
    assert "chat" not in str(list(found.values()))


def test_people_can_be_halved_or_quick_or_left_out() -> None:
    kinds = [(lever.kind, lever.sets) for lever in levers(declared(), [LATE])]
    assert kinds[:3] == [
        ("decision", (("failover.decision", "120s"),)),
        ("decision", (("failover.decision", "60s"),)),
        ("decide", (("failover.decide", "automatic"),)),
    ]


def test_nobody_decides_faster_where_nobody_decides() -> None:
    late = Missed("region us-east-1", "region", "chat", "use", "RTO", 10.0, 70.0)
    assert not {"decision", "decide"} & by_kind(levers(declared(), [late])).keys()


def test_what_is_at_its_end_is_no_lever() -> None:
    text = DESK.replace("defaults: {", "defaults: {checks: {fails: 1}, capacity: {buffer: 100%}, ")
    assert not {"checks.fails", "capacity.buffer"} & by_kind(levers(declared(text), [LATE])).keys()


def test_a_lost_zone_is_a_matter_of_instances_alone() -> None:
    kinds = by_kind(levers(declared(), [ZONE])).keys()
    assert {kind.partition(".")[0] for kind in kinds} == {"capacity", "strategy"}
    assert "capacity.standby" not in kinds


def test_a_strong_store_brings_the_region_that_votes() -> None:
    lever = by_kind(levers(declared(), [GONE]))["consistency"]
    assert lever.sets == (
        ("regions.us-east-2", "witness"),
        ("systems.orders.stores.orders.consistency", "strong"),
    )


def test_where_data_may_not_leave_no_third_region_is_named() -> None:
    text = DESK.replace("strategy:", "residency: {within: [us-east-1, us-west-2]}\nstrategy:")
    assert "consistency" not in by_kind(levers(declared(text), [GONE]))


def test_only_stronger_strategies_are_offered() -> None:
    found = [lever.sets for lever in levers(declared(), [LATE]) if lever.kind == "strategy"]
    assert found == [
        (("strategy", "warm-standby"),),
        (
            ("strategy", "active-active"),
            ("regions.us-east-1", "active"),
            ("regions.us-west-2", "active"),
        ),
    ]


def test_every_value_is_one_that_the_declaration_takes() -> None:
    """Each is written as a person would, and read by the declaration's own reader."""
    from openline.declaration import overriding

    for lever in levers(declared(), [LATE, GONE, ZONE]):
        with overriding(dict(lever.sets)):
            try:
                declared()
            except DeclarationError as error:
                pytest.fail(f"{lever}: {error}")


def test_a_replacement_is_dearer_than_instances_and_these_than_checks() -> None:
    costs = [Cost(checks=3), Cost(instances=1), Cost(replaced=1), Cost()]
    assert sorted(costs, key=lambda cost: cost.order) == [
        Cost(),
        Cost(checks=3),
        Cost(instances=1),
        Cost(replaced=1),
    ]
