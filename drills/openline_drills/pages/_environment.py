"""How templates are filled in.

Every text of anybody's is escaped by the template engine, and what cannot be printed is written
out. The page's own policy forbids scripts, so that a mistake in here still runs nothing.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from openline_drills.printable import printable

_MOST_TEXT: Final = 400  # letters of any one name or sentence


@cache
def environment() -> Environment:
    return Environment(
        loader=PackageLoader("openline_drills.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_text,
    )


def _text(value: Any) -> Any:
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    said = printable(value)
    return said if len(said) <= _MOST_TEXT else f"{said[: _MOST_TEXT - 1]}…"
