"""`python -m benchmarks.reference [--check] [PAGE ...]`: all pages, or those that are named."""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Iterable
from itertools import islice
from typing import Final

from benchmarks.reference._pages import FOLDER, PAGES, Text

_MOST_LINES: Final = 20


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m benchmarks.reference", description=__doc__)
    asked.add_argument("page", nargs="*", choices=[*PAGES, []], metavar="PAGE")
    asked.add_argument("--check", action="store_true", help="write nothing, only compare")
    options = asked.parse_args()
    pages = {name: PAGES[name] for name in options.page or PAGES}
    return _compare(pages.items()) if options.check else _write(pages.items())


def _write(pages: Iterable[tuple[str, Text]]) -> int:
    for name, text in pages:
        (FOLDER / name).write_text(text(_shown(name)), encoding="utf-8", newline="\n")
    return 0


def _compare(pages: Iterable[tuple[str, Text]]) -> int:
    stale = 0
    for name, text in pages:
        shown = _shown(name)
        right = text(shown)
        if shown == right:
            continue
        stale = 1
        print(f"docs/reference/{name} is not what the code says now; `make reference` mends it:")
        lines = difflib.unified_diff(
            shown.splitlines(), right.splitlines(), "the page", "the code", lineterm="", n=0
        )
        print("\n".join(islice(lines, _MOST_LINES)))
    return stale


def _shown(name: str) -> str:
    path = FOLDER / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main())
