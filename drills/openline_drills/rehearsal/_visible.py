"""The visible run: it acts out the first seed, has the others acted out, and judges them all."""

from __future__ import annotations

import copy
import hashlib
import json
import logging
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from openline_drills.journal import Journal
from openline_drills.observations import MICROSECONDS, Event
from openline_drills.rehearsal._crew import Crew
from openline_drills.rehearsal._details import details_of
from openline_drills.rehearsal._errors import BadInput
from openline_drills.rehearsal._faults import goes_as_usual, planned_faults
from openline_drills.rehearsal._flaws import Flaws
from openline_drills.rehearsal._interrupts import Interrupts
from openline_drills.rehearsal._judge import Judged, judge
from openline_drills.rehearsal._outcome import Outcome, Prepared
from openline_drills.rehearsal._resting import resting_of
from openline_drills.rehearsal._runbooks import Runbook, find_runbook, planned_runbook
from openline_drills.rehearsal._seeds import outcome_of
from openline_drills.rehearsal._session import Session
from openline_drills.rehearsal._settings import Resolved, Settings, resolve
from openline_drills.rehearsal._stand import Stand, stand_up
from openline_drills.result import DETAILS, JOURNAL, describe_run, write_run_folder
from openline_stacks.recovery import Fault

RUNBOOK_LOG: Final = "runbook.log"
_ACTED: Final = ("steady-state-hypothesis", "method", "rollbacks")
_LOG: Final = logging.getLogger("chaostoolkit")


class VisiblePlay:
    """A rehearsal in this process, with as many others beside it as there are workers."""

    def __init__(
        self,
        on_prepared: Callable[[Prepared], None] | None = None,
        on_event: Callable[[Event], None] | None = None,
        on_progress: Callable[[int, int], None] | None = None,
        on_sensitivity: Callable[[float], None] | None = None,
        *,
        knock_outs: bool = True,
    ) -> None:
        self._on_prepared = on_prepared
        self._on_event = on_event
        self._on_progress = on_progress
        self._on_sensitivity = on_sensitivity or (lambda share: None)
        self._knock_outs = knock_outs
        self._started = time.perf_counter()
        self._started_at = datetime.now(UTC)
        self._stand: Stand | None = None
        self._crew: Crew | None = None
        self._journal: Journal | None = None
        self._prepared: Prepared | None = None
        self._session: Session | None = None
        self._usual = True
        self._acted: dict[str, Any] = {}
        self._settings: Resolved | None = None
        self.outcome: Outcome | None = None
        self.error: BaseException | None = None

    def begin(
        self, experiment: dict[str, Any], configuration: dict[str, Any], interrupts: Interrupts
    ) -> Session:
        """Raises `BadInput`."""
        settings = resolve(configuration)
        if settings.runbook is not None:
            find_runbook(settings.runbook)
        acted = copy.deepcopy(experiment) | {"configuration": dict(configuration)}
        self._settings, self._acted = settings, acted
        with interrupts.insistent():
            stand = self._stand = stand_up(settings)
        faults = planned_faults(experiment, configuration, stand.topology, stand.region)
        self._usual = goes_as_usual(experiment)
        runbook = planned_runbook(experiment, configuration, settings.runbook, stand.topology)
        prepared = self._prepared = _prepared(stand, settings, acted, faults, runbook)
        with _writing(settings.runs):
            prepared.run_folder.mkdir(parents=True, exist_ok=True)
            self._open_journal(prepared.run_folder / JOURNAL)
        # before anybody is told anything: a process that draws on the terminal has threads,
        # and those do not survive a fork
        with interrupts.deferred():  # whoever has begun to start it has it to end
            self._crew = Crew(stand, acted, settings)
        if self._on_prepared is not None:
            self._on_prepared(prepared)
        session = self._session = stand.session(
            settings.seeds[0], interrupts, watched=True, on_event=self._on_event
        )
        return session

    def journal(self) -> Journal | None:
        return self._journal

    def end(self, session: Session, flaws: Flaws, journal: dict[str, Any]) -> None:
        assert self._stand is not None
        assert self._crew is not None
        assert self._prepared is not None
        first = outcome_of(session, flaws, self._stand.parameters)
        judged = judge(
            self._prepared,
            self._stand,
            first,
            self._crew,
            self._progress,
            knock_outs=self._knock_outs,
            in_full=self._prepared.runbook is not None or not self._usual,
        )
        judged = self._sensitive(judged, self._prepared)
        self.outcome = self._outcome(judged, self._prepared)
        self._write(judged, self._prepared)
        _tell(journal, self.outcome, flaws, judged, session)

    def _sensitive(self, judged: Judged, prepared: Prepared) -> Judged:
        """With what its verdicts rest on, unless nobody is to find out."""
        assert self._stand is not None
        assert self._settings is not None
        if not self._settings.sensitivity:
            return judged
        resting = resting_of(
            judged.result,
            prepared,
            self._stand.parameters,
            self._acted,
            self._settings,
            self._on_sensitivity,
        )
        return replace(judged, result=judged.result.model_copy(update={"rests_on": resting}))

    def stop(self, error: BaseException | None) -> None:
        self.error = error
        for held in (self._crew, self._stand, self._journal):
            if held is not None:
                held.close()

    def _open_journal(self, path: Path) -> None:
        path.unlink(missing_ok=True)  # the last run's; whoever still writes it goes on doing so
        self._journal = Journal(path, self._virtual_now)

    def _virtual_now(self) -> str:
        now_us = 0 if self._session is None else self._session.now_us
        return f"{now_us // MICROSECONDS}.{now_us % MICROSECONDS // 1000:03d} s"

    def _progress(self, done: int, of: int) -> None:
        if self._on_progress is not None:
            self._on_progress(done, of)

    def _outcome(self, judged: Judged, prepared: Prepared) -> Outcome:
        text = judged.result.to_json()
        return Outcome(
            prepared=prepared,
            result=json.loads(text),
            result_json=text.encode(),
            exit_code=judged.exit_code,
            median_seed=judged.median_seed,
            events=judged.median.events,
            shares={
                key: tuple(None if share != share else share for share in curve)
                for key, curve in judged.median.curves.items()
            },
            shares_from_s=judged.median.curves_from_s,
            notes=judged.notes,
            simulated_s=judged.simulated_us / MICROSECONDS,
            wall_s=time.perf_counter() - self._started,
            run_folder=prepared.run_folder,
        )

    def _write(self, judged: Judged, prepared: Prepared) -> None:
        wall_s = time.perf_counter() - self._started
        run = describe_run(sys.argv, self._started_at, datetime.now(UTC), wall_s)
        median = judged.median.measurement
        run["median_seed"] = {
            "seed": median.seed,
            "kernel_events": median.kernel_events,
            "boto_calls": median.boto_calls,
        }
        with _writing(prepared.run_folder.parent):
            write_run_folder(prepared.run_folder, judged.result, run, self._kept(judged, prepared))
        if self._journal is not None:
            self._journal.note("judged", verdict=judged.result.verdict)

    def _kept(self, judged: Judged, prepared: Prepared) -> dict[str, str]:
        """What reports tell beyond the result, and what the runbook said in the first seed."""
        assert self._stand is not None
        kept = {DETAILS: details_of(judged, prepared, self._stand.parameters).to_json()}
        if prepared.runbook is not None and self._session is not None:
            kept[RUNBOOK_LOG] = "".join(f"{line}\n" for line in self._session.written.lines)
        return kept


