"""Stacks: found by name or path, and what is wrong with them told as lines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from openline.declaration import DeclarationError
from openline_drills.rehearsal._errors import BadInput
from openline_drills.rehearsal._settings import DEFAULT_STACK
from openline_stacks.engine import EngineError
from openline_stacks.preview import PreviewError
from openline_stacks.recovery import ParameterError
from openline_stacks.sources import SourceError, Sources, find_sources
from openline_stacks.states import StatesError
from openline_stacks.topology import TopologyError

_TOLD: Final = (
    DeclarationError, ParameterError, PreviewError, SourceError, StatesError, TopologyError
)  # fmt: skip


def find_stack(stack: str | None) -> Sources:
    """What a `--stack` names, by default the reference stack. Raises `BadInput`."""
    with told_plainly():
        return find_sources(stack or DEFAULT_STACK)
    raise AssertionError("unreachable: what is told plainly is raised")


@contextmanager
def told_plainly() -> Iterator[None]:
    """Whatever a room below has to say to the user, it says it as lines of bad input."""
    try:
        yield
    except EngineError as error:
        raise BadInput(_lines(error)) from error
    except _TOLD as error:
        raise BadInput(str(error).splitlines()) from error


def _lines(error: EngineError) -> list[str]:
    """A declaration's mistakes are told as such, not as those of the program that read it."""
    cause: BaseException | None = error
    seen: list[BaseException] = []
    while cause is not None and cause not in seen:  # the SDK makes errors their own cause
        if isinstance(cause, DeclarationError):
            return str(cause).splitlines()
        seen.append(cause)
        cause = cause.__cause__
    return str(error).splitlines()
