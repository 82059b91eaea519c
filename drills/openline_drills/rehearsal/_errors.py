"""What the user got wrong, in the user's words."""

from __future__ import annotations

from collections.abc import Iterable

from openline_drills.printable import printable


class BadInput(Exception):  # noqa: N818 - what the user sees is a message, not its name
    """An experiment, a setting or a stack that cannot be rehearsed. One line a problem; exit 2.

    What of a line comes out of a file is made printable here: it goes to terminals and logs."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = tuple(map(printable, lines))
        super().__init__("\n".join(self.lines))
