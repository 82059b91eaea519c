"""A kept run as one self-contained document: style and charts inside, nothing from elsewhere."""

from __future__ import annotations

from typing import Final

from openline_drills.pages._audit import command
from openline_drills.pages._environment import environment
from openline_drills.pages._view import view
from openline_drills.result import KeptRun

MOST_BYTES: Final = 1_000_000
# Operations with a chart: fewer where names or curves are so many that the page would not fit.
_CHARTS: Final = (24, 12, 4, 0)


def report_html(kept: KeptRun) -> str:
    """The whole report, smaller than `MOST_BYTES`."""
    template = environment().get_template("report.html.j2")
    text = ""
    for most in _CHARTS:
        text = template.render(view=view(kept, most), command=command(kept))
        if len(text.encode()) < MOST_BYTES:
            break
    return text
