"""What a forecast comes to, against what comes out by hand, and what may not change it."""

from __future__ import annotations

import pickle
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from openline_stacks.forecast import (
    Disruption,
    Forecast,
    Job,
    disruptions,
    forecast,
    forecasts,
    region_lost,
    zone_lost,
)
from openline_stacks.recovery import Fault, Selector, parameters
from openline_stacks.topology import Clients, Source

if TYPE_CHECKING:
    from tests.drills.world.conftest import Stack

    from openline_stacks.topology import Topology

EAST, WEST = "us-east-1", "us-west-2"
ONE_TRY = Clients(5.0, 1, 1.0, 8.0, 60.0)
CONNECT_S, PUBLICATION_S = 4.0, 2.0


def lost(topology: Topology, trials: int = 40, **over: object) -> Forecast:
    asked = [region_lost(topology, EAST)]
    return forecast(topology, asked, trials=trials, **over)  # type: ignore[arg-type]


def test_detection_decision_switch_and_dns_make_the_rto(stack: type[Stack]) -> None:
    """Ten-second checks, three in a row, each dropped: 34 to 44 s and the publication; 300 s to
    decide; 60 to 120 s for the switch; 59.4 s until 99 % have looked up, on average of 10 s."""
    found = lost(stack.topology(clients=ONE_TRY)).disruptions[0]
    rto_s = found.operation("orders", "use").rto_s
    early_s = 3 * CONNECT_S + 2 * 10.0 + PUBLICATION_S + 300.0 + 60.0
    late_s = early_s + 10.0 + 60.0
    assert rto_s.p50 is not None
    assert rto_s.p99 is not None
    assert early_s + 55.0 < rto_s.p50 < late_s + 60.0
    assert rto_s.p99 <= late_s + 60.0


def test_a_fixed_switch_leaves_the_checkers_phases_alone(stack: type[Stack]) -> None:
    topology = stack.topology(clients=ONE_TRY)
    figures = parameters(topology, {"switch.delay_s": "90s"})
    found = lost(topology, figures=figures).disruptions[0].operation("orders", "use").rto_s
    assert found.p50 is not None
    assert found.p99 is not None
    assert found.p99 - found.p50 < 10.0


def test_the_chance_of_a_target_has_an_interval(stack: type[Stack]) -> None:
    found = lost(stack.topology()).disruptions[0].operation("orders", "use")
    assert found.target_s == 900.0
    assert found.meets is not None
    assert found.meets.share == 1.0
    assert 0.9 < found.meets.low < 1.0 == found.meets.high


def test_lost_requests_are_all_until_the_switch(stack: type[Stack]) -> None:
    """100/s are lost from the fault until clients arrive, half of them at the end of the TTL."""
    found = lost(stack.topology(clients=ONE_TRY)).disruptions[0]
    (milestones,) = found.milestones
    assert milestones.switched_s.p50 is not None
    by_hand = 100.0 * (milestones.switched_s.p50 + 30.0)
    assert found.operation("orders", "use").lost_requests.p50 == pytest.approx(by_hand, rel=0.01)


def test_nobody_serves_while_the_only_region_is_lost(stack: type[Stack]) -> None:
    topology = stack.topology(stack.system(one_region=True))
    found = lost(topology).disruptions[0].operation("orders", "use")
    assert found.rto_s.p50 is None
    assert found.censored_s == 3590.0
    assert found.recovered_by == {"lift": 1.0}
    assert found.meets is not None
    assert found.meets.share == 0.0


def test_an_empty_standby_serves_when_people_have_raised_it(stack: type[Stack]) -> None:
    found = lost(stack.topology(stack.system(standby=0))).disruptions[0]
    rto_s = found.operation("orders", "use").rto_s.p50
    usual_s = lost(stack.topology()).disruptions[0].operation("orders", "use").rto_s.p50
    assert rto_s is not None
    assert usual_s is not None
    assert rto_s > usual_s + 50.0


def test_knock_outs_name_their_step_and_never_cost_with_room(stack: type[Stack]) -> None:
    found = lost(stack.topology()).disruptions[0].operation("orders", "use")
    gains = {knock_out.step: knock_out.gain_s for knock_out in found.knock_outs}
    assert list(gains) == ["detection", "decision", "switch", "dns", "capacity"]
    assert gains["decision"] == pytest.approx(300.0, abs=1.0)
    assert gains["capacity"] == 0.0
    assert all(gain is not None and gain >= 0.0 for gain in gains.values())


