"""The page of what a preview can find."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from benchmarks.reference._markdown import page
from openline_stacks.preview import CODES, code_section

_HEAD: Final = """\
# What a preview can find

`openline preview` compares a stack with what it was ([how](../how-to/preview.md)). Each finding
has a code of this page, the resource, the property and the line of your program. A code never
changes its meaning. What was as bad before is no finding: `openline check` and `openline forecast`
say that.

- **error**: worse than before; the command ends with 10.
- **doubt**: nobody can say; it ends with 11.
- **note**: said, and no reason to stop.
"""


def text() -> str:
    return page(_lines())


def _lines() -> Iterator[str]:
    yield _HEAD
    for code in CODES:
        yield f'<a id="{code.id.lower()}"></a>'
        yield f"## {code.id} · {code.title}\n"
        yield f"{code_section(code)}\n"
