"""A whole run measured, and the curve for a report."""

from __future__ import annotations

import pickle
import random
from array import array
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from openline_drills.measure import measure_run, shares
from openline_drills.observations import MICROSECONDS, Load, Run, SeriesKey, Timeline
from openline_stacks.recovery import Fault, Selector, parameters

if TYPE_CHECKING:
    from tests.drills.conftest import Build

S = MICROSECONDS


def key(build: type[Build], system: str, operation: str) -> SeriesKey:
    return SeriesKey(system, operation, "all", build.east)


def two_systems(build: type[Build]) -> Run:
    return build.run(
        build.series(lambda t: float(t < 0 or t >= 300), key=key(build, "orders", "place")),
        build.series(lambda t: float(t < 0 or t >= 100), key=key(build, "orders", "track")),
        build.series(lambda t: 1.0, key=key(build, "chat", "talk")),
        timelines={"orders": Timeline(detected_us=100 * S, decided_us=400 * S)},
        loads=(Load("orders", build.west, 500.0, 400.0, 1200.0),),
    )


def test_a_systems_rto_is_its_worst_critical_operations(build: type[Build]) -> None:
    operations = (build.operation("place"), build.operation("track"))
    topology = build.topology(
        build.system("orders", operations=operations),
        build.system("chat", operations=(build.operation("talk"),)),
    )
    found = measure_run(two_systems(build), topology, parameters())
    assert found.rto_us("orders") == 300 * S
    assert found.rto_us("chat") == 0


def test_an_operation_that_is_not_critical_does_not_count(build: type[Build]) -> None:
    operations = (build.operation("place", critical=False), build.operation("track"))
    topology = build.topology(build.system("orders", operations=operations))
    assert measure_run(two_systems(build), topology, parameters()).rto_us("orders") == 100 * S


def test_one_operation_that_never_recovers_is_the_system_that_never_does(
    build: type[Build],
) -> None:
    operations = (build.operation("place"), build.operation("track"))
    topology = build.topology(build.system("orders", operations=operations))
    run = build.run(
        build.series(lambda t: float(t < 0), key=key(build, "orders", "place")),
        build.series(lambda t: 1.0, key=key(build, "orders", "track")),
    )
    assert measure_run(run, topology, parameters()).rto_us("orders") is None


def test_milestones_count_from_the_fault(build: type[Build]) -> None:
    found = measure_run(two_systems(build), build.topology(), parameters())
    assert found.milestones["orders"].detected_us == 40 * S
    assert found.milestones["orders"].decided_us == 340 * S
    assert found.milestones["orders"].switched_us is None


def test_the_order_of_series_makes_no_difference(build: type[Build]) -> None:
    keys = [SeriesKey("orders", "place", f"p{i}", build.east) for i in range(5)]

    def curve(until_s: float) -> Callable[[float], float]:
        return lambda t: float(t < 0 or t > until_s)

    series = [
        build.series(curve(37.0 * i), key=k, rate_per_s=0.1 + i / 3) for i, k in enumerate(keys)
    ]
    topology = build.topology()
    expected = measure_run(build.run(*series), topology, parameters())
    random.Random(1).shuffle(series)
    assert measure_run(build.run(*series), topology, parameters()) == expected


def test_a_measurement_travels_between_processes(build: type[Build]) -> None:
    found = measure_run(two_systems(build), build.topology(), parameters())
    assert pickle.loads(pickle.dumps(found)) == found


def test_a_zone_is_lost_where_every_fault_names_one(build: type[Build]) -> None:
    zone = Fault(Selector(region=build.east, zone="a"), "drop", 0.0, 3600.0, 3600.0)
    topology = build.topology()
    assert measure_run(build.run(), topology, parameters()).disruption == "region"
    lost = measure_run(build.run(faults=(zone,)), topology, parameters())
    assert lost.disruption == "zone"


def test_the_curve_has_one_share_a_second(build: type[Build]) -> None:
    run = build.run(
        build.series(lambda t: 0.25 if 0 <= t < 2 else 1.0, fault_s=3, end_s=8),
        fault_s=3.0,
        lift_s=3.0,
    )
    assert shares(run, "orders", "place") == [
        (-3, 1.0),
        (-2, 1.0),
        (-1, 1.0),
        (0, 0.25),
        (1, 0.25),
        (2, 1.0),
        (3, 1.0),
        (4, 1.0),
    ]


def test_a_second_without_requests_has_no_share(build: type[Build]) -> None:
    run = build.run(
        build.series(
            lambda t: 1.0, rate_per_s=lambda t: 0.0 if t >= 0 else 8.0, fault_s=1, end_s=2
        ),
        fault_s=1.0,
        lift_s=1.0,
    )
    assert shares(run, "orders", "place") == [(-1, 1.0), (0, None)]


def test_no_observations_make_no_curve(build: type[Build]) -> None:
    assert shares(build.run(), "orders", "place") == []


@pytest.mark.parametrize("dtype", ["d", "f"])
def test_a_seed_of_95_minutes_is_measured(build: type[Build], dtype: str) -> None:
    offered = array(dtype, [125.0] * 22_800)
    series = build.series(lambda t: 1.0)
    run = build.run(type(series)(series.key, offered, offered))
    found = measure_run(run, build.topology(), parameters())
    assert found.operation("orders", "place").recovered_by == "unaffected"


def test_an_unknown_operation_is_a_bug_of_the_caller(build: type[Build]) -> None:
    found = measure_run(two_systems(build), build.topology(), parameters())
    with pytest.raises(KeyError):
        found.operation("orders", "plaice")
