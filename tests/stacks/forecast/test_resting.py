"""Which guesses a verdict rests on, and from where on it would be another."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from openline_stacks.forecast import RestsOn, forecast, region_lost, rests_on
from openline_stacks.forecast._declared import with_declared
from openline_stacks.recovery import Constant, Parameters, parameters, range_of
from openline_stacks.topology import Clients, NotUnderstood, Objective

if TYPE_CHECKING:
    from tests.drills.world.conftest import Stack

    from openline_stacks.topology import Topology

EAST = "us-east-1"
ONE_TRY = Clients(5.0, 1, 1.0, 8.0, 60.0)
MINE = {"switch.delay_s": "90s"}


def promising(stack: type[Stack], rto_s: float) -> Topology:
    return with_target(stack.topology(clients=ONE_TRY), rto_s)


def with_target(topology: Topology, rto_s: float) -> Topology:
    systems = tuple(
        replace(
            system,
            operations=tuple(
                replace(one, objectives=(Objective("region", rto_s, None),))
                for one in system.operations
            ),
        )
        for system in topology.systems
    )
    return replace(topology, systems=systems)


def resting(topology: Topology, figures: Parameters) -> dict[str, RestsOn]:
    found = rests_on(topology, [region_lost(topology, EAST)], figures)
    return {one.parameter.name: one for one in found if one.measure == "RTO"}


def test_a_tight_target_rests_on_peoples_time_and_says_from_where_on(stack: type[Stack]) -> None:
    """It takes about 505 s: 300 of them to decide. 60 s more of these is as much as there is."""
    topology = promising(stack, 570.0)
    found = resting(topology, parameters(topology, MINE))["failover.decision_s"]
    assert (found.verdict, found.becomes) == ("would meet", "would miss")
    assert isinstance(found.flips_at, Constant)
    at_s = found.flips_at.value
    assert met(topology, at_s - 300.0 / 16.0)
    assert not met(topology, at_s)


def met(topology: Topology, decision_s: float) -> bool:
    groups = tuple(replace(group, decision_s=decision_s) for group in topology.groups)
    changed = replace(topology, groups=groups)
    return meets(changed, parameters(topology, MINE))


def test_what_you_measured_is_not_doubted(stack: type[Stack]) -> None:
    topology = promising(stack, 570.0)
    assert "switch.delay_s" not in resting(topology, parameters(topology, MINE))


def test_a_target_with_room_rests_on_no_guess(stack: type[Stack]) -> None:
    topology = promising(stack, 3000.0)
    assert resting(topology, parameters(topology, MINE)) == {}


def guessing(topology: Topology, *names: str) -> Parameters:
    """As if everything else had been measured: only these are moved."""
    figures = parameters(topology)
    known = {
        name: one if name in names else replace(one, grade="yours")
        for name, one in figures.by_name.items()
    }
    return Parameters(known, figures.overridden)


def keeping(stack: type[Stack]) -> Topology:
    """Copies are some seconds late; fifteen are promised. Recovery takes 505 s of 570."""
    writing = stack.writing(objectives=(Objective("region", 570.0, 15.0),))
    return stack.topology(
        stack.system(operations=(writing,), stores=(stack.store(),)), clients=ONE_TRY
    )


@pytest.mark.parametrize("name", ["replication.lag_s", "replication.stall_s"])
def test_what_a_store_loses_rests_on_its_copies_as_whole_forecasts_find(
    stack: type[Stack], name: str
) -> None:
    topology = keeping(stack)
    figures = guessing(topology, name)
    range_ = range_of(figures.get(name))
    assert range_ is not None

    def kept(moved: Parameters) -> bool:
        lost = [region_lost(topology, EAST)]
        under = forecast(topology, lost, moved, trials=100, knock_outs=False).disruptions[0]
        (store,) = under.stores
        assert store.meets is not None
        return store.meets.share >= 0.95

    assert kept(figures)
    alone = {to for to in (range_.low, range_.high) if not kept(figures.moved(name, to))}
    found = rests_on(topology, [region_lost(topology, EAST)], figures)
    assert {one.to for one in found if one.measure == "RPO"} == alone
    for one in found:
        assert (one.system, one.name, one.verdict) == ("orders", "orders", "would meet")
        assert not kept(figures.moved(name, one.flips_at))


def test_what_nobody_understood_rests_on_no_figure(stack: type[Stack]) -> None:
    topology = keeping(stack)
    figures = guessing(topology, "failover.decision_s", "replication.stall_s")
    lost = [region_lost(topology, EAST)]
    assert {one.measure for one in rests_on(topology, lost, figures)} == {"RPO", "RTO"}
    strange = replace(
        topology,
        not_understood=(NotUnderstood("urn:strange", "", "a queue is not modelled"),),
        systems=tuple(replace(one, path_urns=("urn:strange",)) for one in topology.systems),
    )
    assert rests_on(strange, lost, figures) == ()


@pytest.mark.slow
def test_other_processes_find_the_same(stack: type[Stack], monkeypatch: pytest.MonkeyPatch) -> None:
    """However what is tried is shared out."""
    topology = with_target(stack.topology(stack.system(automatic=True, standby=7)), 540.0)
    figures = guessing(topology, "autoscaling.alarm_s", "switch.delay_s")
    lost = [region_lost(topology, EAST)]
    alone = rests_on(topology, lost, figures)
    assert alone
    monkeypatch.setattr(f"{rests_on.__module__.rpartition('.')[0]}._tries._MOST", 200)
    with ThreadPoolExecutor(1) as pool:
        assert rests_on(topology, lost, figures, executor=pool) == alone


TRIED = ("cache.cold_share", "failover.decision_s", "launch.jitter_s", "switch.delay_s")


@pytest.mark.slow
@pytest.mark.parametrize(("grows", "rto_s"), [(False, 570.0), (True, 540.0)])
def test_what_is_found_at_once_is_what_whole_forecasts_find(
    stack: type[Stack], grows: bool, rto_s: float
) -> None:
    growing = stack.topology(stack.system(automatic=True, standby=7))
    topology = with_target(growing, rto_s) if grows else promising(stack, rto_s)
    figures = parameters(topology)
    lost = region_lost(topology, EAST)
    usual = meets(topology, figures)
    alone = set()
    for name in TRIED:
        range_ = range_of(figures.get(name))
        assert range_ is not None
        for to in (range_.low, range_.high):
            changed = with_declared(topology, name, to)
            if meets(changed, figures.moved(name, to)) != usual:
                alone.add((name, to))
    found = rests_on(topology, [lost], figures)
    turned = {(one.parameter.name, one.to) for one in found if one.measure == "RTO"}
    assert alone
    assert {one for one in turned if one[0] in TRIED} == alone


def meets(topology: Topology, figures: Parameters) -> bool:
    lost = [region_lost(topology, EAST)]
    found = forecast(topology, lost, figures, trials=100, knock_outs=False)
    share = found.disruptions[0].operation("orders", "use").meets
    assert share is not None
    return share.share >= 0.95
