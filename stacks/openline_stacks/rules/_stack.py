"""The states as the rules look at them: by type, by link, by what must be there before."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cached_property

from openline.contract import TYPES_DECLARED
from openline.declaration import Declaration
from openline_stacks.rules._broken import Broken
from openline_stacks.states import ResourceState, States, Value
from openline_stacks.topology import Source, Topology, TopologyError, read
from openline_stacks.topology._graph import Graph
from openline_stacks.topology._values import dig, is_list, text

US_EAST_1 = "us-east-1"


class Stack(Graph):
    """Look-ups over `States`; every tuple it returns is ordered by URN. `beside`: the declaration
    of a stack that holds none itself."""

    def __init__(self, states: States, beside: Declaration | None = None) -> None:
        super().__init__(states)
        self._all = states
        self._beside = beside

    @cached_property
    def aws(self) -> tuple[ResourceState, ...]:
        return tuple(s for s in self.states if s.custom and s.type.startswith("aws:"))

    @cached_property
    def declared(self) -> Value:
        """The declaration that the stack was made from, or that stands beside it; None where there
        is none to be read."""
        for state in self.of_type(*TYPES_DECLARED):
            try:
                declared: Value = json.loads(text(state.inputs.get("declaration")) or "null")
            except ValueError:
                return None
            return declared
        if self._beside is None:
            return None
        beside: Value = json.loads(self._beside.canonical_json())
        return beside

    @cached_property
    def topology(self) -> Topology | None:
        """None where nothing says which systems there are."""
        try:
            return read(self._all, self._beside)
        except TopologyError:
            return None

    def doubted(self, *urns: str) -> bool:
        """Something of one of these was not understood: nothing follows from what it lacks."""
        doubts = self.topology.not_understood if self.topology is not None else ()
        return any(one.urn in urns for one in doubts)

    def broken(self, urn: str, path: str, what: str, about: str = "") -> Broken:
        """At the resource and property from which the topology has the field at a path, else at the
        resource `urn`. `about`: by default the path's system."""
        source = self.topology.source(path) if self.topology is not None else None
        if source is None or source.urn not in self.by_urn:
            source = Source(urn, "")
        return Broken(
            self.by_urn[source.urn], source.property, what, about or path.split(".", 2)[1]
        )

    def before(self, state: ResourceState) -> set[str]:
        """The URNs that are certain to exist before the resource is made."""
        found: set[str] = set()
        waiting = [state.urn]
        while waiting:
            at = self.by_urn.get(waiting.pop())
            if at is None:
                continue
            direct = {
                *at.dependencies,
                *(u for us in at.property_dependencies.values() for u in us),
            }
            waiting.extend(sorted(direct - found))
            found |= direct
        return found

    def same(self, property_: str, state: ResourceState, other: ResourceState) -> bool:
        """Both point to the same thing by this property: by dependency, or by equal literals."""
        mine = state.property_dependencies.get(property_)
        theirs = other.property_dependencies.get(property_)
        if mine or theirs:
            return bool(mine) and set(mine or ()) == set(theirs or ())
        literal = text(state.inputs.get(property_))
        return literal is not None and literal == text(other.inputs.get(property_))


def region_of(state: ResourceState) -> str | None:
    """Where AWS makes it; None where nothing says so."""
    return text(state.inputs.get("region")) or state.region


def blocks(tree: Value, path: str) -> Iterator[tuple[str, Value]]:
    """The members of a list of blocks with their paths; a single block counts as a list of one."""
    if is_list(tree):
        for at, item in enumerate(tree):  # type: ignore[arg-type]
            yield f"{path}[{at}]", item
    elif tree is not None:
        yield path, tree


def at_path(tree: Value, path: str) -> Iterator[tuple[str, Value]]:
    """Every value at a path such as `replicas[].kmsKeyArn`; None where one is missing."""
    yield from _at(tree, path.split("."), "")


def _at(tree: Value, steps: list[str], so_far: str) -> Iterator[tuple[str, Value]]:
    if not steps:
        yield so_far, tree
        return
    step, *rest = steps
    name = step.removesuffix("[]")
    where = f"{so_far}.{name}" if so_far else name
    found = dig(tree, name)
    if step == name:
        yield from _at(found, rest, where)
        return
    for path, item in blocks(found, where):
        yield from _at(item, rest, path)
