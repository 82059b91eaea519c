"""Stacks: found by name or path, and what is wrong with them told as lines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from openline_drills.rehearsal._errors import BadInput
from openline_stacks.sources import Sources, find_sources, told

DEFAULT_STACK: Final = "retail"


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
    except Exception as error:
        if isinstance(error, _told()):
            raise BadInput(told(error)) from error
        raise


def _told() -> tuple[type[Exception], ...]:
    """Imported only where something went wrong: half of these rooms work with numpy."""
    from openline.declaration import DeclarationError
    from openline_stacks.engine import EngineError
    from openline_stacks.preview import PreviewError
    from openline_stacks.recovery import ParameterError
    from openline_stacks.sources import SourceError
    from openline_stacks.states import StatesError
    from openline_stacks.topology import TopologyError

    return (
        DeclarationError,
        EngineError,
        ParameterError,
        PreviewError,
        SourceError,
        StatesError,
        TopologyError,
    )
