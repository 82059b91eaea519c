"""`reports`: time and size of what is written of a drill, beside writing its `result.json`."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

from rich.console import Console

from benchmarks.measuring import Line, in_turns, seconds, took_s
from openline_drills import report
from openline_drills.pages import report_html
from openline_drills.rehearsal import Outcome, Settings, rehearse
from openline_drills.result import read_run

_COLUMNS = 100


def lines(tiny: bool) -> Iterator[Line]:
    with tempfile.TemporaryDirectory() as runs:
        settings = Settings(
            stack="starter" if tiny else "retail",
            runs=Path(runs),
            seeds=1 if tiny else 3,
            sensitivity=False,
        )
        outcome = rehearse("region-outage", settings, knock_outs=False)
        yield from _beside_json(outcome, 1 if tiny else 5)


def _beside_json(outcome: Outcome, turns: int) -> Iterator[Line]:
    as_json = partial(json.dumps, outcome.result)
    for name, write in writers(outcome).items():
        times = in_turns(partial(took_many_s, write), partial(took_many_s, as_json), turns)
        size_kb = len(write().encode()) / 1000
        yield Line(
            f"{name}, {size_kb:,.0f} kB",
            seconds(times.ours_s),
            f"`result.json`, {seconds(times.theirs_s)}",
            f"{times.ratio:.1f} times",
        )


def writers(outcome: Outcome) -> dict[str, Callable[[], str]]:
    """Every form that a drill is told in, by name."""
    return {
        "the HTML report, of the run folder": lambda: report_html(read_run(outcome.run_folder)),
        "the terminal's page": lambda: _printed(report.page(outcome, _COLUMNS)),
        "Markdown": lambda: report.markdown_page(outcome),
        "JUnit": lambda: report.junit_xml(outcome),
    }


def _printed(page: Any) -> str:
    console = Console(width=_COLUMNS, file=StringIO())
    with console.capture() as printed:
        console.print(page)
    return printed.get()


def took_many_s(do: Callable[[], object], often: int = 20) -> float:
    """Seconds of one, from several: a clock of the processor's time has coarse steps."""

    def many() -> None:
        for _ in range(often):
            do()

    return took_s(many) / often
