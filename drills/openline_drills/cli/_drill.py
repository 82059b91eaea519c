"""`openline drill`: rehearse an experiment and say whether the targets would be met."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from openline_drills.cli._catalogue import list_experiments
from openline_drills.cli._drill_options import (
    Experiment,
    Junit,
    List,
    Markdown,
    NoReport,
    NoSensitivity,
    On,
    Play,
    Region,
    Runbook,
    Runs,
    Seed,
    Seeds,
    UntilSure,
    Workers,
)
from openline_drills.cli._options import (
    AsFormat,
    Figures,
    FiguresFile,
    Format,
    Overrides,
    Stack,
    figures_given,
    joined,
    pairs,
    writable,
    write,
)
from openline_drills.cli._streams import put

if TYPE_CHECKING:
    from openline_drills.rehearsal import Outcome, Settings

_FASTEST: Final = 100_000


def drill(
    experiment: Experiment = None,
    stack: Stack = None,
    on: On = "rehearsal",
    region: Region = None,
    seed: Seed = None,
    seeds: Seeds = None,
    until_sure: UntilSure = False,
    no_sensitivity: NoSensitivity = False,
    set_: Overrides = None,
    parameter: Figures = None,
    parameters: FiguresFile = None,
    runbook: Runbook = None,
    runs: Runs = None,
    workers: Workers = None,
    junit: Junit = None,
    markdown: Markdown = None,
    no_report: NoReport = False,
    play: Play = None,
    list_: List = False,
    format_: AsFormat = Format.TEXT,
) -> None:
    """Fail a region over and measure RTO and RPO against the declared targets.

    The stack's own program builds it in a local AWS; there the region goes dark at peak for an
    hour, on a virtual clock. No cloud account is needed or used. The table goes to stdout,
    progress and timeline to stderr, everything to a folder under `runs/`, with a report as HTML.

    Examples:

    - `openline drill region-outage`

    - `openline drill region-outage --until-sure`

    - `openline drill region-outage --no-sensitivity` (not which guesses the verdicts rest on)

    - `openline drill region-outage --set failover.decide=automatic`

    - `openline drill region-outage --runbook fail_over.py:main`

    - `openline drill region-outage --stack ./infrastructure --seeds 4`

    - `openline drill region-outage --stack export.json` (made again from what it records)

    - `openline drill region-outage --format json | jq .verdict`

    - `openline drill region-outage --junit drill.xml --markdown drill.md`

    - `openline drill region-outage --play 60`

    Exit codes:

    - 0: every target would be met

    - 10: one would be missed, or what the experiment itself holds up did not hold

    - 11: inconclusive; the report says what is missing

    - 2: bad input; the lines on stderr say where and what would be right

    - 130: stopped by Ctrl-C (143 by SIGTERM), without a verdict
    """
    if list_:
        list_experiments(format_)
        return
    from openline_drills.rehearsal import BadInput, Settings

    if experiment is None:
        raise BadInput(
            [
                "which experiment? name one, e.g. `openline drill region-outage`; "
                "`openline drill --list` lists them"
            ]
        )
    if on != "rehearsal":
        raise BadInput([f"--on {on}: only `rehearsal` is possible in this version"])
    pages = _pages(junit, markdown)
    speed = None if play is None else _speed(play)
    settings = Settings(
        stack=joined(stack),
        region=region,
        seed=seed,
        seeds=seeds,
        until_sure=until_sure or None,
        sensitivity=False if no_sensitivity else None,
        set=pairs("--set", set_),
        parameters=figures_given(parameters, pairs("--parameter", parameter)),
        runbook=runbook,
        runs=runs,
        workers=workers,
    )
    outcome = _rehearse(
        experiment, settings, quiet=format_ is Format.JSON, speed=speed, report=not no_report
    )
    for path, written in pages:
        write(path, written(outcome))
    if format_ is Format.JSON:
        put(outcome.result_json)
    raise typer.Exit(outcome.exit_code)


def _pages(
    junit: Path | None, markdown: Path | None
) -> list[tuple[Path, Callable[[Outcome], str]]]:
    """What is to be written where. Raises `BadInput` before anything is rehearsed."""
    from openline_drills.report import junit_xml, markdown_page

    asked = ((junit, "--junit", junit_xml), (markdown, "--markdown", markdown_page))
    return [(writable(path, flag), page) for path, flag, page in asked if path is not None]


def _speed(play: float) -> float:
    from openline_drills.rehearsal import BadInput

    if not 1 <= play <= _FASTEST:  # not-a-number is neither
        raise BadInput([f"--play {play:g}: a number of times real time is needed, 1 to {_FASTEST}"])
    return play


def _rehearse(
    experiment: str, settings: Settings, *, quiet: bool, speed: float | None, report: bool
) -> Outcome:
    from openline_drills.cli._live import Live
    from openline_drills.rehearsal import rehearse

    with Live() as live:
        outcome = rehearse(
            experiment,
            settings,
            on_prepared=live.prepared,
            on_progress=live.progress,
            on_sensitivity=live.sensitivity,
        )
    if speed is None:
        live.timeline(outcome)
    else:
        from openline_drills.cli._play import play

        play(outcome, speed, live.err)
    written = _reported(outcome) if report else None
    if not quiet:
        live.page(outcome, written)
    return outcome


def _reported(outcome: Outcome) -> Path:
    """From the folder alone, as `openline report` makes it again."""
    from openline_drills.cli._report import write_report
    from openline_drills.result import read_run

    return write_report(read_run(outcome.run_folder))
