"""Every benchmark, or those named: `make bench`, `make bench ARGS=kernel`.

Prints a table for each. `--write` puts the tables, the machine and the date into
docs/reference/benchmarks.md; `--tiny` runs a form that shows only that a benchmark works.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from benchmarks import (
    components,
    drill,
    engine,
    forecast,
    growth,
    kernel,
    preview,
    reports,
    starts,
    world,
)
from benchmarks.measuring import ROOT, Line, machine

_ALL: Final[dict[str, Callable[[bool], Iterator[Line]]]] = {
    "components": components.lines,
    "drill": drill.lines,
    "engine": engine.lines,
    "forecast": forecast.lines,
    "growth": growth.lines,
    "kernel": kernel.lines,
    "preview": preview.lines,
    "reports": reports.lines,
    "starts": starts.lines,
    "world": world.lines,
}
_PAGE: Final = ROOT / "docs" / "reference" / "benchmarks.md"
_HEAD: Final = "| what | ours | beside it | ratio |\n|---|---|---|---|"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(_ALL)}")
    parser.add_argument("--write", action="store_true", help=f"put them into {_PAGE.name}")
    parser.add_argument("--tiny", action="store_true", help="only see that they work")
    asked = parser.parse_args()
    unknown = sorted(set(asked.names) - set(_ALL))
    if unknown:
        parser.error(f"no benchmark {unknown[0]}; there are {', '.join(_ALL)}")
    if asked.write and asked.tiny:
        parser.error("--tiny measures nothing that is worth being written down")
    where = machine()
    print(where, flush=True)
    for name in asked.names or _ALL:
        table = _table(_ALL[name](asked.tiny))
        print(f"\n{name}\n{table}", flush=True)
        if asked.write:
            _write(_PAGE, name, f"{where}\n\n{table}")


def _table(lines: Iterator[Line]) -> str:
    rows: Sequence[str] = [
        "| " + " | ".join((line.what, line.figure, line.beside, line.ratio)) + " |"
        for line in lines
    ]
    return "\n".join((_HEAD, *rows))


def _write(page: Path, name: str, text: str) -> None:
    begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
    before = page.read_text(encoding="utf-8")
    block = re.compile(f"{begin}.*?{end}", re.DOTALL)
    if not block.search(before):
        raise SystemExit(f"{page.name}: there is no block {name}")
    page.write_text(block.sub(lambda _: f"{begin}\n{text}\n{end}", before), encoding="utf-8")


if __name__ == "__main__":
    main()
