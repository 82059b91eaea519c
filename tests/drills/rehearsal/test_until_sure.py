"""`until_sure`: where it stops depends on the seeds and their order, not on who acted them out."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from chaoslib.configuration import load_configuration
from rich.console import Console

from openline_drills.rehearsal import BadInput, Settings, load_experiment, rehearse
from openline_drills.rehearsal import _crew as crew_module
from openline_drills.rehearsal._crew import Crew, SeedJob
from openline_drills.rehearsal._judge import _collected
from openline_drills.rehearsal._seeds import SeedOutcome
from openline_drills.rehearsal._settings import resolve
from openline_drills.report import headline, page
from openline_drills.verdict import progress

if TYPE_CHECKING:
    from tests.drills.conftest import Build, WriteShop

    from openline_drills.rehearsal import Prepared
    from openline_drills.rehearsal._stand import Stand

Acted = Callable[..., tuple[list[int], tuple[str, ...], int]]


class _Prepared:
    """As much of it as gathering seeds reads."""

    seeds = tuple(range(1, 60))
    until_sure = True


@pytest.fixture
def acted(build: type[Build], monkeypatch: pytest.MonkeyPatch) -> Acted:
    """The seeds that count, what was lost, and how many were acted out: in real lanes, by seeds
    that miss their target or have no outcome as the test says."""
    topology = build.topology()

    def outcome(seed: int, met: bool) -> SeedOutcome:
        measured = build.measured(900.0 if met else 901.0)
        return SeedOutcome(build.measurement([measured], seed=seed), (), {}, 0, (), (), {}, 0)

    def run(
        workers: int, missing: frozenset[int] = frozenset(), dying: frozenset[int] = frozenset()
    ) -> tuple[list[int], tuple[str, ...], int]:
        def perform(job: SeedJob) -> SeedOutcome:
            if job.seed in dying:
                raise RuntimeError("gone")
            return outcome(job.seed, job.seed not in missing)

        monkeypatch.setattr(crew_module, "on_stand", lambda *_: perform)
        done: list[int] = []
        crew = Crew(cast("Stand", None), {}, resolve({"until_sure": True, "workers": workers}))
        try:
            outcomes, lost = _collected(
                cast("Prepared", _Prepared()),
                topology,
                outcome(1, 1 not in missing),
                crew,
                lambda count, of: done.append(count),
            )
        finally:
            crew.close()
        if not lost:
            decided = progress(topology, [one.measurement for one in outcomes.values()])
            assert decided.decided_after in (None, len(outcomes))
        return list(outcomes), lost, done[-1]

    return run


@pytest.mark.parametrize(
    ("missing", "stops"),
    [
        (frozenset(), 31),
        (frozenset({1, 2}), 2),
        (frozenset({5}), 57),
        (frozenset({3, 17}), 17),
        (frozenset({1, 20}), 59),
        (frozenset({58, 59}), 31),
    ],
)
def test_it_stops_at_the_same_seed_with_any_number_of_workers(
    acted: Acted, missing: frozenset[int], stops: int
) -> None:
    for workers in (1, 3):  # a fork a seed, of all that this process holds
        seeds, lost, done = acted(workers, missing)
        assert seeds == list(range(1, stops + 1))
        assert lost == ()
        assert done < stops + 2 * workers


def test_no_seed_is_acted_out_that_could_not_be_needed(acted: Acted) -> None:
    """Nothing missed so far: the thirty-first is the last that anybody could ask for."""
    assert acted(4)[2] == 31


def test_a_seed_without_an_outcome_ends_it_where_it_stands(acted: Acted) -> None:
    for workers in (1, 3):
        seeds, lost, _ = acted(workers, dying=frozenset({8, 9}))
        assert seeds == list(range(1, 8))
        assert lost == ("seed 8: RuntimeError: gone",)
    seeds, lost, _ = acted(3, frozenset({1, 2}), frozenset({3}))
    assert (seeds, lost) == ([1, 2], ())  # it was decided before


def test_a_rehearsal_stops_and_says_why(write_shop: WriteShop, tmp_path: Path) -> None:
    """People take longer than the target: two seeds tell, whoever acts out how many."""
    stack = write_shop(tmp_path / "shop", "  chat: {demand: {steady: 10/s, peak: 30/s}}\n")
    settings = Settings(
        stack=str(stack),
        until_sure=True,
        workers=2,
        runs=tmp_path / "runs",
        set={"failover.decision": "20m"},
    )
    outcome = rehearse("region-outage", settings, knock_outs=False)
    assert outcome.exit_code == 10
    assert outcome.result["seeds"] == [1, 2]
    assert outcome.result["until_sure"] == (
        "every target is decided after 2 seeds, chat · use as the last: 2 missed"
    )
    assert "rehearsal, up to 59 seeds" in headline(outcome.prepared)[1]
    console = Console(file=StringIO(), width=120)
    console.print(page(outcome, 120))
    assert isinstance(console.file, StringIO)
    assert f"seeds: {outcome.result['until_sure']}" in console.file.getvalue()


def test_it_and_a_number_of_seeds_are_refused_together() -> None:
    with pytest.raises(BadInput) as told:
        rehearse("region-outage", Settings(seeds=4, until_sure=True))
    assert told.value.lines == (
        "--until-sure --seeds 4: one or the other; --until-sure runs as many seeds as it takes, "
        "at most 59",
    )


def test_chaos_toolkit_can_ask_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENLINE_UNTIL_SURE", "true")
    resolved = resolve(load_configuration(load_experiment("region-outage")["configuration"]))
    assert resolved.until_sure
    assert resolved.seeds == tuple(range(1, 60))
    monkeypatch.delenv("OPENLINE_UNTIL_SURE")
    resolved = resolve(load_configuration(load_experiment("region-outage")["configuration"]))
    assert not resolved.until_sure
    assert len(resolved.seeds) == 20
