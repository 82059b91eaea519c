"""The book of a run: every resource registered, in order, and every one refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from openline_stacks.engine._errors import Failure
from openline_stacks.engine._urn import ROOT_TYPE
from openline_stacks.engine._values import Tree, named, redacted, secret_paths
from openline_stacks.states import (
    Origin,
    ResourceState,
    SourcePosition,
    States,
    Unknown,
    Value,
)


@dataclass(slots=True)
class Record:
    """A resource while the program runs, or in a state; `inputs` and `outputs` are trees, secrets
    in them. `delete_before_replace` None: the provider decides. `imported`: the id of what is to
    be taken in. `external`: looked up, not ours. `init_errors`: it exists and is not what it
    should be. `replaced`: it is still there and waits to be deleted."""

    urn: str
    type: str
    name: str
    custom: bool
    inputs: dict[str, Tree]
    outputs: dict[str, Tree] = field(default_factory=dict)
    id: str | Unknown | None = None
    parent: str | None = None
    provider: str | None = None
    dependencies: tuple[str, ...] = ()
    property_dependencies: dict[str, tuple[str, ...]] = field(default_factory=dict)
    region: str | None = None
    protect: bool = False
    aliases: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    replace_on: tuple[str, ...] = ()
    retained: bool = False
    lookups: tuple[str, ...] = ()
    source: SourcePosition | None = None
    origin: Origin = "previewed"
    delete_before_replace: bool | None = None
    deleted_with: str | None = None
    imported: str | None = None
    external: bool = False
    init_errors: tuple[str, ...] = ()
    replaced: bool = False

    def state(self, stack: str) -> ResourceState:
        inputs, outputs = self.inputs, self.outputs
        if self.custom:
            inputs, outputs = named(inputs), named(outputs)
        secrets = {*secret_paths(inputs), *secret_paths(outputs)}
        return ResourceState(
            stack=stack,
            urn=self.urn,
            type=self.type,
            name=self.name,
            custom=self.custom,
            id=self.id,
            inputs=_mapping(inputs),
            outputs=_mapping(outputs),
            parent=self.parent,
            provider=self.provider,
            dependencies=self.dependencies,
            property_dependencies=self.property_dependencies,
            region=self.region,
            protect=self.protect,
            aliases=self.aliases,
            secrets=tuple(sorted(secrets)),
            ignored=self.ignored,
            replace_on=self.replace_on,
            retained=self.retained,
            lookups=self.lookups,
            source=self.source,
            origin=self.origin,
        )


class Book:
    """Records by URN in the order of registration, and failures in the order they came."""

    def __init__(self, stack: str) -> None:
        self.stack = stack
        self.failures: list[Failure] = []
        self.lookups: set[str] = set()  # functions of providers that the program called
        self.count = 0  # resources entered, the root stack not counted
        self._records: dict[str, Record] = {}
        self._unusable: set[str] = set()

    def __contains__(self, urn: str) -> bool:
        return urn in self._records

    def get(self, urn: str | None) -> Record | None:
        return self._records.get(urn) if urn else None

    def enter(self, record: Record) -> None:
        self._records[record.urn] = record
        self.count += record.type != ROOT_TYPE

    def refuse(self, record: Record, reason: str) -> None:
        self.failures.append(Failure(record.urn, record.type, record.name, reason, record.source))
        if record.urn not in self:  # a second of the same name does not spoil the first
            self._unusable.add(record.urn)

    def skip(self, record: Record) -> None:
        """What needs a refused resource is neither made nor an error of its own."""
        self._unusable.add(record.urn)

    def needs_unusable(self, record: Record) -> bool:
        needed = {record.parent, record.provider, *record.dependencies}
        return not self._unusable.isdisjoint(needed - {None})

    def states(self) -> States:
        root = next((r for r in self._records.values() if r.type == ROOT_TYPE), None)
        if root is not None:
            root.lookups = tuple(sorted(self.lookups))
        return States(
            tuple(record.state(self.stack) for record in self._records.values()),
            _mapping(root.outputs) if root else {},
        )


def _mapping(tree: Mapping[str, Tree]) -> dict[str, Value]:
    """What begins with `__` is the provider's own, as in the genuine engine's displays."""
    return {key: redacted(tree[key]) for key in sorted(tree) if not key.startswith("__")}
