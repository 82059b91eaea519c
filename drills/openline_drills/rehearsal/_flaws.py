"""What went wrong in one run of an experiment, read off Chaos Toolkit's journal.

Chaos Toolkit calls a run completed when an action raised, when the gate was not met and the method
was skipped, and when a hypothesis failed meanwhile and was met in the end. We do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from openline_drills.masked import masked
from openline_drills.printable import printable

# Chaos Toolkit and Python put classes in front of the words; what an activity said is what counts.
_CLASSES: Final = re.compile(r"^((chaoslib|openline_drills)\.[\w.]+: )+")
_PHASES: Final = (("before", "before the method"), ("after", "after the method"))


@dataclass(frozen=True, slots=True)
class Flaws:
    """`failed`: activities that raised or ran out of time. `deviations`: hypotheses and tolerances
    that were not met. `stopped`: why the run did not get to its end, None where it did."""

    failed: tuple[str, ...] = ()
    deviations: tuple[str, ...] = ()
    stopped: str | None = None


def flaws_of(journal: Mapping[str, Any]) -> Flaws:
    return Flaws(
        failed=tuple(_failed(journal)),
        deviations=tuple(_deviations(journal)),
        stopped=_stopped(journal),
    )


def _activities(journal: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for state in _hypotheses(journal):
        yield from state.get("probes") or ()
    yield from journal.get("run") or ()
    yield from journal.get("rollbacks") or ()


def _hypotheses(journal: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    states = journal.get("steady_states") or {}
    for state in (states.get("before"), *(states.get("during") or ()), states.get("after")):
        if state is not None:
            yield state


def _failed(journal: Mapping[str, Any]) -> Iterator[str]:
    for run in _activities(journal):
        if run.get("status") != "succeeded":
            yield f"{run['activity']['name']}: {_reason(run)}"


def _reason(run: Mapping[str, Any]) -> str:
    lines = [line.strip() for line in run.get("exception") or () if line.strip()]
    if not lines:
        return "it did not come to its end"
    return printable(masked(_CLASSES.sub("", lines[-1].splitlines()[-1])))


def _deviations(journal: Mapping[str, Any]) -> Iterator[str]:
    states = journal.get("steady_states") or {}
    for key, when in _PHASES:
        state = states.get(key)
        if state is not None and not state.get("steady_state_met"):
            yield f"the steady state was not met {when}: {_first_unmet(state)}"
    unmet = [state for state in states.get("during") or () if not state.get("steady_state_met")]
    if unmet:
        yield f"the steady state was not met during the method: {_first_unmet(unmet[0])}"
    for run in journal.get("run") or ():
        if run.get("tolerance_met") is False:
            yield f"{run['activity']['name']} was out of its tolerance"


def _first_unmet(state: Mapping[str, Any]) -> str:
    for probe in state.get("probes") or ():
        if not probe.get("tolerance_met", True):
            return str(probe["activity"]["name"])
    return "it was not asked to its end"


def _stopped(journal: Mapping[str, Any]) -> str | None:
    status = journal.get("status")
    if status in ("interrupted", "aborted"):
        return f"the run was {status}"
    during = (journal.get("steady_states") or {}).get("during") or ()
    if status == "failed" and not all(state.get("steady_state_met") for state in during):
        return "the run was ended at the first deviation"
    return None
