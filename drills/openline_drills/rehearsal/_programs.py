"""Stacks: found by name or path, and what is wrong with them told as lines."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from openline.declaration import DeclarationError
from openline_drills.rehearsal._errors import BadInput
from openline_stacks.engine import BUNDLED, EngineError, Program, bundled_stack
from openline_stacks.recovery import ParameterError
from openline_stacks.topology import TopologyError


def find_program(stack: str) -> Program:
    """The Pulumi program of a bundled stack's name or of a path. Raises `BadInput`."""
    path = Path(stack)
    if stack in BUNDLED and not path.exists():
        path = bundled_stack(stack)
    elif not path.exists():
        close = difflib.get_close_matches(stack, BUNDLED, n=1, cutoff=0.4)
        come = f"{', '.join(BUNDLED[:-1])} and {BUNDLED[-1]} come with Openline"
        hint = f"did you mean {close[0]}?" if close else come
        raise BadInput([f"stack {stack}: there is no such folder; {hint}"])
    with told_plainly():
        return Program.find(path)
    raise AssertionError("unreachable: what is told plainly is raised")


@contextmanager
def told_plainly() -> Iterator[None]:
    """Whatever a room below has to say to the user, it says it as lines of bad input."""
    try:
        yield
    except EngineError as error:
        raise BadInput(_lines(error)) from error
    except (DeclarationError, ParameterError, TopologyError) as error:
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
