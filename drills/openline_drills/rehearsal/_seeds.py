"""One seed: how it is acted out where nobody watches, and what is left of it."""

from __future__ import annotations

import copy
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import nan
from typing import Any

from chaoslib.experiment import run_experiment

from openline_drills.journal import Journal
from openline_drills.measure import Measurement, measure_run, shares
from openline_drills.observations import MICROSECONDS, Event, Run
from openline_drills.rehearsal._experiments import silent_chaos
from openline_drills.rehearsal._flaws import Flaws
from openline_drills.rehearsal._interrupts import Interrupts, sigterm_ends
from openline_drills.rehearsal._playing import playing
from openline_drills.rehearsal._session import Session
from openline_drills.rehearsal._stand import Stand
from openline_stacks.recovery import Fault, Parameters
from openline_stacks.topology import Topology

Curves = Mapping[tuple[str, str], "array[float]"]


@dataclass(frozen=True, slots=True)
class SeedOutcome:
    """Small enough to send: `events` count from the fault, `curves` are a share a second from
    `curves_from_s` on, not-a-number where nothing was offered. `tried`: what tried the fault, and
    whether it met it."""

    measurement: Measurement
    events: tuple[Event, ...]
    curves: Curves
    curves_from_s: int
    faults: tuple[Fault, ...]
    deviations: tuple[str, ...]
    tried: Mapping[str, bool]
    simulated_us: int


def outcome_of(session: Session, flaws: Flaws, parameters: Parameters) -> SeedOutcome:
    """Run a session to its horizon and measure it."""
    run = session.finish(_failed(session, flaws))
    curves, from_s = _curves(run, session.topology)
    return SeedOutcome(
        measurement=measure_run(run, session.topology, parameters),
        events=tuple(replace(event, at_us=event.at_us - run.fault_us) for event in run.events),
        curves=curves,
        curves_from_s=from_s,
        faults=run.faults,
        deviations=flaws.deviations,
        tried=dict(session.tried),
        simulated_us=run.end_us,
    )


def _failed(session: Session, flaws: Flaws) -> tuple[str, ...]:
    """What makes a run say nothing about the stack: it did not go as the experiment is written."""
    failed = list(flaws.failed)
    if flaws.stopped is not None:
        failed.append(flaws.stopped)
    if session.fault_us is None and not failed:
        failed += flaws.deviations or ("the method took nothing away",)
    return tuple(failed)


def _curves(run: Run, topology: Topology) -> tuple[Curves, int]:
    curves: dict[tuple[str, str], array[float]] = {}
    for system in topology.systems:
        for operation in system.operations:
            curve = shares(run, system.name, operation.name)
            curves[system.name, operation.name] = array(
                "d", (nan if share is None else share for _, share in curve)
            )
    return curves, -(run.fault_us // MICROSECONDS)


class SeedPlay:
    """One more seed of a rehearsal, without a word."""

    def __init__(self, stand: Stand, seed: int, knock_out: str | None) -> None:
        self._stand = stand
        self._seed = seed
        self._knock_out = knock_out
        self.outcome: SeedOutcome | None = None
        self.error: BaseException | None = None

    def begin(
        self, experiment: dict[str, Any], configuration: dict[str, Any], interrupts: Interrupts
    ) -> Session:
        return self._stand.session(self._seed, interrupts, knock_out=self._knock_out)

    def journal(self) -> Journal | None:
        return None

    def end(self, session: Session, flaws: Flaws, journal: dict[str, Any]) -> None:
        self.outcome = outcome_of(session, flaws, self._stand.parameters)

    def stop(self, error: BaseException | None) -> None:
        """Nothing is held but the stand, which is not this run's."""
        self.error = error


def act_out(
    stand: Stand, experiment: Mapping[str, Any], seed: int, knock_out: str | None = None
) -> SeedOutcome:
    """One seed through Chaos Toolkit's own door, as the visible one. Raises what went wrong."""
    play = SeedPlay(stand, seed, knock_out)
    copied = copy.deepcopy(dict(experiment))
    with playing(play), silent_chaos(), sigterm_ends():
        run_experiment(copied, settings={"runtime": copied.get("runtime") or {}})
    if play.outcome is None:
        raise play.error or RuntimeError("it came to no end")
    return play.outcome
