"""Tables and words of the generated pages."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

GENERATED: Final = "<!-- written by `make reference`; change the code that it describes -->\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Nothing where there are no rows; no column that is empty. Ends with an empty line."""
    cells = [list(map(_cell, row)) for row in rows]
    full = [at for at in range(len(head)) if any(row[at] for row in cells)]
    if cells:
        yield f"| {' | '.join(head[at] for at in full)} |"
        yield f"|{'---|' * len(full)}"
        yield from (f"| {' | '.join(row[at] for at in full)} |" for row in cells)
        yield ""


def _cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().replace("|", r"\|")


def paragraphs(documentation: str | None) -> str:
    """A docstring without its indentation."""
    return inspect.cleandoc(documentation or "")


def code(text: str) -> str:
    return f"`{text}`" if text else ""


def between(shown: str, name: str, text: str) -> str:
    """The page that is shown, with the text between its marks of this name."""
    begin, end = f"<!-- {name}:begin -->\n", f"<!-- {name}:end -->"
    before, found, rest = shown.partition(begin)
    if not found or end not in rest:
        raise SystemExit(f"there is no {begin.strip()} with an end on the page")
    return f"{before}{begin}{text}\n{end}{rest.partition(end)[2]}"


def page(lines: Iterable[str]) -> str:
    """One text, with no empty line twice and one line break at its end."""
    text = GENERATED + "\n".join(lines)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
