"""All seeds judged: the median one, what each step costs it, the result."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from openline_drills.measure import Measurement
from openline_drills.rehearsal._crew import Crew, KnockOutJob
from openline_drills.rehearsal._lanes import Failure
from openline_drills.rehearsal._outcome import Prepared
from openline_drills.rehearsal._seeds import SeedOutcome
from openline_drills.rehearsal._stand import Stand
from openline_drills.result import Result, assemble, median_seed
from openline_drills.verdict import STEPS, KnockOut, exit_code, progress
from openline_stacks.topology import Topology

# The command's "missed or worse": what the experiment itself says must hold did not.
_DEVIATED = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """`measurements`: by seed. `notes`: what the experiment's own hypotheses and tolerances held
    against the runs."""

    result: Result
    exit_code: int
    median_seed: int
    median: SeedOutcome
    measurements: tuple[Measurement, ...]
    notes: tuple[str, ...]
    simulated_us: int


def judge(
    prepared: Prepared,
    stand: Stand,
    first: SeedOutcome,
    crew: Crew,
    on_progress: Callable[[int, int], None],
    *,
    knock_outs: bool = True,
    in_full: bool,
) -> Judged:
    """Waits for the other seeds, or for as many of them as decide. One that has no outcome makes
    the verdict inconclusive.

    `in_full`: a knock-out acts the whole experiment out, not the world alone.
    """
    outcomes, lost = _collected(prepared, stand.topology, first, crew, on_progress)
    measurements = [outcome.measurement for outcome in outcomes.values()]
    if lost:
        measurements[0] = _distrusted(measurements[0], lost)
    middle = median_seed(measurements)
    result = assemble(
        topology=stand.topology,
        experiment=prepared.experiment,
        faults=outcomes[middle].faults,
        runbook=prepared.runbook,
        measurements=measurements,
        knock_outs=_knock_outs(
            outcomes[middle],
            crew,
            steps=_steps(stand.topology) if knock_outs else (),
            in_full=in_full,
        ),
        parameters=stand.parameters,
        findings=prepared.findings,
        until_sure=prepared.until_sure,
    )
    notes = _notes(outcomes)
    code = exit_code(result.verdict)
    return Judged(
        result=result,
        exit_code=_DEVIATED if notes and not code else code,
        median_seed=middle,
        median=outcomes[middle],
        measurements=tuple(sorted(measurements, key=lambda each: each.seed)),
        notes=notes,
        simulated_us=sum(outcome.simulated_us for outcome in outcomes.values()),
    )


def _collected(
    prepared: Prepared,
    topology: Topology,
    first: SeedOutcome,
    crew: Crew,
    on_progress: Callable[[int, int], None],
) -> tuple[dict[int, SeedOutcome], tuple[str, ...]]:
    outcomes = {prepared.seeds[0]: first}
    lost: dict[int, str] = {}
    needed: Sequence[int] = prepared.seeds
    on_progress(1, len(needed))
    while True:
        for seed, answer in crew.seeds():
            if isinstance(answer, Failure):
                lost[seed] = f"seed {seed}: {answer.reason}"
            else:
                outcomes[seed] = answer
            on_progress(len(outcomes) + len(lost), len(prepared.seeds))
        done = [seed for seed in prepared.seeds if seed in outcomes or seed in lost]
        if prepared.until_sure:
            needed, more = _needed(topology, done, outcomes)
            if more and len(done) < len(prepared.seeds):
                crew.start(min(more, crew.batch))
                continue
        return (
            {seed: outcomes[seed] for seed in needed if seed in outcomes},
            tuple(lost[seed] for seed in needed if seed in lost),
        )


def _needed(
    topology: Topology, done: Sequence[int], outcomes: Mapping[int, SeedOutcome]
) -> tuple[Sequence[int], int]:
    """Those of the seeds done that decide, and how many more it takes at least. By the order of the
    seeds, whoever acted them out when; one without an outcome leaves nothing to decide."""
    measurements = []
    for seed in done:
        if seed not in outcomes:
            break
        measurements.append(outcomes[seed].measurement)
    asked = progress(topology, measurements)
    if asked.decided_after is not None:
        return done[: asked.decided_after], 0
    if len(measurements) < len(done):
        return done[: len(measurements) + 1], 0
    return done, asked.more


def _distrusted(measurement: Measurement, lost: tuple[str, ...]) -> Measurement:
    return replace(measurement, failed_activities=measurement.failed_activities + lost)


def _steps(topology: Topology) -> tuple[str, ...]:
    """Restoring is a step only where something is restored."""
    restored = any(store.restore for system in topology.systems for store in system.stores)
    return tuple(step for step in STEPS if step != "restore" or restored)


def _knock_outs(
    median: SeedOutcome, crew: Crew, *, steps: tuple[str, ...], in_full: bool
) -> tuple[KnockOut, ...]:
    """None where nothing was taken away; a step that could not be simulated is left out. The world
    alone has operators of its own, who do what `switch_over` does."""
    if not median.faults:
        return ()
    seed = median.measurement.seed
    faults = None if in_full else median.faults
    answers = crew.knock_outs(tuple(KnockOutJob(seed, step, faults) for step in steps))
    measured = ((step, answers[step]) for step in steps)
    return tuple(
        KnockOut(step, answer) for step, answer in measured if not isinstance(answer, Failure)
    )


def _notes(outcomes: dict[int, SeedOutcome]) -> tuple[str, ...]:
    """Each deviation once, with how many seeds had it."""
    said = [note for outcome in outcomes.values() for note in dict.fromkeys(outcome.deviations)]
    return tuple(
        f"{note} ({said.count(note)} of {len(outcomes)} seeds)" for note in dict.fromkeys(said)
    )
