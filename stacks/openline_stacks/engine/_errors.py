"""What a user sees when a program cannot be found, run or carried out.

EngineError
├── ProgramError     the program is missing, is not Python, raises, exits, never ends
├── ResourceError    a resource is refused: duplicate name, failed check, failed create
└── StateError       a state cannot be read, or is in use
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from openline_stacks.states import SourcePosition


@dataclass(frozen=True, slots=True)
class Failure:
    """One resource that was refused, why, and the user's line that made it."""

    urn: str
    type: str
    name: str
    reason: str
    source: SourcePosition | None = None

    def __str__(self) -> str:
        where = f"{self.source.file}:{self.source.line}: " if self.source else ""
        return f"{where}{self.type} {self.name}: {self.reason}"


class EngineError(Exception):
    """Base of every error of the engine. `failures`: the resources refused in the same run."""

    def __init__(self, message: str, failures: Sequence[Failure] = ()) -> None:
        super().__init__(
            "\n".join([message, *map(str, failures)] if message else map(str, failures))
        )
        self.failures = tuple(failures)


class ProgramError(EngineError):
    """The program cannot be found or run. `__cause__` is what it raised, if it raised.

    `source` is the innermost line of the user's own files, None where there is none.
    """

    def __init__(
        self,
        message: str,
        failures: Sequence[Failure] = (),
        *,
        source: SourcePosition | None = None,
    ) -> None:
        where = f"{source.file}:{source.line}: " if source else ""
        super().__init__(where + message, failures)
        self.message = message
        self.source = source

    def among(self, failures: Sequence[Failure], unanswered: Sequence[str]) -> ProgramError:
        """The same error, told together with what else went wrong in the run."""
        hint = f" (only a cloud can answer {', '.join(unanswered)})" if unanswered else ""
        return ProgramError(self.message + hint, failures, source=self.source)


class StateError(EngineError):
    """The state cannot be read, or another process is at it. Names the file."""


class ResourceError(EngineError):
    """One or more resources were refused, a line each, in the order they were registered."""

    def __init__(self, failures: Sequence[Failure]) -> None:
        super().__init__("", failures)
