"""What a change does to a stack's resources, and to what becomes of it in an outage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from openline_stacks.states import SourcePosition, Value

Op = Literal["create", "update", "replace", "delete", "rename"]
Kind = Literal["add", "remove", "change"]


@dataclass(frozen=True, slots=True)
class PropertyChange:
    """`path`: camelCase, in the new inputs, of what was removed in the old ones. `replaces`: why
    its change replaces the resource, None where it does not. `follows`: the URN of the replaced
    resource from which the new value comes, which is not known yet."""

    path: str
    kind: Kind
    before: Value = None
    after: Value = None
    replaces: str | None = None
    follows: str | None = None


@dataclass(frozen=True, slots=True)
class ResourceChange:
    """`rename`: only its URN changes, by an alias. `was`: its URN before, where that is another.

    `protected`: Pulumi refuses to delete or replace it. `retained`: it is forgotten, not deleted.
    `source`: the user's line, of what is deleted the line that made it.
    """

    op: Op
    urn: str
    type: str
    name: str
    region: str | None
    properties: tuple[PropertyChange, ...] = ()
    was: str | None = None
    protected: bool = False
    retained: bool = False
    source: SourcePosition | None = None

    @property
    def reasons(self) -> tuple[PropertyChange, ...]:
        """What makes a replacement one."""
        return tuple(one for one in self.properties if one.replaces)


@dataclass(frozen=True, slots=True)
class Uncompared:
    """A property that nobody can compare before deployment, and why. `unread`: a file or
    folder that is not there on one side."""

    urn: str
    path: str
    why: Literal["unknown", "secret", "unread"]


@dataclass(frozen=True, slots=True)
class ResourceDiff:
    """`changes`: of what a cloud holds, in the order of the program; deletions last. `grouping`:
    of components and providers, which are no resource of any cloud. `same`: resources unchanged.
    `folded`: how many property changes mean nothing, by why."""

    changes: tuple[ResourceChange, ...]
    grouping: tuple[ResourceChange, ...]
    same: int
    uncompared: tuple[Uncompared, ...] = ()
    folded: Mapping[str, int] = field(default_factory=dict)

    def count(self, op: Op) -> int:
        return sum(change.op == op for change in self.changes)
