"""What breaks a rule."""

from __future__ import annotations

from dataclasses import dataclass

from openline_stacks.states import ResourceState


@dataclass(frozen=True, slots=True)
class Broken:
    """What a check found: `property` is a camelCase path into the inputs, "" for the whole.
    `about`: what it is of, where that is no resource: a system, or one of its stores."""

    state: ResourceState
    property: str
    what: str
    about: str = ""
