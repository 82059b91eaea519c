"""Puts into the README what `make drill` prints: `make readme`. With `--check`, only compares.

Exit code 1 with `--check` where the README shows something else than the drill prints now.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

_README = Path(__file__).resolve().parent.parent / "README.md"
_OPENLINE = (sys.executable, "-c", "from openline_drills.cli import main; main()")
_NOT_THEIRS = ("COLUMNS", "OPENLINE_SENSITIVITY")
_INSTANT = re.compile(r"\s*[+-]\d+:\d\d")


def main() -> int:
    shown = _README.read_text(encoding="utf-8")
    page, timeline = _printed()
    right = _block(_block(shown, "drill", page), "timeline", timeline)
    if "--check" not in sys.argv:
        _README.write_text(right, encoding="utf-8")
        return 0
    if shown != right:
        print("README.md shows another drill than this one; run `make readme`:")
        print(page)
    return int(shown != right)


def _printed() -> tuple[str, str]:
    """The page on stdout, and the timeline on stderr without what depends on the machine."""
    with tempfile.TemporaryDirectory() as runs:
        done = subprocess.run(
            [*_OPENLINE, "drill", "region-outage", "--runs", runs],
            capture_output=True,
            text=True,
            check=True,
            # the README is as wide as a pipe, whatever the width of whoever asks, and tells what
            # they leave out as well
            env={key: value for key, value in os.environ.items() if key not in _NOT_THEIRS},
        )
    page = "\n".join(line.rstrip() for line in done.stdout.splitlines() if line.strip())
    timeline = [line for line in done.stderr.splitlines() if _INSTANT.match(line)]
    return page, "\n".join(timeline)


def _block(text: str, name: str, content: str) -> str:
    begin, end = rf"<!-- {name}:begin[^>]*-->", rf"<!-- {name}:end -->"
    pattern = re.compile(rf"({begin}\n).*?({end})", re.DOTALL)
    if not pattern.search(text):
        raise SystemExit(f"README.md: there is no block {name}")
    return pattern.sub(lambda found: f"{found[1]}```text\n{content}\n```\n{found[2]}", text)


if __name__ == "__main__":
    sys.exit(main())
