"""The one shape in which every reader hands over a deployed or previewed resource."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias


class Unknown(enum.Enum):
    """A value that only exists after deployment. A type of its own, never a magic string."""

    UNKNOWN = "unknown"

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown.UNKNOWN

# What a property can hold once read: JSON, or not known yet.
Value: TypeAlias = (
    "bool | int | float | str | Unknown | Sequence[Value] | Mapping[str, Value] | None"
)

Origin = Literal["emulated", "recorded", "previewed", "exported"]


@dataclass(frozen=True, slots=True)
class SourcePosition:
    """Where the user's program made the resource (first frame outside our library)."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class ResourceState:
    """One resource of one stack.

    `inputs` and `outputs` have camelCase keys as in the engine's state; secrets are redacted by
    the reader and their paths listed in `secrets`. `origin` says how it is known: `emulated`
    (created and read back through boto3), `recorded` (no handler), `previewed`, `exported`.

    `defaulted`: paths of inputs that a provider filled in and the program never said. `ignored`:
    paths whose changes the program ignores; `replace_on`: those whose change replaces it;
    `retained`: the cloud's resource outlives it. `lookups`: of the root stack, the functions of
    providers that its program called, sorted; the SDK says of none which line called it.
    """

    stack: str
    urn: str
    type: str
    name: str
    custom: bool
    id: str | Unknown | None
    inputs: Mapping[str, Value]
    outputs: Mapping[str, Value]
    parent: str | None = None
    provider: str | None = None
    dependencies: tuple[str, ...] = ()
    property_dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    region: str | None = None
    protect: bool = False
    aliases: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    defaulted: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    replace_on: tuple[str, ...] = ()
    retained: bool = False
    lookups: tuple[str, ...] = ()
    source: SourcePosition | None = None
    origin: Origin = "recorded"


@dataclass(frozen=True, slots=True)
class States:
    """Everything one reader found, several stacks read as one. Ordered as registered.

    `notes`: what whoever rests on these should know of them, a line each.
    """

    resources: tuple[ResourceState, ...]
    stack_outputs: Mapping[str, Value] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def of_type(self, *types: str) -> tuple[ResourceState, ...]:
        return tuple(state for state in self.resources if state.type in types)

    def by_urn(self) -> dict[str, ResourceState]:
        return {state.urn: state for state in self.resources}

    def children(self, urn: str) -> tuple[ResourceState, ...]:
        return tuple(state for state in self.resources if state.parent == urn)
