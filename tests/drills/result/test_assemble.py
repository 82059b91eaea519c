"""From measurements to the documented JSON."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from openline_drills.measure import Dip, Measurement, PopulationMeasure
from openline_drills.observations import MICROSECONDS
from openline_drills.result import Result, assemble, median_seed
from openline_drills.rpo import WriteCounts
from openline_drills.verdict import KnockOut
from openline_stacks.recovery import parameters, region_dark
from openline_stacks.topology import NotUnderstood, ResourceCounts, Topology

if TYPE_CHECKING:
    from tests.drills.conftest import Build

S = MICROSECONDS


def stack(build: type[Build]) -> Topology:
    place = build.operation("place", writes="orders", kind="write")
    return build.topology(
        build.system("orders", operations=(place,), stores=(build.store(),)),
        build.system("chat", operations=(build.operation("talk"),)),
        resources=ResourceCounts(total=10, emulated=8, recorded_only=("urn::dashboard", "urn::x")),
        not_understood=(NotUnderstood("urn::y", "z", "why"),),
    )


def seed(
    build: type[Build], number: int, orders_s: float | None = 665.25, chat_s: float | None = 60.0
) -> Measurement:
    orders = build.measured(
        orders_s,
        "orders",
        "place",
        dips=(Dip(0, 665_250_000, 1 / 3),),
        populations=(
            PopulationMeasure("tail", build.east, 665_250_000),
            PopulationMeasure("cached", build.east, 400 * S),
        ),
    )
    stored = build.stored(2.9, 5.2, writes=WriteCounts(100, 4, 3, 1, 0, 0, 2, 1))
    return build.measurement(
        [build.measured(chat_s, "chat", "talk"), orders], seed=number, stores=(stored,)
    )


def assembled(
    build: type[Build],
    measurements: Sequence[Measurement],
    knock_outs: Sequence[KnockOut] = (),
    findings: Sequence[str] = (),
    topology: Topology | None = None,
) -> Result:
    return assemble(
        topology=topology or stack(build),
        experiment="region-outage",
        faults=(region_dark("us-east-1", 0.0, 3600.0),),
        runbook=None,
        measurements=measurements,
        knock_outs=knock_outs,
        parameters=parameters(overrides={"replication.stall_s": "0", "checker.publication_s": "3"}),
        findings=findings,
    )


def value(result: Result) -> Any:
    return json.loads(result.to_json())


def operation(result: Result, system: str = "orders") -> Any:
    (found,) = [s for s in value(result)["systems"] if s["name"] == system]
    return found["operations"][0]


def test_the_result_has_exactly_the_documented_keys(build: type[Build]) -> None:
    knock_out = KnockOut("decision", seed(build, 1, 365.0))
    found = value(assembled(build, [seed(build, 1)], [knock_out]))
    assert list(found) == [
        "schema_version",
        "stack",
        "declaration_digest",
        "experiment",
        "on",
        "faults",
        "runbook",
        "disruption",
        "seeds",
        "until_sure",
        "systems",
        "parameters",
        "resources",
        "findings",
        "rests_on",
        "verdict",
    ]
    system = found["systems"][1]
    assert list(system) == ["name", "verdict", "reason", "operations", "stores"]
    place = system["operations"][0]
    assert list(place) == [
        "name",
        "critical",
        "target_s",
        "rto",
        "seeds_not_recovered",
        "censored_at_s",
        "recovered_by",
        "lost_requests",
        "below_level_s",
        "dips",
        "populations",
        "timeline",
        "knock_outs",
        "evidence",
        "verdict",
        "reason",
    ]
    assert list(place["rto"]) == ["p50_s", "p95_s", "at_90_s", "at_95_s", "at_99_s"]
    assert list(place["timeline"]) == [
        f"{name}_s"
        for name in [
            "detected",
            "decided",
            "switched",
            "routed",
            "recovered",
            "lifted",
            "failed_back",
        ]
    ]
    store = system["stores"][0]
    assert list(store) == ["name", "target_s", "rpo", "writes", "evidence", "verdict", "reason"]
    assert list(store["rpo"]) == ["p50_s", "p95_s", "at_declared_rate_p95_s"]
    assert list(store["writes"]) == [
        "acknowledged",
        "missing",
        "returned",
        "overwritten",
        "gone",
        "pending",
        "indeterminate",
        "duplicated",
    ]
    assert list(found["parameters"]) == ["by_grade", "overridden"]
    assert found["resources"] == {"emulated": 8, "recorded_only": 2, "not_understood": 1}


def test_one_seeds_figures_are_its_measurements(build: type[Build]) -> None:
    knock_out = KnockOut("decision", seed(build, 1, 365.0))
    place = operation(assembled(build, [seed(build, 1)], [knock_out]))
    assert place["target_s"] == 900.0
    assert place["rto"]["p50_s"] == 665.25
    assert place["recovered_by"] == "failover"
    assert place["lost_requests"] == 1000
    assert place["dips"] == [{"from_s": 0.0, "to_s": 665.25, "lowest": 0.333333}]
    assert place["below_level_s"] == 665.25
    assert place["populations"] == [
        {"name": "cached", "region": "us-east-1", "rto_p50_s": 400.0},
        {"name": "tail", "region": "us-east-1", "rto_p50_s": 665.25},
    ]
    assert place["knock_outs"] == [{"step": "decision", "rto_p50_s": 365.0}]
    assert place["timeline"]["recovered_s"] == 665.25
    assert place["timeline"]["lifted_s"] == 3600.0
    assert place["evidence"] == {"control_plane": "emulated", "world": "modelled"}
    assert (place["verdict"], place["reason"]) == ("would meet", None)


def test_a_stores_figures_are_its_measurements(build: type[Build]) -> None:
    (store,) = value(assembled(build, [seed(build, 1)]))["systems"][1]["stores"]
    assert store["target_s"] == 15.0
    assert store["rpo"] == {"p50_s": 2.9, "p95_s": 2.9, "at_declared_rate_p95_s": 5.2}
    assert store["writes"]["missing"] == 4
    assert store["verdict"] == "would meet"


def test_quantiles_are_over_the_seeds(build: type[Build]) -> None:
    measurements = [seed(build, i, 600.0 + i) for i in range(1, 21)]
    rto = operation(assembled(build, measurements))["rto"]
    assert (rto["p50_s"], rto["p95_s"]) == (610.0, 619.0)


def test_a_censored_quantile_is_null_and_says_from_where_on(build: type[Build]) -> None:
    measurements = [seed(build, i, None if i < 3 else 600.0) for i in range(20)]
    place = operation(assembled(build, measurements))
    assert (place["rto"]["p50_s"], place["rto"]["p95_s"]) == (600.0, None)
    assert (place["seeds_not_recovered"], place["censored_at_s"]) == (3, 3590.0)
    assert operation(assembled(build, [seed(build, 1)]))["censored_at_s"] is None


def test_nothing_measured_is_null_and_never_zero(build: type[Build]) -> None:
    silent = build.measurement(
        [
            build.measured(None, "orders", "place", recovered_by=None, lost_requests=0.0),
            build.measured(60.0, "chat", "talk"),
        ]
    )
    found = assembled(build, [silent])
    place = operation(found)
    assert place["lost_requests"] is None
    assert place["below_level_s"] is None
    assert place["recovered_by"] is None
    (store,) = value(found)["systems"][1]["stores"]
    assert set(store["writes"].values()) == {None}
    assert store["rpo"]["p50_s"] is None


def test_the_verdict_is_the_worst_systems_and_a_systems_its_worst_operations(
    build: type[Build],
) -> None:
    found = value(assembled(build, [seed(build, 1, 901.0)]))
    assert found["verdict"] == "would miss"
    assert [s["verdict"] for s in found["systems"]] == ["would meet", "would miss"]
    assert found["systems"][1]["reason"] == found["systems"][1]["operations"][0]["reason"]


def test_a_store_that_misses_makes_its_system_miss(build: type[Build]) -> None:
    lossy = replace(seed(build, 1), stores=(build.stored(20.0, 20.0),))
    system = value(assembled(build, [lossy]))["systems"][1]
    assert (system["verdict"], system["reason"]["code"]) == ("would miss", "replication")


def test_an_operation_that_is_not_critical_is_judged_but_does_not_count(build: type[Build]) -> None:
    place = build.operation("place", critical=False)
    topology = build.topology(
        build.system("orders", operations=(place,)),
        build.system("chat", operations=(build.operation("talk"),)),
    )
    found = assembled(build, [seed(build, 1, 901.0)], topology=topology)
    assert operation(found)["verdict"] == "would miss"
    assert value(found)["systems"][1]["verdict"] is None
    assert found.verdict == "would meet"


def test_a_stack_that_promises_nothing_is_inconclusive(build: type[Build]) -> None:
    topology = build.topology(
        build.system("orders", operations=(build.operation("place", objectives=()),)),
        build.system("chat", operations=(build.operation("talk", objectives=()),)),
    )
    assert assembled(build, [seed(build, 1)], topology=topology).verdict == "inconclusive"


def test_the_bytes_do_not_depend_on_the_order_of_anything(build: type[Build]) -> None:
    measurements = [seed(build, i, 600.0 + i % 7, 100.0 + i % 3) for i in range(20)]
    steps = ("detection", "decision", "switch", "dns", "capacity", "replication")
    knock_outs = [KnockOut(step, seed(build, 1, 300.0)) for step in steps]
    findings = ["b: too long", "a: too short"]
    topology = stack(build)
    expected = assembled(build, measurements, knock_outs, findings).to_json()
    rng = random.Random(1)
    for _ in range(5):
        for shuffled in (measurements, knock_outs, findings):
            rng.shuffle(shuffled)
        systems = list(topology.systems)
        rng.shuffle(systems)
        other = replace(topology, systems=tuple(systems))
        again = assembled(build, measurements, knock_outs, findings, other).to_json()
        assert again == expected


def test_the_bytes_are_canonical(build: type[Build]) -> None:
    text = assembled(build, [seed(build, 1)], findings=["orders · place: too short"]).to_json()
    assert text.endswith("}\n")
    assert "orders · place" in text
    assert "NaN" not in text
    assert "Infinity" not in text
    assert Result.model_validate_json(text).to_json() == text


@pytest.mark.parametrize(
    ("us", "seconds"), [(665_250_000, 665.25), (499, 0.0), (500, 0.001), (1_234_567_890, 1234.568)]
)
def test_seconds_have_three_decimals_of_whole_microseconds(
    build: type[Build], us: int, seconds: float
) -> None:
    measurement = seed(build, 1)
    orders = replace(measurement.operations[1], rto_us=us)
    changed = replace(measurement, operations=(measurement.operations[0], orders))
    assert operation(assembled(build, [changed]))["rto"]["p50_s"] == seconds


def test_knock_outs_stand_in_the_order_of_a_recovery(build: type[Build]) -> None:
    steps = ["replication", "capacity", "dns", "switch", "decision", "detection"]
    knock_outs = [KnockOut(step, seed(build, 1, 300.0)) for step in steps]
    place = operation(assembled(build, [seed(build, 1)], knock_outs))
    assert [k["step"] for k in place["knock_outs"]] == [*reversed(steps[1:]), "replication"]


def test_parameters_are_counted_by_grade_and_overrides_named(build: type[Build]) -> None:
    found = value(assembled(build, [seed(build, 1)]))["parameters"]
    assert found["overridden"] == ["checker.publication_s", "replication.stall_s"]
    assert found["by_grade"]["yours"] == 2
    assert found["by_grade"]["sla"] == 0


def test_the_median_seed_is_in_the_middle_by_its_worst_system(build: type[Build]) -> None:
    measurements = [
        seed(build, 1, 700.0, 10.0),
        seed(build, 2, 100.0, 300.0),
        seed(build, 3, 200.0, 500.0),
    ]
    assert median_seed(measurements) == 3
    assert median_seed(list(reversed(measurements))) == 3


def test_of_equal_seeds_the_next_worst_system_then_the_lower_number_decides(
    build: type[Build],
) -> None:
    assert median_seed([seed(build, i) for i in (4, 2, 9)]) == 4
    assert median_seed([seed(build, 1, chat_s=30.0), seed(build, 2, chat_s=10.0)]) == 2


def test_a_seed_that_does_not_recover_is_the_slowest(build: type[Build]) -> None:
    assert median_seed([seed(build, 1, None), seed(build, 2), seed(build, 3, None)]) == 1


def test_no_seed_has_no_median() -> None:
    with pytest.raises(ValueError, match="at least one"):
        median_seed([])
