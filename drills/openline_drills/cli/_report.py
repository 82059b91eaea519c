"""`openline report`: a kept run as one HTML file, and two of them side by side."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from openline_drills.cli._options import AsFormat, Format, writable, write
from openline_drills.cli._streams import put

if TYPE_CHECKING:
    from openline_drills.result import KeptRun

REPORT: Final = "report.html"
RUNS: Final = Path("runs")


def kept_runs(incomplete: str) -> Iterator[str]:
    """The names of the runs that are kept here."""
    found = sorted(path.parent.name for path in RUNS.glob("*/result.json"))
    return (name for name in found if name.startswith(incomplete))


def report(
    run: Annotated[
        str | None,
        typer.Argument(
            help="A run's folder, or the beginning of its name below `runs/`; of a folder of "
            "runs, and by default, the newest.",
            autocompletion=kept_runs,
            show_default=False,
        ),
    ] = None,
    compare: Annotated[
        str | None,
        typer.Option(
            metavar="RUN",
            help="Hold it against this earlier run: what was changed, and what came of it.",
            autocompletion=kept_runs,
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Where to write the HTML; by default `report.html` in the run's folder, or "
            "`compare-RUN.html`.",
            show_default=False,
        ),
    ] = None,
    runs: Annotated[
        Path, typer.Option(help="Folder of run folders; by default `runs/` here.")
    ] = RUNS,
    format_: AsFormat = Format.TEXT,
) -> None:
    """Write the HTML report of a run that is kept, and hold two runs against each other.

    A drill writes its own report; this makes it again from the run's folder alone. The file needs
    no network and no script: send it, print it, keep it. `--format json` prints the kept result,
    or the comparison, and writes a file only where `--output` says so.

    Examples:

    - `openline report`

    - `openline report runs/region-outage-8e5ac309 --output report.html`

    - `openline report region-outage-8e5 --compare region-outage-0b1`

    - `openline report --compare region-outage-0b1 --format json | jq .declaration`

    Exit codes:

    - 0: it is written, whatever the verdict

    - 2: bad input; the lines on stderr say where and what would be right
    """
    from openline_drills.result import find_run, read_run

    if output is not None:
        writable(output, "--output")
    after = _rehearsed(read_run(find_run(run, runs)))
    if compare is not None:
        _compared(_rehearsed(read_run(find_run(compare, runs))), after, output, format_)
        return
    if format_ is Format.JSON:
        put(after.result_json)
        if output is None:
            return
    path = write_report(after, output)
    if format_ is Format.TEXT:
        _say_verdict(after)
    _say(f"written to {path}")


def _rehearsed(kept: KeptRun) -> KeptRun:
    """The run, or `BadInput`: every page says of what it tells that it was rehearsed."""
    from openline_drills.rehearsal import BadInput

    if kept.result.on != "rehearsal":
        raise BadInput(
            [
                f"{kept.folder}: is a drill on {kept.result.on}, and reports are of rehearsals in "
                "this version; `openline calibrate RUN` reads it"
            ]
        )
    return kept


def write_report(kept: KeptRun, output: Path | None = None) -> Path:
    """Where it was written."""
    from openline_drills.pages import report_html

    return _written(output, kept.folder / REPORT, report_html(kept))


def _written(output: Path | None, usual: Path, text: str) -> Path:
    """In a run's folder whole or not at all; where somebody says so, as it can be: `/dev/stdout`
    is no file. Raises `BadInput` or `OSError`."""
    from openline_drills.result import write_whole

    if output is None:
        write_whole(usual, text)
    else:
        write(output, text)
    return output or usual


def _compared(before: KeptRun, after: KeptRun, output: Path | None, format_: Format) -> None:
    from openline_drills.compare import compare
    from openline_drills.pages import comparison_html

    found = compare(before, after)
    if format_ is Format.JSON:
        put(found.to_json().encode())
    else:
        from openline_drills.cli._console import result_console
        from openline_drills.report import comparison_page

        result_console().print(comparison_page(found))
    if format_ is Format.JSON and output is None:
        return
    usual = after.folder / f"compare-{found.before.run}.html"
    path = _written(output, usual, comparison_html(found))
    _say(f"written to {path}")


def _say_verdict(kept: KeptRun) -> None:
    from openline_drills.cli._console import result_console
    from openline_drills.pages import sentence

    console = result_console()
    console.print(sentence(kept.result), soft_wrap=not console.is_terminal)


def _say(line: str) -> None:
    from openline_drills.cli._console import say

    say([line], err=True)
