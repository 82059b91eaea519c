"""Puts into the README what `make drill` prints: `make readme`. With `--check`, only compares.

Exit code 1 with `--check` where the README shows something else than the drill prints now. With
`--printed FOLDER` it drills nothing: there lie the `out` and the `err` of a `make drill` in a pipe.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path

_README = Path(__file__).resolve().parent.parent / "README.md"
_OPENLINE = (sys.executable, "-c", "from openline_drills.cli import main; main()")
_NOT_THEIRS = ("COLUMNS", "OPENLINE_SENSITIVITY")
_INSTANT = re.compile(r"\s*[+-]\d+:\d\d")


def main() -> int:
    asked = ArgumentParser()
    asked.add_argument("--check", action="store_true")
    asked.add_argument("--printed", type=Path)
    options = asked.parse_args()
    shown = _README.read_text(encoding="utf-8")
    page, timeline = _shown(*(_kept(options.printed) if options.printed else _drilled()))
    right = _block(_block(shown, "drill", page), "timeline", timeline)
    if not options.check:
        _README.write_text(right, encoding="utf-8")
        return 0
    if shown != right:
        print("README.md shows another drill than this one; run `make readme`:")
        print(page)
    return int(shown != right)


def _drilled() -> tuple[str, str]:
    """What a drill says on stdout and on stderr."""
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
    return done.stdout, done.stderr


def _kept(folder: Path) -> tuple[str, str]:
    out, err = ((folder / name).read_text(encoding="utf-8") for name in ("out", "err"))
    return out, err


def _shown(out: str, err: str) -> tuple[str, str]:
    """The page, and the timeline without what depends on the machine."""
    page = "\n".join(line.rstrip() for line in out.splitlines() if line.strip())
    timeline = [line for line in err.splitlines() if _INSTANT.match(line)]
    return page, "\n".join(timeline)


def _block(text: str, name: str, content: str) -> str:
    begin, end = rf"<!-- {name}:begin[^>]*-->", rf"<!-- {name}:end -->"
    pattern = re.compile(rf"({begin}\n).*?({end})", re.DOTALL)
    if not pattern.search(text):
        raise SystemExit(f"README.md: there is no block {name}")
    return pattern.sub(lambda found: f"{found[1]}```text\n{content}\n```\n{found[2]}", text)


if __name__ == "__main__":
    sys.exit(main())
