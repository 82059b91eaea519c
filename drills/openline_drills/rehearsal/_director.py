"""The director goes along with one run of Chaos Toolkit and closes what it leaves open.

Chaos Toolkit swallows what a control raises, so whatever goes wrong in here is kept and turned
into a run that failed, never into one that looks fine.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any, Final, Protocol

from chaoslib.exceptions import ChaosException, InterruptExecution
from chaoslib.hypothesis import run_steady_state_hypothesis, within_tolerance
from chaoslib.run import EventHandlerRegistry, RunEventHandler

from openline_drills.chaos import Stopped, set_stage
from openline_drills.journal import Journal
from openline_drills.observations import MICROSECONDS
from openline_drills.rehearsal._bounds import empty_what_is_unbounded, require_bounds
from openline_drills.rehearsal._errors import BadInput
from openline_drills.rehearsal._flaws import Flaws, flaws_of
from openline_drills.rehearsal._interrupts import Interrupts
from openline_drills.rehearsal._session import Session

_CONTINUOUS: Final = ("continuously", "continously", "during-method-only")
# Looking more often than the rates change shows nothing more.
_WATCH_LEAST_US: Final = MICROSECONDS // 4
_LOG: Final = logging.getLogger("chaostoolkit")

Entries = dict[str, Any]


class Play(Protocol):
    """What a run is part of: the visible rehearsal, or one more seed of it."""

    def begin(
        self, experiment: Entries, configuration: Entries, interrupts: Interrupts
    ) -> Session: ...

    def journal(self) -> Journal | None:
        """Where to say what is open; None: nobody will look."""
        ...

    def end(self, session: Session, flaws: Flaws, journal: Entries) -> None:
        """The run is over: measure, and put what Chaos Toolkit should say into its journal."""
        ...

    def stop(self, error: BaseException | None) -> None:
        """The run is over in any case: let go of everything. `error`: what went wrong, or the
        signal that ended it."""
        ...


class Director:
    """One instance a run. `error` is what went wrong in it; None where nothing did."""

    def __init__(self, play: Play) -> None:
        self._play = play
        self._interrupts = Interrupts()
        self._session: Session | None = None
        self._experiment: Entries = {}
        self._configuration: Entries = {}
        self._chaos: Entries = {}
        self._watching = False
        self._continuous = False
        self._watch_every_us = _WATCH_LEAST_US
        self._fail_fast = False
        self._failed_fast = False
        self._open: list[str] = []
        self.error: BaseException | None = None

    @property
    def received(self) -> BaseException | None:
        """What a signal asked for, if one came."""
        return self._interrupts.received

    # In the order in which Chaos Toolkit calls

    def configure(
        self, experiment: Entries, configuration: Entries, registry: EventHandlerRegistry
    ) -> None:
        registry.register(_Listener(self))
        self._experiment, self._configuration = experiment, configuration
        self._interrupts.install()
        try:
            require_bounds("the experiment", experiment)
            self._session = self._play.begin(experiment, configuration, self._interrupts)
            self._session.start()
            set_stage(self._session)
        except BaseException as error:
            if self.received is None and isinstance(error, Exception):
                self.error = error
                return
            self.cleanup()  # a signal: nothing of Chaos Toolkit's calls us again
            raise self.received or error from None

    def running(self, journal: Entries, schedule: Any, settings: Entries) -> None:
        self._chaos = journal
        empty_what_is_unbounded(journal["experiment"])
        runtime = (settings or {}).get("runtime") or {}
        strategy = (runtime.get("hypothesis") or {}).get("strategy")
        self._fail_fast = bool(schedule.fail_fast)
        self._continuous = strategy in _CONTINUOUS
        every_us = round(schedule.continuous_hypothesis_frequency * MICROSECONDS)
        self._watch_every_us = max(_WATCH_LEAST_US, every_us)

    def before_experiment(self) -> None:
        """Raises `InterruptExecution` where there is nothing to run the experiment on."""
        if self.error is not None:
            raise InterruptExecution(_said(self.error))

    def method(self, *, begins: bool) -> None:
        """While the method runs, a continuous hypothesis is looked at in virtual time."""
        if self._session is not None and self._continuous:
            self._session.watch(self._watch if begins else None, self._watch_every_us)

    def before_activity(self, activity: Entries) -> None:
        if self._elsewhere():
            return
        self._begin(activity)
        if self._session is not None:
            self._session.limit(activity.get("timeout"))

    def after_activity(self, activity: Entries, run: Entries | None) -> None:
        """`run` None: it was stopped before it began."""
        if self._elsewhere():
            return
        if self._session is not None:
            self._session.limit(None)
        self._judge_tolerance(activity, run or {})
        self._over((run or {}).get("status", "failed"))

    def after_experiment(self, journal: Entries) -> None:
        """Whatever happens in here, the run does not pass for a good one by accident."""
        if self._session is None:
            self._failed(journal)
            return
        try:
            self._end(self._session, journal)
        except Exception as error:
            self.error = error
            self._failed(journal)
        except BaseException:
            journal["status"], journal["deviated"] = "interrupted", True
            raise

    def cleanup(self) -> None:
        """A signal in here has to wait: who did not let go of everything leaves processes behind,
        and a journal in which something is still under way."""
        self._interrupts.watch(None)
        try:
            with self._interrupts.deferred():
                set_stage(None)
                if self._session is not None:
                    self._session.close()
                while self._open:
                    self._over("failed")
                self._play.stop(self.error or self.received)
        finally:
            self._interrupts.restore()

    # Inside

    def _end(self, session: Session, journal: Entries) -> None:
        if self._failed_fast:
            # Chaos Toolkit asks once more after the method, and what that says overwrites it
            journal["status"] = "failed"
        flaws = flaws_of(journal)
        if self.received is not None:
            self._stopped(session, flaws, journal)
            return
        if session.fault_us is not None and session.lifted_us is None:
            session.limit(None)
            session.lift()
            self._say(lambda lines: lines.note("the fault is lifted", why="the run is over"))
        self._play.end(session, flaws, journal)
        if flaws.failed:
            journal["status"] = "failed"
        if flaws.deviations:
            journal["deviated"] = True

    def _stopped(self, session: Session, flaws: Flaws, journal: Entries) -> None:
        """Somebody wants this process gone: give the region back and go, without a verdict."""
        session.limit(None)
        session.watch(None)
        session.lift()
        why = flaws.stopped or "the run was interrupted"
        self._say(lambda lines: lines.note("the fault is lifted", why=why))
        journal["status"], journal["deviated"] = "interrupted", True
        journal["openline"] = {
            "exit_code": 11,
            "stopped": why,
            "fault_lifted": session.fault_us is None or session.lifted_us is not None,
        }

    def _failed(self, journal: Entries) -> None:
        error = self.error or RuntimeError("the rehearsal was not set up")
        _LOG.error(_said(error))
        if journal["status"] != "interrupted":
            journal["status"] = "failed"
        journal["deviated"] = True
        code = 2 if isinstance(error, BadInput) else 1
        journal["openline"] = {"exit_code": code, "error": _said(error).splitlines()}

    def _watch(self) -> None:
        """The hypothesis of the experiment, here and now; as Chaos Toolkit asks it."""
        if self._watching:
            return
        self._watching = True
        try:
            state = run_steady_state_hypothesis(
                self._experiment, self._configuration, {}, None, EventHandlerRegistry()
            )
        finally:
            self._watching = False
        if state is None:
            return
        during = self._chaos["steady_states"]["during"]
        during.append(state)
        if not state["steady_state_met"]:
            self._deviated(begins=len(during) < 2 or during[-2]["steady_state_met"])

    def _deviated(self, *, begins: bool) -> None:
        if begins:
            self._say(lambda journal: journal.note("the steady state is not met"))
        if self._fail_fast:
            self._failed_fast = True
            self._chaos["status"] = "failed"
            raise Stopped("the steady state was not met, and the run is to fail fast")

    def _judge_tolerance(self, activity: Entries, run: Entries) -> None:
        """Chaos Toolkit ignores a tolerance on a probe of the method; here it counts."""
        if "tolerance" not in activity or "tolerance_met" in run or not self._in_method(activity):
            return
        if run.get("status") == "succeeded":
            run["tolerance_met"] = within_tolerance(
                activity["tolerance"], run["output"], self._configuration, {}
            )

    def _in_method(self, activity: Entries) -> bool:
        return any(activity is each for each in self._experiment.get("method") or ())

    def _elsewhere(self) -> bool:
        """Asked by the watch, or in the background: no step of the method."""
        return self._watching or threading.current_thread() is not threading.main_thread()

    def _begin(self, activity: Entries) -> None:
        with self._interrupts.deferred():  # nothing comes between what is written and what is known
            name = str(activity["name"])
            self._open.append(name)
            self._say(lambda journal: journal.begin(name, _undo(activity)))

    def _over(self, status: str) -> None:
        """For the activity that is under way; a signal may have come before one began."""
        with self._interrupts.deferred():
            if self._open:
                name = self._open.pop()
                self._say(lambda journal: journal.end(name, status))

    def _say(self, write: Callable[[Journal], None]) -> None:
        journal = self._play.journal()
        if journal is not None:
            write(journal)


class _Listener(RunEventHandler):  # type: ignore[misc] # chaoslib ships no types
    """Tells the director what controls are not told."""

    def __init__(self, director: Director) -> None:
        self._director = director

    def running(
        self,
        experiment: Entries,
        journal: Entries,
        configuration: Entries,
        secrets: Entries,
        schedule: Any,
        settings: Entries,
    ) -> None:
        self._director.running(journal, schedule, settings)

    def start_continuous_hypothesis(self, frequency: float) -> None:
        """In Chaos Toolkit's own thread, which would look in real time: at a busy machine's whim
        it saw an outage, or ended a run, that it had looked past on an idle one."""
        raise _WatchedInVirtualTime

    def start_method(self, experiment: Entries) -> None:
        self._director.method(begins=True)

    def method_completed(self, experiment: Entries, state: Any = None) -> None:
        self._director.method(begins=False)


class _WatchedInVirtualTime(BaseException):
    """Ends that thread. Below `Exception`: Chaos Toolkit takes no other for an aborted run."""


def _said(error: BaseException) -> str:
    if isinstance(error, BadInput | ChaosException):
        return str(error)
    return f"{type(error).__name__}: {error}"


_UNDONE_BY: Final = {
    "black_out_region": "lift_fault",
    "inject_fault": "lift_fault",
    "inject_faults": "lift_fault",
    "run_runbook": "fail_back",
    "surge_demand": "lift_fault",
    "switch_over": "fail_back",
}


def _undo(activity: Entries) -> Entries | None:
    """The action of ours that takes an action of ours back."""
    provider = activity.get("provider") or {}
    if provider.get("module") != "openline_drills.chaos.actions":
        return None
    undone_by = _UNDONE_BY.get(str(provider.get("func")))
    return None if undone_by is None else {"module": provider["module"], "func": undone_by}
