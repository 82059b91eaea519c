"""What the user got wrong, in the user's words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from openline_drills.masked import masked
from openline_drills.printable import printable

# Nobody reads more; a program's exception may have a million.
_MOST: Final = 1000


class BadInput(Exception):  # noqa: N818 - what the user sees is a message, not its name
    """An experiment, a setting or a stack that cannot be rehearsed. One line a problem; exit 2.

    What of a line comes out of a file is made printable here, and secrets are masked: it goes to
    terminals and logs."""

    def __init__(self, lines: Iterable[str]) -> None:
        said = list(lines)
        kept = [printable(masked(line)) for line in said[:_MOST]]
        rest = len(said) - len(kept)
        self.lines = (*kept, f"and {rest:,} lines more") if rest else tuple(kept)
        super().__init__("\n".join(self.lines))
