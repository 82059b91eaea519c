"""Every bundled experiment: an ordinary file, listed, described, and with the consequence that it
is there to show, on one small stack with one seed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from chaoslib.configuration import load_configuration
from chaoslib.experiment import ensure_experiment_is_valid

from openline_drills.measure import Measurement
from openline_drills.rehearsal import Described, described, experiments, load_experiment
from openline_drills.rehearsal._experiments import silent_chaos
from openline_drills.rehearsal._faults import planned_faults
from openline_drills.rehearsal._seeds import SeedOutcome, act_out
from openline_drills.rehearsal._settings import resolve
from openline_drills.rehearsal._stand import Stand, stand_up

if TYPE_CHECKING:
    from tests.drills.conftest import WriteShop

pytestmark = pytest.mark.slow

NAMES = [each.name for each in experiments() if each.bundled]
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "experiments.md"
MINUTE_US = 60_000_000
SYSTEMS = """
  orders:
    demand: {steady: 100/s, peak: 300/s}
    operations: {place: {share: 20%, writes: orders}, track: {share: 80%}}
    stores: {orders: {}}
  portal:
    host: "@"
    needs: [orders]
    demand: {steady: 100/s, peak: 300/s}
"""

Acted = Callable[[str], SeedOutcome]


@pytest.fixture(scope="module")
def acted(write_shop: WriteShop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Acted]:
    """One seed of an experiment, once; experiments that suppose the same share a stand."""
    stack = write_shop(tmp_path_factory.mktemp("shop"), SYSTEMS)
    stands: dict[str, Stand] = {}
    done: dict[str, SeedOutcome] = {}

    def stand(configuration: dict[str, Any]) -> Stand:
        key = json.dumps(configuration.get("premise"))
        if key not in stands:
            for other in list(stands):  # moto has one state a process
                stands.pop(other).close()
            stands[key] = stand_up(resolve(configuration))
        return stands[key]

    def act(name: str) -> SeedOutcome:
        if name not in done:
            experiment = load_experiment(name)
            configuration = load_configuration(experiment["configuration"]) | {"stack": str(stack)}
            on = stand(configuration)
            planned_faults(experiment, configuration, on.topology, on.region)
            done[name] = act_out(on, experiment | {"configuration": configuration}, 1)
        return done[name]

    try:
        # what shares a stand one after another: standing up is the dearest part
        for name in sorted(NAMES, key=lambda name: json.dumps(_premise(name))):
            act(name)
        yield act
    finally:
        for held in stands.values():
            held.close()


def _premise(name: str) -> Any:
    return load_experiment(name)["configuration"].get("premise", {})


def rto_s(outcome: SeedOutcome, system: str = "orders", operation: str = "place") -> float | None:
    us = outcome.measurement.operation(system, operation).rto_us
    return None if us is None else us / 1e6


def by(outcome: SeedOutcome, system: str = "orders", operation: str = "place") -> str | None:
    return outcome.measurement.operation(system, operation).recovered_by


def detected_s(measurement: Measurement, system: str = "orders") -> float | None:
    us = measurement.milestones[system].detected_us
    return None if us is None else us / 1e6


# The files


def test_there_are_those_that_the_product_promises() -> None:
    assert NAMES == [
        "control-planes",
        "demand-surge",
        "dns-tail",
        "failback-cold",
        "gray-failure",
        "key-disabled",
        "launches-failing",
        "one-system",
        "partition",
        "region-outage",
        "replication-stalled",
        "retry-storm",
        "store-lost",
        "store-lost-shallow",
        "surge-during-failover",
        "zone-outage",
    ]


@pytest.mark.parametrize("name", NAMES)
def test_each_is_an_ordinary_experiment_that_chaos_toolkit_takes(name: str) -> None:
    experiment = load_experiment(name)
    with silent_chaos():
        ensure_experiment_is_valid(experiment)
    assert experiment["steady-state-hypothesis"]["probes"]
    assert [each["provider"]["func"] for each in experiment["rollbacks"]] == ["lift_fault"]
    usual = load_experiment("region-outage")["configuration"]
    own = experiment["configuration"]
    assert {key: own[key] for key in usual} == usual
    assert set(own) - set(usual) <= {"premise"}


def test_each_is_listed_with_what_it_takes_away() -> None:
    listed = {each.name: each for each in described() if isinstance(each, Described)}
    assert {name for name, each in listed.items() if each.bundled} == set(NAMES)
    assert all(listed[name].faults and listed[name].lasts_s == 3600 for name in NAMES)
    assert {name for name in NAMES if listed[name].judged_by == "zone"} == {"zone-outage"}


@pytest.mark.parametrize("name", NAMES)
def test_each_has_its_section_in_the_docs(name: str) -> None:
    text = PAGE.read_text(encoding="utf-8")
    section = re.search(rf"^## {name}\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    assert section is not None
    for heading in ("What happens", "What to look at", "What retail does"):
        assert f"**{heading}.**" in section[1]


# What each shows


@pytest.mark.parametrize("name", NAMES)
def test_each_goes_as_written_and_is_confirmed(acted: Acted, name: str) -> None:
    measurement = acted(name).measurement
    assert measurement.failed_activities == ()
    assert measurement.fault_confirmed
    assert measurement.healthy_before


@pytest.mark.parametrize("name", ["partition", "control-planes"])
def test_what_runs_goes_on_running_without_its_neighbour_or_its_control_plane(
    acted: Acted, name: str
) -> None:
    outcome = acted(name)
    assert {operation.recovered_by for operation in outcome.measurement.operations} == {
        "unaffected"
    }
    assert outcome.deviations == ()
    assert detected_s(outcome.measurement) is None


def test_a_zone_is_replaced_without_anybody_failing_over(acted: Acted) -> None:
    outcome = acted("zone-outage")
    assert outcome.measurement.disruption == "zone"
    assert outcome.measurement.milestones["orders"].switched_us is None
    # half of a fleet of two zones is gone until instances have started in the other one
    assert 180 < (rto_s(outcome) or 0) < 300


def test_stalled_replication_shows_in_the_rpo_and_only_there(acted: Acted) -> None:
    stalled, usual = acted("replication-stalled"), acted("region-outage")
    assert rto_s(stalled) == rto_s(usual)
    (store,), (as_usual,) = stalled.measurement.stores, usual.measurement.stores
    assert (store.rpo_us or 0) >= 10 * MINUTE_US
    assert 0 < (as_usual.rpo_us or 0) < MINUTE_US


def test_twice_the_demand_is_an_overload_that_lasts_as_long_as_it(acted: Acted) -> None:
    outcome = acted("demand-surge")
    assert by(outcome) == "lift"
    assert "twenty minutes later all is well was out of its tolerance" in outcome.deviations


def test_demand_that_grows_meanwhile_loses_more_requests(acted: Acted) -> None:
    surge, usual = acted("surge-during-failover"), acted("region-outage")
    assert _lost(surge) > 1.1 * _lost(usual)


def test_a_small_standby_and_eager_clients_take_minutes_longer(acted: Acted) -> None:
    assert (rto_s(acted("retry-storm")) or 0) > (rto_s(acted("region-outage")) or 0) + 180


def test_the_dns_tail_sets_the_time(acted: Acted) -> None:
    # a twentieth of the clients that hold an answer for 15 minutes are the last to be 99 %
    tail, usual = rto_s(acted("dns-tail")) or 0, rto_s(acted("region-outage")) or 0
    assert 550 < tail - usual < 660


def test_a_gray_failure_is_never_detected(acted: Acted) -> None:
    outcome = acted("gray-failure")
    assert detected_s(outcome.measurement) is None
    assert by(outcome) == "lift"


def test_a_deep_check_fails_over_when_the_store_is_gone_and_a_shallow_one_does_not(
    acted: Acted,
) -> None:
    deep, shallow = acted("store-lost"), acted("store-lost-shallow")
    assert (by(deep), by(shallow)) == ("failover", "lift")
    assert (detected_s(deep.measurement) or 0) < 60
    assert detected_s(shallow.measurement) is None
    assert rto_s(deep, operation="track") == rto_s(shallow, operation="track") == 0.0


def test_a_disabled_key_is_a_store_that_is_gone(acted: Acted) -> None:
    key, store = acted("key-disabled"), acted("store-lost")
    assert by(key) == "failover"
    assert rto_s(key, operation="track") == 0.0
    assert abs((rto_s(key) or 0) - (rto_s(store) or 0)) < 30


def test_a_standby_that_stands_needs_no_launches(acted: Acted) -> None:
    assert rto_s(acted("launches-failing")) == rto_s(acted("region-outage"))


def test_a_primary_whose_minimum_carries_the_peak_is_never_too_cold(acted: Acted) -> None:
    cold, usual = acted("failback-cold"), acted("region-outage")
    late, usually = (
        outcome.measurement.milestones["orders"].failed_back_us or 0 for outcome in (cold, usual)
    )
    assert late - usually == pytest.approx(15 * MINUTE_US, abs=MINUTE_US / 2)
    assert cold.deviations == ()  # three minutes after the switch everybody is served well


def test_one_system_fails_over_alone(acted: Acted) -> None:
    measurement = acted("one-system").measurement
    assert measurement.lost_region is None
    assert by(acted("one-system")) == "failover"
    assert acted("one-system").faults[0].selector.system == "orders"


def _lost(outcome: SeedOutcome) -> float:
    return sum(operation.lost_requests for operation in outcome.measurement.operations)
