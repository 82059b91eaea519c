"""What the user got wrong, in the user's words."""

from __future__ import annotations

from collections.abc import Iterable


class BadInput(Exception):  # noqa: N818 - what the user sees is a message, not its name
    """An experiment, a setting or a stack that cannot be rehearsed. One line a problem; exit 2."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = tuple(lines)
        super().__init__("\n".join(self.lines))
