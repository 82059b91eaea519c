"""Previews of several programs as one: which resource of another a handed-over value stands for.

A preview knows no values of what is not there yet, so of a reference to another stack it says only
that there is one. Once all of them stand, every value is there and is somebody's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from openline_stacks.states import (
    ResourceState,
    States,
    Unknown,
    Value,
    names_of,
    plain_name,
)

REFERENCE: Final = "pulumi:pulumi:StackReference"


def references(states: States) -> tuple[str, ...]:
    """Names of the stacks that these refer to."""
    named = (state.inputs.get("name", state.id) for state in states.of_type(REFERENCE))
    return tuple(sorted({name for name in named if isinstance(name, str)}))


def joined(previewed: Sequence[States], stood: Sequence[States]) -> tuple[States, ...]:
    """`previewed`, with dependencies on resources of the others where `stood`, the same programs'
    states once they stand, holds another's value."""
    owners = _owners(stood)
    found = {state.urn: state for one in stood for state in one.resources}
    return tuple(
        replace(
            one,
            resources=tuple(
                _linked(state, found[state.urn], owners) if state.urn in found else state
                for state in one.resources
            ),
        )
        for one in previewed
    )


def _linked(state: ResourceState, stood: ResourceState, owners: Mapping[str, str]) -> ResourceState:
    links = dict(state.property_dependencies)
    for key, urns in links.items():
        if any(f"::{REFERENCE}::" in urn for urn in urns):
            handed = {plain_name(text) for text in _texts(stood.inputs.get(key))}
            whose = {owners[name] for name in handed & owners.keys()}
            links[key] = tuple(sorted({*urns, *whose - {state.urn}}))
    needed = {*state.dependencies, *(urn for urns in links.values() for urn in urns)}
    return replace(state, property_dependencies=links, dependencies=tuple(sorted(needed)))


def _owners(stood: Sequence[States]) -> dict[str, str]:
    """Name -> URN of the resource that came up with it. What is two resources' is nobody's."""
    by_urn = {state.urn: state for one in stood for state in one.resources}
    candidates: dict[str, list[str]] = {}
    for state in by_urn.values():
        if state.custom and not state.type.startswith("pulumi:"):
            for name in names_of(state) - _given(state):
                candidates.setdefault(name, []).append(state.urn)
    firsts = {name: _first(urns, by_urn) for name, urns in candidates.items()}
    return {name: urns[0] for name, urns in firsts.items() if len(urns) == 1}


def _given(state: ResourceState) -> set[str]:
    """What it has of others."""
    links = state.property_dependencies.items()
    given = (text for key, urns in links if urns for text in _texts(state.inputs.get(key)))
    return {plain_name(text) for text in given}


def _first(urns: Sequence[str], by_urn: Mapping[str, ResourceState]) -> list[str]:
    """Of several that have a name those that need none of the others: they have it of them."""
    if len(urns) < 2:
        return list(urns)
    return [urn for urn in urns if not _before(urn, by_urn).intersection(urns)]


def _before(urn: str, by_urn: Mapping[str, ResourceState]) -> set[str]:
    found: set[str] = set()
    waiting = [urn]
    while waiting:
        state = by_urn.get(waiting.pop())
        new = set(state.dependencies) - found if state is not None else set()
        found |= new
        waiting += new
    return found - {urn}


def _texts(tree: Value) -> Iterator[str]:
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, Mapping):
        for value in tree.values():
            yield from _texts(value)
    elif not isinstance(tree, Unknown | bool | int | float | None):
        for value in tree:
            yield from _texts(value)