@contextmanager
def _writing(runs: Path) -> Iterator[None]:
    """Raises `BadInput` where the folder for run folders cannot hold one."""
    try:
        yield
    except OSError as error:
        why = error.strerror or str(error)
        raise BadInput(
            [f"runs {runs}: cannot be written to: {why}; name another folder"]
        ) from error


def _tell(
    journal: dict[str, Any], outcome: Outcome, flaws: Flaws, judged: Judged, session: Session
) -> None:
    """What Chaos Toolkit's journal and its exit code say."""
    journal["openline"] = {
        "exit_code": outcome.exit_code,
        "verdict": judged.result.verdict,
        "median_seed": outcome.median_seed,
        "run_folder": str(outcome.run_folder),
        "failed": list(flaws.failed),
        "deviations": list(judged.notes),
        "fault_lifted": session.fault_us is None or session.lifted_us is not None,
        "result": outcome.result,
    }
    journal["duration"] = session.now_us / MICROSECONDS  # virtual, as the activities' own
    journal["deviated"] = bool(journal["deviated"]) or outcome.exit_code != 0
    _LOG.info(f"Openline: {judged.result.verdict}; {outcome.run_folder / 'result.json'}")


def _prepared(
    stand: Stand,
    settings: Resolved,
    experiment: Mapping[str, Any],
    faults: tuple[Fault, ...],
    runbook: Runbook | None,
) -> Prepared:
    title = str(experiment["title"])
    name = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60] or "experiment"
    digest = _digest(stand, settings, experiment, runbook)
    return Prepared(
        experiment=name,
        title=title,
        topology=stand.topology,
        region=stand.region,
        faults=faults,
        runbook=None if runbook is None else runbook.text,
        seeds=settings.seeds,
        findings=stand.findings,
        notes=stand.notes,
        not_emulated=stand.not_emulated,
        made_again=stand.made_again,
        digest=digest,
        run_folder=settings.runs / f"{name}-{digest[:8]}",
        declaration=stand.declaration,
        until_sure=settings.until_sure,
    )


def _digest(
    stand: Stand, settings: Resolved, experiment: Mapping[str, Any], runbook: Runbook | None
) -> str:
    own = {field.name for field in fields(Settings)}
    configuration = experiment.get("configuration") or {}
    told: dict[str, Any] = {
        # what its activities refer to, such as the fault's duration; the settings stand below
        "configuration": {key: configuration[key] for key in configuration if key not in own},
        "declaration": stand.topology.declaration_digest,
        "experiment": {key: experiment.get(key) for key in _ACTED},
        "parameters": dict(settings.parameters),
        "region": stand.region,
        "runbook": None if runbook is None else [runbook.text, runbook.digest],
        "seeds": [settings.seeds[0], "until sure" if settings.until_sure else len(settings.seeds)],
    }
    if not settings.sensitivity:
        told["sensitivity"] = False
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
