"""`openline calibrate`: the model's figures as drills for real have measured them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from openline_drills.cli._options import AsFormat, Format, writable, write
from openline_drills.cli._report import RUNS, kept_runs
from openline_drills.cli._streams import put_json


def calibrate(
    drills: Annotated[
        list[str],
        typer.Argument(
            metavar="RUN...",
            help="Run folders of injected drills of one declaration, or the beginnings of their "
            "names below `runs/`; or files of what was observed (`openline schema observations`).",
            autocompletion=kept_runs,
            show_default=False,
        ),
    ],
    write_: Annotated[
        Path | None,
        typer.Option(
            "--write",
            metavar="FILE",
            help="Write what was fitted as YAML, for `--parameters FILE` of other commands.",
            show_default=False,
        ),
    ] = None,
    runs: Annotated[
        Path, typer.Option(help="Folder of run folders; by default `runs/` here.")
    ] = RUNS,
    format_: AsFormat = Format.TEXT,
) -> None:
    """Fit the model's figures to drills for real: each that they measured, with its interval.

    Detection, people's decision, the switch, the clients that hold an answer, launches and
    replication lag: whichever steps a drill's `observations.json` tells of. Estimators are plain:
    a median between order statistics, the ends of a range, a lognormal by likelihood. What is
    fitted has grade `yours` and says which drills, when and how many samples.

    Rehearsals are refused: their figures come from this model, and would confirm it whatever
    the world does. Figures that stand in the declaration are printed as `--set PATH=VALUE`.

    Examples:

    - `openline calibrate game-day-1 game-day-2`

    - `openline calibrate runs/region-outage-8e5ac309 --write calibrated.yaml`

    - `openline forecast --parameters calibrated.yaml`

    - `openline calibrate measured/2026-10-02.json --format json | jq '.figures[].value'`

    Exit codes:

    - 0: at least one figure was fitted

    - 2: bad input, a rehearsal among it; the lines on stderr say where and what would be right
    """
    from openline_drills.calibrate import calibrate, parameters_file, read_drills, to_json

    target = None if write_ is None else writable(write_, "--write")
    found = calibrate(read_drills(drills, runs))
    if target is not None:
        write(target, parameters_file(found))
    if format_ is Format.JSON:
        put_json(to_json(found))
        return
    from openline_drills.cli._console import result_console
    from openline_drills.report import calibration_page

    console = result_console()
    console.print(calibration_page(found))
    if target is not None:
        console.print(f"written: {target}; use it with --parameters {target}", soft_wrap=True)
