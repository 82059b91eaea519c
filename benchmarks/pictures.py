"""Draws the README's pictures of the terminal: `make readme`. With `--check`, only compares.

Exit code 1 with `--check` where a picture shows other words than the command prints now. Words, not
bytes: how a letter is drawn is rich's business, and changes with its version.
"""

from __future__ import annotations

import re
import sys
import tempfile
from html import unescape
from io import StringIO
from pathlib import Path
from typing import Final

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

from openline_drills.rehearsal import Outcome, Settings, rehearse
from openline_drills.report import Playing, headline, page

_IMAGES: Final = Path(__file__).resolve().parent.parent / "docs" / "images"
_COLUMNS: Final = 80
_AT_S: Final = 660.0  # eleven minutes after the fault: decided, and not everybody is back
# A font from the network would be asked of whoever reads the page: the reader's own will do.
_FORMAT: Final = re.sub(r"@font-face {{.*?}}\s*(?=\S)", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)


def main() -> int:
    path = _IMAGES / "drill.svg"
    drawn = _drill()
    if "--check" not in sys.argv:
        path.parent.mkdir(exist_ok=True)
        path.write_text(drawn, encoding="utf-8")
        return 0
    shown = path.read_text(encoding="utf-8") if path.exists() else ""
    stale = _words(shown) != _words(drawn)
    if stale:
        print(f"{path.name} shows another drill than this one; run `make readme`")
    return int(stale)


def _drill() -> str:
    """One instant of the live view, and below it what the drill ends with."""
    with tempfile.TemporaryDirectory() as runs:
        settings = Settings(stack="starter", runs=Path(runs), sensitivity=True)
        outcome = rehearse("region-outage", settings)
    return _svg(outcome)


def _svg(outcome: Outcome) -> str:
    console = Console(
        record=True, width=_COLUMNS, file=StringIO(), force_terminal=True, highlight=False
    )
    console.print("$ openline drill region-outage --stack starter --play 60", style="bold")
    for line in headline(outcome.prepared):
        console.print(line, markup=False)
    for each in Playing(outcome).frame(_AT_S).lines(_COLUMNS):
        console.print(each)
    console.print(Text("…", style="dim"))
    console.print(page(outcome, _COLUMNS))
    return console.export_svg(title="openline", code_format=_FORMAT, unique_id="drill")


def _words(svg: str) -> list[str]:
    return " ".join(map(unescape, re.findall(r"<text[^>]*>([^<]*)</text>", svg))).split()


if __name__ == "__main__":
    sys.exit(main())
