"""Where a page of docs/reference can be read: an absolute address, as SARIF's `helpUri` has to be.

`OPENLINE_DOCS` says where they are kept; the GitHub Action sets it to the files of the commit that
it runs from. In a clone they are the clone's own; else there are none, and help stands in the text.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

_VARIABLE: Final = "OPENLINE_DOCS"
_CLONE: Final = Path(__file__).resolve().parents[3]


def page_of(page: str) -> str | None:
    """`page`: `rules.md#ol120`, below docs/reference."""
    base = os.environ.get(_VARIABLE)
    if base:
        return f"{base.rstrip('/')}/reference/{page}"
    name, _, anchor = page.partition("#")
    own = _CLONE / "docs" / "reference" / name
    return f"{own.as_uri()}#{anchor}" if own.is_file() else None
