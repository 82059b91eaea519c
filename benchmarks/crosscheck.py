"""Forecast against rehearsal over the whole catalogue and real outages, on the reference stack.

    python -m benchmarks.crosscheck [--seeds 20] [--trials 2000] [--write]

prints every figure, then the table of docs/explanation/forecast.md; with `--write` that is put
there. Each experiment is acted out through Chaos Toolkit as a drill does it, and forecast from what
it supposes and takes away. Outages that really happened last up to a day, and are acted out with as
many seeds as a replay of them has. Two implementations agreeing checks both, and says nothing of
AWS.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from chaoslib.configuration import load_configuration

from benchmarks.reference._markdown import between, table
from openline_drills.measure import Measurement
from openline_drills.rehearsal import Described, described, foreseen, load_experiment
from openline_drills.rehearsal._seeds import act_out
from openline_drills.rehearsal._settings import resolve
from openline_drills.rehearsal._stand import Stand, stand_up
from openline_drills.replay import outages
from openline_drills.report import duration
from openline_stacks.estimate import bounds
from openline_stacks.forecast._rpo import rpo_s
from openline_stacks.forecast._scene import Scene
from openline_stacks.forecast._trials import Trials
from openline_stacks.forecast._working import worked_out

_PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "explanation" / "forecast.md"
# Where a percentage of a small figure says nothing: two ticks of the coarser of the two.
_LEAST_S: Final = 2.0
_NEAR: Final = 0.10
_BAND: Final = 0.90


@dataclass(frozen=True)
class Case:
    """One that is acted out. `seeds` None: as many as are asked for."""

    name: str
    path: Path
    premise: tuple[str, ...] = ()
    seeds: int | None = None


@dataclass(frozen=True)
class Row:
    """One figure of an experiment: of the seeds that were acted out, and of the trials."""

    experiment: str
    what: str
    seen: tuple[float, ...]
    foreseen: tuple[float, ...]
    tick_s: float

    @property
    def middles(self) -> tuple[float, float]:
        return _rank(self.seen, 50), _rank(self.foreseen, 50)

    @property
    def band(self) -> tuple[float, float]:
        return _rank(self.foreseen, 5), _rank(self.foreseen, 95)

    @property
    def covered(self) -> int:
        """Seeds in the 90 % band, which is no narrower than the ticks that time is counted in."""
        low, high = self.band
        return sum(low - self.tick_s <= one <= high + self.tick_s for one in self.seen)

    def too_seldom(self, figures: int) -> bool:
        """Whether the band holds fewer than chance explains in one of twenty tables of so many."""
        return bounds(self.covered, len(self.seen), 0.05 / figures)[1] < _BAND

    @property
    def apart(self) -> float:
        """The difference of the middles, as a share of the rehearsal's."""
        seen, expected = self.middles
        if np.isinf(seen) or np.isinf(expected) or seen == 0.0:
            return 0.0 if seen == expected else float("inf")
        return abs(expected - seen) / seen

    @property
    def near(self) -> bool:
        seen, expected = self.middles
        if np.isinf(seen) or np.isinf(expected):
            return seen == expected
        return abs(expected - seen) <= max(_LEAST_S, _NEAR * seen)

    @property
    def moved(self) -> bool:
        """Whether there is anything to compare: most operations of most experiments stay well."""
        return any(self.middles) or max(self.seen) > 0.0


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seeds", type=int, default=20, help="of each experiment")
    asked.add_argument("--trials", type=int, default=2000)
    asked.add_argument("--write", action="store_true", help="into the page of the docs")
    asked.add_argument(
        "--only", action="append", help="an experiment's name, or the date of an outage"
    )
    options = asked.parse_args()
    rows = list(_rows(options.seeds, options.trials, options.only))
    print("\n".join(_table(rows)))
    text = "\n".join([*_summary(rows), *_closing(rows, options.seeds, options.trials)])
    print(text)
    if options.write:
        shown = _PAGE.read_text(encoding="utf-8")
        _PAGE.write_text(between(shown, "crosscheck", text), encoding="utf-8")
    return 0 if all(row.near for row in rows) else 1


def _cases() -> Iterator[Case]:
    for each in described():
        if isinstance(each, Described) and each.bundled:
            yield Case(each.name, each.path, each.premise)
    for outage in outages():
        asked = load_configuration(load_experiment(outage.path)["configuration"])
        yield Case(outage.name, outage.path, seeds=int(asked["seeds"]))


def _rows(seeds: int, trials: int, only: Sequence[str] | None) -> Iterator[Row]:
    wanted = [case for case in _cases() if not only or case.name in only]
    for premise in sorted({case.premise for case in wanted}):
        alike = [case for case in wanted if case.premise == premise]
        configuration = load_configuration(load_experiment(alike[0].path)["configuration"])
        stand = stand_up(resolve(configuration | {"seeds": seeds}))
        for case in alike:
            print(case.name, file=sys.stderr, flush=True)
            yield from _compared(stand, case, case.seeds or seeds, trials)
        stand.close()


