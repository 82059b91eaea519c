"""What a change takes away from a topology is found, with the resource and property that did it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from openline.declaration import overriding
from openline_stacks.engine import bundled_stack, preview
from openline_stacks.preview._structure import structural
from openline_stacks.states import States
from openline_stacks.topology import (
    Entry,
    NotUnderstood,
    Objective,
    System,
    Topology,
    read,
)

Change = Callable[[System], System]
EAST, WEST = "us-east-1", "us-west-2"


@pytest.fixture(scope="module")
def states() -> States:
    with overriding({"support-desk.capacity.standby": "100%", "strategy": "warm-standby"}):
        return preview(bundled_stack("starter"))


@pytest.fixture(scope="module")
def whole(states: States) -> Topology:
    return read(states)


def changed(topology: Topology, change: Change) -> Topology:
    (system,) = topology.systems
    return replace(topology, systems=(change(system),))


def codes(before: Topology, after: Topology, states: States) -> list[str]:
    return [one.code.id for one in structural(before, after, states.by_urn())]


def fleet(region: str, **to: Any) -> Change:
    def change(system: System) -> System:
        fleets = (replace(f, **to) if f.region == region else f for f in system.fleets)
        return replace(system, fleets=tuple(fleets))

    return change


def store(**to: Any) -> Change:
    return lambda system: replace(system, stores=tuple(replace(s, **to) for s in system.stores))


def entry(change: Callable[[Entry], Entry | None]) -> Change:
    def made(system: System) -> System:
        assert system.entry is not None
        return replace(system, entry=change(system.entry))

    return made


def unchecked(one: Entry) -> Entry:
    targets = (replace(t, check=None, evaluate_target_health=False) for t in one.targets)
    return replace(one, targets=tuple(targets))


def alone(system: System) -> System:
    return replace(system, fleets=system.fleets[:1])


def switch_in(region: str) -> Change:
    def change(system: System) -> System:
        return replace(system, switches=tuple(replace(s, region=region) for s in system.switches))

    return change


def shallow(system: System) -> System:
    alive = system.fleets[0].alive_path
    assert alive
    checks = tuple(replace(c, path=alive) if c.kind == "endpoint" else c for c in system.checks)
    return replace(system, checks=checks)


def loosened(system: System) -> System:
    target = (Objective("region", 86400.0, 60.0),)
    operations = tuple(replace(o, objectives=target) for o in system.operations)
    return replace(system, operations=operations)


def unmoved(system: System) -> System:
    assert system.entry is not None
    return replace(system, entry=unchecked(system.entry), switches=())


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (alone, ["OL502"]),
        (fleet(EAST, zones=("us-east-1a",)), ["OL503"]),
        (fleet(WEST, min=3, full=2), []),
        (fleet(WEST, min=0), ["OL504", "OL511"]),
        (fleet(EAST, min=0), []),  # the primary's own size is the forecast's to judge
        (store(replicas=(EAST,)), ["OL505"]),
        (unmoved, ["OL512", "OL515"]),
        (switch_in(EAST), ["OL513"]),
        (shallow, ["OL514"]),
        (entry(unchecked), ["OL515", "OL515"]),
        (entry(lambda one: None), ["OL516"]),
        (loosened, ["OL520"]),
    ],
)
def test_what_is_lost_is_found(
    change: Change, found: list[str], whole: Topology, states: States
) -> None:
    told = codes(whole, changed(whole, change), states)
    assert sorted(set(told)) == sorted(set(found))


def test_nothing_is_lost_by_no_change_nor_by_taking_one_back(
    whole: Topology, states: States
) -> None:
    assert codes(whole, whole, states) == []
    for change in (alone, fleet(WEST, min=0), store(replicas=(EAST,)), shallow, unmoved):
        assert codes(changed(whole, change), whole, states) == []


def test_a_strong_store_that_becomes_eventual_is_found(whole: Topology, states: States) -> None:
    def strong(system: System) -> System:
        return store(consistency="strong")(system)

    assert codes(changed(whole, strong), whole, states) == ["OL506"]
    assert codes(whole, changed(whole, strong), states) == []


def test_a_finding_names_the_resource_the_property_and_the_line(
    whole: Topology, states: States
) -> None:
    after = changed(whole, fleet(WEST, min=1))
    shrank = next(iter(structural(whole, after, states.by_urn())))
    assert shrank.what == "support-desk in us-west-2 keeps 1 instances; before 2"
    assert shrank.resource == "starter-support-desk-us-west-2-fleet"
    assert shrank.property == "minSize"
    assert shrank.at is not None
    assert shrank.at.file == "__main__.py"


def test_what_was_understood_before_and_is_not_now_is_a_doubt(
    whole: Topology, states: States
) -> None:
    urn = whole.systems[0].path_urns[0]
    doubted = replace(whole, not_understood=(NotUnderstood(urn, "ttl", "is odd"),))
    (found,) = structural(whole, doubted, states.by_urn())
    assert (found.code.id, found.code.level, found.property) == ("OL521", "doubt", "ttl")
    assert codes(doubted, doubted, states) == []
