"""The page of the parameters: every figure of the model, with source and grade."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import Final

from benchmarks.reference._markdown import code, page, table
from openline_stacks.recovery import PARAMETERS, Parameter, distribution_in_words

_HEAD: Final = """\
# Parameters

Every figure that the modelled world uses. `openline parameters` prints them, `--format json` for
programs; `openline drill --parameter NAME=VALUE` replaces one, `--parameters FILE` many. The end of
a name is its unit: `_s` seconds, `_per_s` a second; what has none is a number or a share.

| grade | means |
|---|---|
| `sla` | AWS owes it to you |
| `documented` | AWS's own pages say it, with no guarantee |
| `third-party` | somebody else measured or said it |
| `assumed` | nobody says it: our guess, and the first to replace by a measurement of yours |
| `yours` | you said it, in the declaration or with `--parameter` |
"""


def text() -> str:
    return page(_lines())


def _lines() -> Iterator[str]:
    yield _HEAD
    counted = Counter(one.grade for one in PARAMETERS.values())
    said = ", ".join(f"{count} {grade}" for grade, count in sorted(counted.items()))
    yield f"There are {len(PARAMETERS)}: {said}.\n"
    for group, figures in groupby(sorted(PARAMETERS.values(), key=_place), _group):
        yield f"## {group}\n"
        yield from table(("name", "value", "what", "grade", "source"), map(_row, figures))


def _place(one: Parameter) -> tuple[bool, str]:
    """Those of the run itself last: their names have no beginning in common."""
    return "." not in one.name, one.name


def _group(one: Parameter) -> str:
    return one.name.partition(".")[0] if "." in one.name else "the run"


def _row(one: Parameter) -> tuple[str, ...]:
    value = distribution_in_words(one.distribution)
    return code(one.name), value, one.what, one.grade, f"{one.source}, {one.date}"
