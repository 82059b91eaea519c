"""Settings: numbers or numbers as text, all mistakes at once, nothing lost on the way."""

from __future__ import annotations

from pathlib import Path

import pytest
from chaoslib.configuration import load_configuration
from hypothesis import given
from hypothesis import strategies as st

from openline_drills.rehearsal import BadInput, Settings, load_experiment
from openline_drills.rehearsal._settings import resolve


def test_twenty_seeds_of_retail_by_default() -> None:
    resolved = resolve({})
    assert resolved.stack == "retail"
    assert resolved.seeds == tuple(range(1, 21))
    assert resolved.region is None
    assert resolved.runs == Path("runs")


@given(st.integers(0, 10**6), st.integers(1, 10_000))
def test_seeds_run_from_the_first_on_written_as_number_or_text(first: int, count: int) -> None:
    expected = tuple(range(first, first + count))
    assert resolve({"seed": first, "seeds": count}).seeds == expected
    assert resolve({"seed": str(first), "seeds": str(count)}).seeds == expected


@given(st.one_of(st.text(), st.floats(), st.booleans(), st.lists(st.integers())))
def test_what_is_no_number_of_seeds_is_refused(value: object) -> None:
    if value == "" or (isinstance(value, str) and value.isascii() and value.isdigit()):
        return
    with pytest.raises(BadInput) as told:
        resolve({"seeds": value})
    assert [line.split(":")[0] for line in told.value.lines] == ["configuration.seeds"]


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(BadInput) as told:
        resolve({"seeds": 0, "seed": -1, "set": "no mapping", "fork": "perhaps"})
    assert [line.split(":")[0] for line in told.value.lines] == [
        "configuration.seed",
        "configuration.seeds",
        "configuration.set",
        "configuration.fork",
    ]


def test_a_mapping_may_be_json_in_an_environment_variable() -> None:
    resolved = resolve({"set": '{"failover.decision": "30m", "regions": {"us-east-1": "primary"}}'})
    assert resolved.set == {"failover.decision": "30m", "regions": '{"us-east-1": "primary"}'}


def test_settings_and_configuration_say_the_same() -> None:
    settings = Settings(stack="retail", seeds=3, set={"protection": "off"}, workers=1)
    resolved = resolve(settings.configuration())
    assert (resolved.seeds, resolved.workers) == ((1, 2, 3), 1)
    assert resolved.set == {"protection": "off"}


def test_the_environment_speaks_through_the_experiment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENLINE_SEEDS", "7")
    monkeypatch.setenv("OPENLINE_PARAMETERS", '{"replication.stall_s": "10m"}')
    experiment = load_experiment("region-outage")
    resolved = resolve(load_configuration(experiment["configuration"]))
    assert len(resolved.seeds) == 7
    assert resolved.parameters == {"replication.stall_s": "10m"}


def test_what_an_experiment_supposes_holds_unless_the_same_entry_is_changed() -> None:
    premise = {"set": {"clients.tries": 5, "protection": "off"}, "parameters": {"warm_s": "600"}}
    resolved = resolve({"premise": premise, "set": {"clients.tries": "2"}})
    assert resolved.set == {"clients.tries": "2", "protection": "off"}
    assert resolved.parameters == {"warm_s": "600"}


@pytest.mark.parametrize("premise", ["much", {"sets": {}}, {"set": "much"}])
def test_a_premise_that_is_none_is_refused(premise: object) -> None:
    with pytest.raises(BadInput) as told:
        resolve({"premise": premise})
    assert told.value.lines[0].startswith("configuration.premise")
