"""What Chaos Toolkit by itself lets pass as a good run, each with the real `chaos run`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.drills.chaos.conftest import ChaosRun

pytestmark = pytest.mark.slow

TOLERANCE = {
    "name": "all of them",
    "type": "probe",
    "provider": {
        "type": "python",
        "module": "openline_drills.chaos.tolerances",
        "func": "all_at_level",
        "arguments": {"value": {}},
    },
}


def probe(func: str, **more: Any) -> dict[str, Any]:
    arguments = more.pop("arguments", {})
    module = "openline_drills.chaos.probes"
    provider = {"type": "python", "module": module, "func": func, "arguments": arguments}
    return {"name": func, "type": "probe", "provider": provider, **more}


def test_activities_that_fail_in_any_way_end_with_1_and_the_fault_lifted(
    chaos_run: ChaosRun,
) -> None:
    experiment = chaos_run.experiment()
    del experiment["method"][1:], experiment["rollbacks"]  # nobody is left to lift it
    experiment["method"] += [
        chaos_run.mischief("fails"),
        chaos_run.mischief("takes", arguments={"seconds": 600}, timeout=60),
        chaos_run.mischief("hangs", timeout=0.1),
    ]
    ran = chaos_run(experiment)
    assert ran.exit_code == 1
    assert ran.journal["status"] == "failed"
    assert ran.ours["failed"] == [
        "fails: on purpose",
        "takes: its time-out of 60 s is over",
        "hangs: it let no virtual time pass and hangs",
    ]
    assert (ran.ours["exit_code"], ran.ours["verdict"]) == (11, "inconclusive")
    assert ran.ours["fault_lifted"]
    assert "the fault is lifted" in [line.get("what") for line in ran.lines]


def test_a_gate_that_is_not_met_ends_with_1_and_nothing_taken_away(chaos_run: ChaosRun) -> None:
    experiment = chaos_run.experiment()
    at_most = {"type": "range", "range": [0, 0.5]}
    orders = {"system": "orders", "operation": "place"}
    gate = [probe("share_answered", arguments=orders, tolerance=at_most)]
    experiment["steady-state-hypothesis"]["probes"] = gate
    ran = chaos_run(experiment)
    assert ran.exit_code == 1
    assert (ran.journal["run"], ran.journal["deviated"]) == ([], True)
    assert ran.ours["verdict"] == "inconclusive"
    (system,) = ran.ours["result"]["systems"]
    assert system["reason"]["code"] == "activity_failed"
    assert "not met before the method" in system["reason"]["text"]


def test_deviations_that_recovered_are_deviations_all_the_same(chaos_run: ChaosRun) -> None:
    early = probe("operations_at_level", tolerance=TOLERANCE, pauses={"before": 30})
    ran = chaos_run(
        chaos_run.experiment(early),
        "--hypothesis-strategy=continuously",
        "--hypothesis-frequency=60",
    )
    assert ran.exit_code == 1
    assert ran.journal["deviated"]
    assert ran.ours["verdict"] == "would meet"
    assert "operations_at_level was out of its tolerance (1 of 1 seeds)" in ran.ours["deviations"]
    assert any("met during the method" in deviation for deviation in ran.ours["deviations"])
    # an hour and 50 minutes of virtual time, a look a minute
    assert len(ran.journal["steady_states"]["during"]) > 60


def test_fail_fast_ends_the_method_with_the_fault_lifted(chaos_run: ChaosRun) -> None:
    ran = chaos_run(
        chaos_run.experiment(),
        "--hypothesis-strategy=continuously",
        "--hypothesis-frequency=60",
        "--fail-fast",
    )
    assert ran.exit_code == 1
    assert ran.journal["status"] == "failed"
    assert ran.done[-1] == "people decide"  # the outage shows while they do
    assert ran.ours["fault_lifted"]
    assert ran.ours["verdict"] == "inconclusive"


def test_a_machine_so_busy_that_the_threads_look_comes_late_changes_nothing(
    chaos_run: ChaosRun,
) -> None:
    experiment = chaos_run.experiment(chaos_run.mischief("is_busy", arguments={"seconds": 3}))
    experiment["steady-state-hypothesis"]["probes"][:0] = [
        {**chaos_run.mischief("comes_late"), "type": "probe", "tolerance": True}
    ]
    ran = chaos_run(
        experiment,
        "--hypothesis-strategy=continuously",
        "--hypothesis-frequency=60",
        "--fail-fast",
    )
    assert ran.journal["status"] == "failed"
    assert ran.done[-1] == "people decide"


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_signal_ends_with_1_and_the_fault_lifted(chaos_run: ChaosRun, name: str) -> None:
    ran = chaos_run(chaos_run.experiment(chaos_run.mischief("receives", arguments={"name": name})))
    assert ran.exit_code == 1
    assert ran.journal["status"] == "interrupted"
    assert ran.done[-1] == "receives"
    assert ran.ours["fault_lifted"]
    assert "the fault is lifted" in [line.get("what") for line in ran.lines]


@pytest.mark.parametrize(
    ("func", "arguments", "exit_code"),
    [("vanishes", {}, 7), ("receives", {"name": "SIGKILL"}, -9)],
    ids=["os._exit", "kill -9"],
)
def test_a_process_that_is_gone_has_said_what_was_open(
    chaos_run: ChaosRun, func: str, arguments: dict[str, str], exit_code: int
) -> None:
    ran = chaos_run(chaos_run.experiment(chaos_run.mischief(func, arguments=arguments)))
    assert ran.exit_code == exit_code
    assert ran.journal == {}
    assert ran.open == (func,)
    (dark,) = [each for each in ran.lines if each.get("activity") == "the region goes dark"][:1]
    assert dark["undo"]["func"] == "lift_fault"


def test_without_the_control_every_action_refuses(chaos_run: ChaosRun) -> None:
    experiment = chaos_run.experiment()
    del experiment["controls"], experiment["steady-state-hypothesis"]
    for activity in experiment["method"]:
        activity.pop("pauses", None)  # without the control they are real
    ran = chaos_run(experiment)
    assert ran.exit_code == 0  # Chaos Toolkit's own answer, which is why there is a control
    acted = [run for run in ran.journal["run"] if run["activity"]["type"] == "action"]
    assert {run["status"] for run in acted} == {"failed"}
    assert all("Openline's control is missing" in run["exception"][-1] for run in acted)


def test_a_stack_that_is_not_there_is_said_and_nothing_is_done(chaos_run: ChaosRun) -> None:
    experiment = chaos_run.experiment()
    experiment["configuration"]["stack"] = "retial"
    ran = chaos_run(experiment)
    assert ran.exit_code == 1
    assert (ran.journal["run"], ran.journal["status"]) == ([], "interrupted")
    assert ran.ours["exit_code"] == 2
    assert ran.ours["error"] == ["stack retial: there is no such folder; did you mean retail?"]
    assert "did you mean retail?" in ran.output


def test_aliases_of_aliases_are_refused_and_not_written_down(chaos_run: ChaosRun) -> None:
    """Ten lines that stand for three thousand million values."""
    laughs = "x0: &x0 [a, a, a, a, a, a, a, a, a]\n"
    for depth in range(1, 10):
        laughs += f"x{depth}: &x{depth} [{', '.join([f'*x{depth - 1}'] * 9)}]\n"
    ran = chaos_run(chaos_run.experiment(), before=laughs)
    assert ran.exit_code == 1
    assert "its aliases stand for over 100,000 values; write what they repeat once" in ran.output
    assert ran.journal["experiment"]["x9"] == []
    assert ran.journal["run"] == []
    assert not ran.lines
