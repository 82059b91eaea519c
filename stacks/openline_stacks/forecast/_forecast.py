"""Forecasts of one stack or of many, here or wherever an executor has them worked out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, as_completed
from dataclasses import dataclass, replace
from typing import Final

from openline_stacks.forecast._disruptions import disruptions as usual_disruptions
from openline_stacks.forecast._knock_outs import P95s, merged, p95s, with_knock_outs, without
from openline_stacks.forecast._model import Disruption, DisruptionForecast, Forecast
from openline_stacks.forecast._scene import Scene
from openline_stacks.forecast._summary import summed_up
from openline_stacks.forecast._working import worked_out
from openline_stacks.recovery import Parameter, Parameters, fault_problems, parameters
from openline_stacks.topology import Topology

TRIALS: Final = 2000
MOST_TRIALS: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Job:
    """One stack under one disruption. `figures` None: the model's own, and what is declared."""

    topology: Topology
    disruption: Disruption
    figures: Parameters | None = None
    trials: int = TRIALS
    seed: int = 1
    knock_outs: bool = True


def forecast(
    topology: Topology,
    disruptions: Sequence[Disruption] | None = None,
    figures: Parameters | None = None,
    *,
    trials: int = TRIALS,
    seed: int = 1,
    knock_outs: bool = True,
    executor: Executor | None = None,
    on_progress: Callable[[float], None] | None = None,
) -> Forecast:
    """What becomes of a stack under each disruption; by default the loss of each region that serves
    and of a zone of each.

    `executor`: where disruptions and knock-outs are worked out, all at once; here, one after
    another, without.
    `on_progress` is told the share that is done. The same stack, figures and seed give the same
    bytes on every machine; another system, or more trials, change no trial that was there.
    Raises `ValueError` for a number of trials below one, or for a fault that makes no sense.
    """
    asked = usual_disruptions(topology) if disruptions is None else tuple(disruptions)
    jobs = [Job(topology, each, figures, trials, seed, knock_outs) for each in asked]
    found: dict[str, DisruptionForecast] = {}
    for job, under in forecasts(jobs, executor=executor, on_progress=on_progress):
        found[job.disruption.name] = under
    return Forecast(
        stack=topology.stack,
        declaration_digest=topology.declaration_digest,
        seed=seed,
        trials=trials,
        disruptions=tuple(found[each.name] for each in asked),
        not_understood=topology.not_understood,
    )


def forecasts(
    jobs: Iterable[Job],
    *,
    executor: Executor | None = None,
    on_progress: Callable[[float], None] | None = None,
) -> Iterator[tuple[Job, DisruptionForecast]]:
    """Many stacks under many disruptions, each as it is done.

    Any `concurrent.futures.Executor` will do: processes here, Dask's where one machine is not
    enough. Raises `ValueError` before anything is worked out.
    """
    waiting = list(jobs)
    _require(waiting)
    tell = on_progress or (lambda share: None)
    if executor is not None:
        yield from _elsewhere(waiting, executor, tell)
        return
    scenes = [_scenes(job) for job in waiting]
    done, count = 0, sum(map(len, scenes))
    for job, own in zip(waiting, scenes, strict=True):
        found = []
        for scene in own:
            found.append(_found(scene, _part(tell, done, count)))
            done += 1
        yield job, _joined(own[0], found)


def _elsewhere(
    jobs: Sequence[Job], executor: Executor, tell: Callable[[float], None]
) -> Iterator[tuple[Job, DisruptionForecast]]:
    """A job's scenes need nothing of each other."""
    scenes = [_scenes(job) for job in jobs]
    found: list[dict[int, _Found]] = [{} for _ in jobs]
    futures = {
        executor.submit(_away, _packed(job), number): (place, number)
        for place, job in enumerate(jobs)
        for number in range(len(scenes[place]))
    }
    for done, future in enumerate(as_completed(futures), 1):
        place, number = futures[future]
        found[place][number] = future.result()
        tell(done / len(futures))
        if len(found[place]) == len(scenes[place]):
            parts = [part for _, part in sorted(found[place].items())]
            yield jobs[place], _joined(scenes[place][0], parts)


def _part(tell: Callable[[float], None], place: int, of: int) -> Callable[[float], None]:
    return lambda share: tell((place + share) / of)


def _require(jobs: Sequence[Job]) -> None:
    for job in jobs:
        if not 1 <= job.trials <= MOST_TRIALS:
            raise ValueError(f"trials is {job.trials}; 1 to {MOST_TRIALS:,} are possible")
        name = job.disruption.name
        if not job.disruption.faults:
            raise ValueError(f"{name}: nothing is lost; a disruption has one fault or more")
        for fault in job.disruption.faults:
            for problem in fault_problems(fault):
                raise ValueError(f"{name}: {problem}")


@dataclass(frozen=True, slots=True)
class _Found:
    """Of one scene. `under`: of that in which no step is instant."""

    under: DisruptionForecast | None
    p95_s: P95s


def _scenes(job: Job) -> list[Scene]:
    """First as it is, then without its steps."""
    figures = parameters(job.topology) if job.figures is None else job.figures
    scene = Scene(job.topology, figures, job.disruption, job.trials, job.seed)
    return [scene, *without(scene)] if job.knock_outs else [scene]


def _found(scene: Scene, on_progress: Callable[[float], None] | None) -> _Found:
    trials = worked_out(scene, on_progress)
    return _Found(summed_up(scene, trials) if None in scene.steps else None, p95s(scene, trials))


def _joined(scene: Scene, parts: Sequence[_Found]) -> DisruptionForecast:
    under = parts[0].under
    assert under is not None
    if len(parts) == 1:
        return under
    return with_knock_outs(scene, under, merged([part.p95_s for part in parts]))


@dataclass(frozen=True, slots=True)
class _Packed:
    """A job as it can be sent to another process: without views of mappings."""

    job: Job
    by_name: dict[str, Parameter] | None
    overridden: tuple[str, ...]


def _packed(job: Job) -> _Packed:
    if job.figures is None:
        return _Packed(job, None, ())
    figures = job.figures
    return _Packed(replace(job, figures=None), dict(figures.by_name), figures.overridden)


def _away(packed: _Packed, number: int) -> _Found:
    job = packed.job
    if packed.by_name is not None:
        job = replace(job, figures=Parameters(packed.by_name, packed.overridden))
    return _found(_scenes(job)[number], None)
