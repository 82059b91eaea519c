"""Whether a declaration can be changed in what is read."""

from __future__ import annotations

from collections.abc import Mapping

from openline.contract import TYPES_DECLARED
from openline_stacks.sources._sources import SourceError, Sources
from openline_stacks.states import States


def require_changeable(
    sources: Sources, states: States, overrides: Mapping[str, str] | None
) -> None:
    """A declaration in a file is what it was when the file was written. Raises `SourceError`."""
    if overrides and not sources.programs and states.of_type(*TYPES_DECLARED):
        raise SourceError(
            f"--set {next(iter(overrides))}: {sources.name} is what Pulumi wrote, and no program "
            "is there to run again; give the program, or change the file's stack and write it again"
        )