def _compared(stand: Stand, case: Case, seeds: int, trials: int) -> Iterator[Row]:
    experiment = load_experiment(case.path)
    configuration = load_configuration(experiment["configuration"]) | {"seeds": seeds}
    whole = experiment | {"configuration": configuration}
    acted = [act_out(stand, whole, seed).measurement for seed in range(1, seeds + 1)]
    disruption = foreseen(case.path).disruption(stand.topology, stand.parameters)
    scene = Scene(stand.topology, stand.parameters, disruption, trials, 1)
    found = worked_out(scene)
    for (system, operation), one in sorted(found.operations.items()):
        measured = [m.operation(system, operation).rto_us for m in acted]
        seen = tuple(np.inf if us is None else us / 1e6 for us in measured)
        row = Row(case.name, f"{system} · {operation} RTO", seen, _all(one.rto_s), scene.tick_s)
        if row.moved:
            yield row
    yield from _stores(scene, found, acted, case.name)


def _stores(scene: Scene, found: Trials, acted: Sequence[Measurement], name: str) -> Iterator[Row]:
    for system, store in sorted(found.stores):
        measured = [m.store(system, store) for m in acted]
        ages = [None if one is None else one.rpo_declared_us for one in measured]
        if None in measured:
            continue  # no replica was lost
        seen = tuple(np.inf if us is None else us / 1e6 for us in ages)
        declared = scene.topology.system(system)
        kept = declared.store(store)
        assert kept is not None
        trials = rpo_s(scene, declared, kept, found.stores[system, store])
        row = Row(name, f"{system} · {store} RPO", seen, _all(trials), 0.0)
        if row.moved:
            yield row


def _all(values: np.ndarray) -> tuple[float, ...]:
    return tuple(values.tolist())


def _rank(values: Sequence[float], percent: int) -> float:
    return sorted(values)[-(-len(values) * percent // 100) - 1]


def _table(rows: Sequence[Row]) -> Iterator[str]:
    head = ("experiment", "figure", "rehearsal p50", "forecast p50", "90 % band", "in the band")
    yield from table(head, map(_cells, rows))


def _summary(rows: Sequence[Row]) -> Iterator[str]:
    """One line an experiment."""
    head = ("experiment", "figures", "largest difference of two middles", "seeds in the band")
    names = list(dict.fromkeys(row.experiment for row in rows))
    yield from table(head, (_experiment([r for r in rows if r.experiment == n]) for n in names))


def _experiment(rows: Sequence[Row]) -> tuple[str, ...]:
    worst = max(rows, key=lambda row: row.apart)
    said = "none" if worst.apart == 0.0 else f"{worst.apart * 100:.1f} % ({worst.what})"
    covered, count = sum(row.covered for row in rows), sum(len(row.seen) for row in rows)
    return f"`{rows[0].experiment}`", str(len(rows)), said, f"{covered} of {count}"


def _cells(row: Row) -> tuple[str, ...]:
    seen, expected = row.middles
    low, high = row.band
    mark = "" if row.near else " **apart**"
    return (
        f"`{row.experiment}`",
        row.what,
        _said(row, seen),
        f"{_said(row, expected)}{mark}",
        f"{_said(row, low)} to {_said(row, high)}",
        f"{row.covered} of {len(row.seen)}",
    )


def _said(row: Row, seconds: float) -> str:
    never = "no cut-over" if row.what.endswith("RPO") else "not before the lift"
    return never if np.isinf(seconds) else duration(seconds)


def _closing(rows: Sequence[Row], seeds: int, trials: int) -> Iterator[str]:
    apart = sum(not row.near for row in rows)
    # a seed has the same luck in every experiment: what came to the same is one observation
    once = list({(row.what, row.seen): row for row in rows}.values())
    seldom = sum(row.too_seldom(len(once)) for row in once)
    covered = sum(row.covered for row in once)
    count = sum(len(row.seen) for row in once)
    low, high = bounds(covered, count, 0.025)
    yield (
        f"{seeds} seeds against {trials:,} trials: {len(rows)} figures, {apart} of them apart by "
        f"more than a tenth (or {_LEAST_S:g} s). {len(once)} differ from experiment to experiment: "
        f"{covered} of their {count} seeds lie in the forecast's 90 % band, "
        f"{covered / max(count, 1) * 100:.1f} % ({low * 100:.1f} to {high * 100:.1f} % if seeds "
        "were independent, which those of one experiment are not), and the bands of "
        f"{seldom} figures hold fewer than chance explains."
    )


if __name__ == "__main__":
    sys.exit(main())
