"""What Chaos Toolkit lets pass, read off its journal."""

from __future__ import annotations

from typing import Any

from openline_drills.rehearsal._flaws import Flaws, flaws_of


def activity(name: str, status: str = "succeeded", **more: Any) -> dict[str, Any]:
    return {"activity": {"name": name}, "status": status, **more}


def journal(**changed: Any) -> dict[str, Any]:
    empty = {
        "status": "completed",
        "steady_states": {"before": None, "after": None, "during": []},
        "run": [],
        "rollbacks": [],
    }
    return empty | changed


def unmet(name: str = "at level") -> dict[str, Any]:
    return {"steady_state_met": False, "probes": [activity(name, tolerance_met=False)]}


def met() -> dict[str, Any]:
    return {"steady_state_met": True, "probes": [activity("at level", tolerance_met=True)]}


def test_a_run_that_went_as_written_has_none() -> None:
    states = {"before": met(), "after": met(), "during": [met()]}
    assert flaws_of(journal(steady_states=states, run=[activity("dark")])) == Flaws()


def test_an_action_that_raised_is_failed_in_its_own_words() -> None:
    said = ["chaoslib.exceptions.ActivityFailed: no region is called mars\n"]
    run = [activity("dark", "failed", exception=said), activity("decide")]
    assert flaws_of(journal(run=run)).failed == ("dark: no region is called mars",)


def test_an_activity_that_never_ended_is_failed() -> None:
    run = [{"activity": {"name": "dark"}, "output": None}]
    assert flaws_of(journal(run=run)).failed == ("dark: it did not come to its end",)


def test_a_rollback_that_failed_counts_too() -> None:
    flaws = flaws_of(journal(rollbacks=[activity("lift", "failed")]))
    assert flaws.failed == ("lift: it did not come to its end",)


def test_a_gate_that_was_not_met_is_a_deviation() -> None:
    states: dict[str, Any] = {"before": unmet(), "after": None, "during": []}
    flaws = flaws_of(journal(steady_states=states))
    assert flaws.deviations == ("the steady state was not met before the method: at level",)


def test_a_deviation_that_recovered_is_one_all_the_same() -> None:
    states = {"before": met(), "after": met(), "during": [met(), unmet(), met()]}
    flaws = flaws_of(journal(steady_states=states))
    assert flaws.deviations == ("the steady state was not met during the method: at level",)


def test_a_tolerance_of_the_method_counts() -> None:
    flaws = flaws_of(journal(run=[activity("share", tolerance_met=False)]))
    assert flaws.deviations == ("share was out of its tolerance",)


def test_a_run_that_was_interrupted_is_stopped() -> None:
    assert flaws_of(journal(status="interrupted")).stopped == "the run was interrupted"
    states = {"before": met(), "after": None, "during": [unmet()]}
    ended = flaws_of(journal(status="failed", steady_states=states))
    assert ended.stopped == "the run was ended at the first deviation"
