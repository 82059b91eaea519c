"""A rehearsal in which a user's own runbook acts for the operators: what that does to the RTO."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from openline_drills.rehearsal import BadInput, Outcome

EXAMPLES = Path(__file__).parents[3] / "drills" / "examples" / "runbooks"


@pytest.fixture(scope="module")
def acted(rehearsed: Callable[..., Outcome]) -> Callable[..., Outcome]:
    def run(name: str, **changed: object) -> Outcome:
        return rehearsed(runbook=f"{EXAMPLES / name}:fail_over", **changed)

    return run


def rto_s(outcome: Outcome, system: str = "orders") -> float:
    (found,) = [each for each in outcome.result["systems"] if each["name"] == system]
    return max(float(operation["rto"]["p50_s"]) for operation in found["operations"])


def test_looking_into_the_dark_first_costs_five_minutes_and_the_target(
    acted: Callable[..., Outcome], as_declared: Outcome
) -> None:
    outcome = acted("look_first.py")
    assert 290 < rto_s(outcome) - rto_s(as_declared) < 330
    assert (outcome.exit_code, as_declared.exit_code) == (10, 0)
    assert rto_s(outcome, "portal") == rto_s(as_declared, "portal")
    # each step made instant in the same run, the runbook's five minutes in it
    (orders, _) = outcome.result["systems"]
    by_step = {k["step"]: k["rto_p50_s"] for k in orders["operations"][0]["knock_outs"]}
    assert 270 < rto_s(outcome) - by_step["decision"] <= 301
    assert as_declared.result["runbook"] is None
    assert outcome.result["runbook"].endswith("look_first.py:fail_over")
    log = (outcome.run_folder / "runbook.log").read_text()
    assert "us-east-1 is gone indeed" in log


def test_raising_a_small_standby_first_shortens_the_rto(
    acted: Callable[..., Outcome], rehearsed: Callable[..., Outcome]
) -> None:
    small = {"set": {"orders.capacity.standby": "25%"}}
    by_switch, by_runbook = rehearsed(**small), acted("raise_and_switch.py", **small)
    assert rto_s(by_switch) - rto_s(by_runbook) > 60
    assert by_runbook.exit_code == 0


def test_editing_a_record_fails_while_its_control_plane_is_dark(
    acted: Callable[..., Outcome],
) -> None:
    outcome = acted("edit_record.py")
    assert outcome.exit_code == 11
    (orders, _) = outcome.result["systems"]
    assert orders["reason"]["code"] == "activity_failed"
    assert "edit_record.py:" in orders["reason"]["text"]
    assert "ConnectTimeoutError: Connect timeout on endpoint URL" in orders["reason"]["text"]


def test_a_runbook_that_nobody_would_call_is_refused(acted: Callable[..., Outcome]) -> None:
    with pytest.raises(BadInput, match="every group decides by itself"):
        acted("look_first.py", set={"failover.decide": "automatic"})