def test_a_knock_out_names_the_resource_that_its_time_comes_from(stack: type[Stack]) -> None:
    source = Source("urn:record", "ttl")
    topology = replace(stack.topology(), sources={"systems.orders.entry.path.0": source})
    found = lost(topology).disruptions[0].operation("orders", "use")
    assert {k.step: k.source for k in found.knock_outs}["dns"] == source


def test_the_same_stack_and_seed_give_the_same_forecast(stack: type[Stack]) -> None:
    first, again = lost(stack.topology()), lost(stack.topology())
    assert first == again
    assert first != lost(stack.topology(), seed=2)


def test_another_system_changes_nothing_of_those_that_are_there(stack: type[Stack]) -> None:
    orders, portal = stack.system(), stack.system("portal")
    alone = lost(stack.topology(orders)).disruptions[0]
    both = lost(stack.topology(orders, portal)).disruptions[0]
    assert both.operation("orders", "use") == alone.operation("orders", "use")


def test_a_store_that_copies_loses_its_lag(stack: type[Stack]) -> None:
    system = stack.system(operations=(stack.writing(),), stores=(stack.store(),))
    found = lost(stack.topology(system), trials=400).disruptions[0].store("orders", "orders")
    # at 100 writes/s, by exp(-r x integral): half of the time 3.3 s or less
    assert found.rpo_s.p50 == pytest.approx(3.3, abs=0.4)
    assert found.target_s == 15.0
    assert found.meets is not None
    assert found.meets.share == 1.0


def test_a_stall_comes_on_top_of_the_lag(stack: type[Stack]) -> None:
    system = stack.system(operations=(stack.writing(),), stores=(stack.store(),))
    topology = stack.topology(system)
    stalled = parameters(topology, {"replication.stall_s": "10m"})
    usual = lost(topology).disruptions[0].store("orders", "orders").rpo_s.p50
    behind = lost(topology, figures=stalled).disruptions[0].store("orders", "orders").rpo_s.p50
    assert usual is not None
    assert behind == pytest.approx(usual + 600.0)


def test_a_zone_is_lost_until_the_balancer_has_noticed(stack: type[Stack]) -> None:
    topology = stack.topology(stack.system(), clients=ONE_TRY)
    found = forecast(topology, [zone_lost(topology, EAST, "a")], trials=5).disruptions[0]
    assert found.operation("orders", "use").rto_s.p50 == 30.0


def test_every_region_that_serves_and_a_zone_of_each_are_lost_by_default(
    stack: type[Stack],
) -> None:
    names = [each.name for each in disruptions(stack.topology())]
    assert names == ["region us-east-1", "zone us-east-1a"]


@pytest.mark.parametrize(
    ("trials", "faults", "said"),
    [
        (0, None, "trials is 0"),
        (5, (), "nothing is lost"),
        (5, (Fault(Selector(zone="a"), "drop", 0.0, 60.0, 60.0),), "without its region"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_worked_out(
    stack: type[Stack], trials: int, faults: tuple[Fault, ...] | None, said: str
) -> None:
    topology = stack.topology()
    usual = region_lost(topology, EAST)
    asked = usual if faults is None else Disruption("odd", "region", faults)
    with pytest.raises(ValueError, match=said):
        forecast(topology, [asked], trials=trials)


def test_progress_ends_at_all_of_it(stack: type[Stack]) -> None:
    told: list[float] = []
    topology = stack.topology()
    forecast(topology, [region_lost(topology, EAST)], trials=3, on_progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_many_stacks_come_from_other_processes_as_they_are_here(stack: type[Stack]) -> None:
    stacks = {"fast": stack.topology(), "slow": stack.topology(stack.system(every_s=30.0))}
    jobs = [
        Job(topology, replace(region_lost(topology, EAST), name=name), parameters(topology), 10)
        for name, topology in stacks.items()
    ]
    with ProcessPoolExecutor(2) as executor:
        away = {job.disruption.name: under for job, under in forecasts(jobs, executor=executor)}
    here = {job.disruption.name: under for job, under in forecasts(jobs)}
    assert away == here
    assert away["fast"] != away["slow"]


def test_a_forecast_can_be_sent(stack: type[Stack]) -> None:
    found = lost(stack.topology(), trials=3)
    assert pickle.loads(pickle.dumps(found)) == found
