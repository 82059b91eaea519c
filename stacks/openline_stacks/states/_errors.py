"""What makes a file of states impossible to read, in the words of whoever has to mend it."""

from __future__ import annotations


class StatesError(ValueError):
    """A preview, an export or a set of them that cannot be read: which file, where, what is right.

    `problems`: a line each.
    """

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
