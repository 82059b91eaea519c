"""The crew: who acts out the other seeds and the knock-outs, in processes of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from openline_drills.measure import Measurement, measure_run
from openline_drills.rehearsal._lanes import Failure, Perform, forked, spawned
from openline_drills.rehearsal._seeds import SeedOutcome, act_out
from openline_drills.rehearsal._settings import Resolved, resolve
from openline_drills.rehearsal._stand import Stand, stand_up
from openline_drills.world import simulate
from openline_stacks.recovery import Fault, Parameters
from openline_stacks.topology import Topology

_SPAWNED: Final = "openline_drills.rehearsal._spawned"
# Seeds a worker between two looks at what is decided: few are acted out for nothing, and a worker
# that is done early has something to do.
_BATCH: Final = 2


@dataclass(frozen=True, slots=True)
class SeedJob:
    """Act out one seed."""

    seed: int


@dataclass(frozen=True, slots=True)
class KnockOutJob:
    """One seed with one step made instant. `faults`: the world alone, without the experiment."""

    seed: int
    step: str
    faults: tuple[Fault, ...] | None


Job = SeedJob | KnockOutJob


class Crew:
    """Starts on the seeds after the first as soon as it stands; the first is the visible run's.

    On all of them, or, where not all may be needed, on `batch` at a time.
    """

    def __init__(self, stand: Stand, experiment: Mapping[str, Any], settings: Resolved) -> None:
        count = settings.workers
        if settings.fork:
            self._lanes = forked(count, on_stand(stand, experiment))
        else:
            self._lanes = spawned(count, _SPAWNED, dict(experiment))
        self._waiting = list(settings.seeds[1:])
        self.batch = _BATCH * count
        self.start(self.batch if settings.until_sure else len(self._waiting))

    def start(self, most: int) -> None:
        """On so many more seeds, as far as there are any."""
        for seed in self._waiting[:most]:
            self._lanes.put(SeedJob(seed))
        del self._waiting[:most]

    def seeds(self) -> Iterator[tuple[int, SeedOutcome | Failure]]:
        """Every other seed that was started on, as it is done."""
        for job, answer in self._lanes.answers():
            yield job.seed, answer

    def knock_outs(self, jobs: tuple[KnockOutJob, ...]) -> dict[str, Measurement | Failure]:
        for job in jobs:
            self._lanes.put(job)
        return {job.step: answer for job, answer in self._lanes.answers()}

    def close(self) -> None:
        self._lanes.close()


def on_stand(stand: Stand, experiment: Mapping[str, Any]) -> Perform:
    """Does jobs on a stand that nobody else touches."""

    def perform(job: Job) -> SeedOutcome | Measurement:
        if isinstance(job, SeedJob):
            return act_out(stand, experiment, job.seed)
        if job.faults is None:
            return act_out(stand, experiment, job.seed, job.step).measurement
        return _in_the_world(job, job.faults, stand.topology, stand.parameters)

    return perform


def _in_the_world(
    job: KnockOutJob, faults: tuple[Fault, ...], topology: Topology, parameters: Parameters
) -> Measurement:
    run = simulate(topology, parameters, job.seed, faults, job.step, only_recovery=True)
    return measure_run(run, topology, parameters)


def on_its_own(brief: object) -> Perform:
    """Does jobs where nothing stands yet: a stand a job, so that none sees another's traces.

    What leaves none, in the world alone, takes what the stand before it was read as.
    """
    assert isinstance(brief, dict)
    settings = resolve(brief["configuration"])
    read: list[tuple[Topology, Parameters]] = []

    def perform(job: Job) -> SeedOutcome | Measurement:
        if read and isinstance(job, KnockOutJob) and job.faults is not None:
            return _in_the_world(job, job.faults, *read[0])
        stand = stand_up(settings)
        read[:] = [(stand.topology, stand.parameters)]
        try:
            done: SeedOutcome | Measurement = on_stand(stand, brief)(job)
        finally:
            stand.close()
        return done

    return perform
