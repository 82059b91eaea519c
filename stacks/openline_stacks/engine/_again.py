"""What an export records, made again elsewhere: from inputs alone, no program runs.

An export holds the ids of the cloud it was made in. Wherever an input depends on a resource, what
that resource was called there is replaced by what it is called here; nothing else is touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from openline_stacks.engine._book import Record
from openline_stacks.engine._cloud import Deployed, RefusedError
from openline_stacks.engine._errors import Failure, ResourceError
from openline_stacks.engine._provider import Provider
from openline_stacks.engine._words import Words, identity, renamed
from openline_stacks.states import ResourceState, States, Value


def made_again(states: States, provider: Provider) -> States:
    """Each resource of an export, after those it needs. Ids and outputs are `provider`'s.

    Raises `ResourceError` with every resource that is refused, as `up` does; what needs one of
    those is neither made nor an error of its own.
    """
    again = _Again(provider)
    for state in _in_order(states):
        again.make(state)
    if again.failures:
        raise ResourceError(again.failures)
    words = again.words(again.made)
    outputs = {key: renamed(value, words) for key, value in states.stack_outputs.items()}
    resources = tuple(again.made[state.urn] for state in states.resources)
    return States(resources, outputs, states.notes)


def _in_order(states: States) -> Iterator[ResourceState]:
    """In a circle, which no engine writes, whoever is met first comes last."""
    by_urn, seen = states.by_urn(), set[str]()
    waiting = [(state, False) for state in reversed(states.resources)]
    while waiting:
        state, ready = waiting.pop()
        if ready:
            yield state
        elif state.urn not in seen:
            seen.add(state.urn)
            waiting.append((state, True))
            needs = sorted(_needs(state) & by_urn.keys() - seen, reverse=True)
            waiting += [(by_urn[urn], False) for urn in needs]


def _needs(state: ResourceState) -> set[str]:
    linked = (urn for urns in state.property_dependencies.values() for urn in urns)
    return {*state.dependencies, *linked, *filter(None, (state.parent, state.provider))}


class _Again:
    def __init__(self, provider: Provider) -> None:
        self.made: dict[str, ResourceState] = {}
        self.failures: list[Failure] = []
        self._cloud = Deployed(provider)
        self._unusable: set[str] = set()
        self._words: dict[str, Words] = {}
        self._children: dict[str, list[str]] = {}

    def make(self, state: ResourceState) -> None:
        if not self._unusable.isdisjoint(_needs(state)):
            self._unusable.add(state.urn)
            return
        inputs = dict(self._inputs(state))
        if not state.custom or state.type.startswith("pulumi:"):
            words = self.words(sorted(_needs(state)))
            outputs = {key: renamed(value, words) for key, value in state.outputs.items()}
            made = replace(state, inputs=inputs, outputs=outputs, origin=self._cloud.ours)
        else:
            record = Record(state.urn, state.type, state.name, True, inputs, region=state.region)
            try:
                self._cloud.create(record)
            except RefusedError as refusal:
                self._refuse(state, str(refusal))
                return
            self._words[state.urn] = identity(state, record.id, record.outputs)
            made = replace(
                state, inputs=inputs, id=record.id, outputs=record.outputs, origin=record.origin
            )
        self.made[state.urn] = made
        self._children.setdefault(state.parent or "", []).append(state.urn)

    def words(self, urns: Iterable[str]) -> Words:
        """What these were called, and are now. A component has no name of its own: who depends on
        one depends on what is in it."""
        found: Words = {}
        waiting = list(urns)
        while waiting:
            urn = waiting.pop()
            found |= self._words.get(urn, {})
            if urn in self.made and not self.made[urn].custom:
                waiting += self._children.get(urn, ())
        return found

    def _inputs(self, state: ResourceState) -> Iterator[tuple[str, Value]]:
        for key, value in state.inputs.items():
            words = self.words(state.property_dependencies.get(key, ()))
            yield key, renamed(value, words)

    def _refuse(self, state: ResourceState, why: str) -> None:
        self._unusable.add(state.urn)
        self.failures.append(Failure(state.urn, state.type, state.name, why, state.source))
