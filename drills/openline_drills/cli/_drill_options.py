"""The options that `openline drill` has beside those of other commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from openline_drills.cli._catalogue import names

Experiment = Annotated[
    str | None,
    typer.Argument(
        help="An experiment's name (see `--list`) or the path of a Chaos Toolkit file.",
        autocompletion=names,
        show_default=False,
    ),
]
On = Annotated[
    str, typer.Option("--on", help="Where to drill. `rehearsal`: here, on a virtual clock.")
]

Region = Annotated[
    str | None,
    typer.Option(help="The region to lose; by default the stack's primary.", show_default=False),
]

Seed = Annotated[
    int | None, typer.Option(min=0, help="The first seed; by default 1.", show_default=False)
]

Seeds = Annotated[
    int | None,
    typer.Option(min=1, help="How many seeds; by default 20.", show_default=False),
]

UntilSure = Annotated[
    bool,
    typer.Option(
        "--until-sure",
        help="As many seeds as it takes to decide every target, 59 at most.",
        show_default=False,
    ),
]

NoSensitivity = Annotated[
    bool,
    typer.Option(
        "--no-sensitivity",
        help="Leave out which figure of the model, within its range, would turn which verdict: "
        "that takes forecasts, on a large stack longer than the seeds.",
    ),
]

Runbook = Annotated[
    str | None,
    typer.Option(
        metavar="MODULE:FUNCTION",
        help="Your own boto3 code that fails over, instead of the experiment's switch: "
        "`module:function` or `path/to/file.py:function`.",
        show_default=False,
    ),
]

Runs = Annotated[
    Path | None,
    typer.Option(help="Folder for run folders; by default `runs/` here.", show_default=False),
]

Workers = Annotated[
    int | None,
    typer.Option(min=1, help="Processes; by default one a core.", show_default=False),
]

Junit = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Write the verdicts as JUnit XML.", show_default=False),
]

Markdown = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Write the page as GitHub Markdown.", show_default=False),
]

NoReport = Annotated[
    bool,
    typer.Option("--no-report", help="Write no `report.html` into the run's folder."),
]

Play = Annotated[
    float | None,
    typer.Option(
        metavar="SPEED",
        help="Then show the median seed at so many times real time, e.g. `60`. Ctrl-C ends "
        "the playing; result and exit code stay what they are.",
        show_default=False,
    ),
]

List = Annotated[bool, typer.Option("--list", help="List the experiments, and what each does.")]
