"""The states of before and after to what is created, updated, replaced and deleted, and why.

What a cloud would say of a resource that is replaced is not known yet: whoever depends on it gets
another value, and is replaced itself where it cannot take one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from openline_stacks.cloud.handlers import HANDLERS
from openline_stacks.preview._compare import Differs, Untold, one
from openline_stacks.preview._model import (
    Op,
    PropertyChange,
    ResourceChange,
    ResourceDiff,
    Uncompared,
)
from openline_stacks.preview._pairs import Pairs, paired
from openline_stacks.preview._replacing import why_replaced
from openline_stacks.preview._stood import StandIns, Stood, stood
from openline_stacks.states import UNKNOWN, ResourceState, States, Value

_FILLED: Final = "filled in by the provider"
_STOOD: Final = "known only after deployment, and made of the same as before"
_IGNORED: Final = "changes that the program ignores"
_TAGS_ALL: Final = "tagsAll, which repeats tags"
_STACK: Final = "pulumi:pulumi:Stack"
_PROTECT: Final = "options.protect"
_SUFFIX: Final = 7  # hexadecimal digits of an automatic name
_NAMED: Final = ("alarmName", "bucket", "dashboardName", "identifier", "name")


def compare(
    before: States,
    after: States,
    told: Mapping[str, tuple[str, ...]] | None = None,
    stand_ins: tuple[StandIns | None, StandIns | None] = (None, None),
) -> ResourceDiff:
    """`told`: of a preview of Pulumi's own, which properties replace which resource. `stand_ins`:
    of both sides, URN -> inputs with texts for what only the cloud can tell."""
    pairs = paired(before, after)
    work = _Work(pairs, told, stood(*stand_ins, pairs))
    found = [work.change(state) for state in after.resources]
    deleted = [_deleted(state) for state in work.pairs.gone]
    changes = [change for change in [*found, *deleted] if change is not None]
    ours = {s.urn for s in (*after.resources, *work.pairs.gone) if _in_a_cloud(s)}
    same = sum(
        change is None and _in_a_cloud(s) for s, change in zip(after.resources, found, strict=True)
    )
    return ResourceDiff(
        changes=tuple(change for change in changes if change.urn in ours),
        grouping=tuple(change for change in changes if change.urn not in ours),
        same=same,
        uncompared=tuple(work.uncompared),
        folded=dict(sorted(work.folded.items())),
    )


def _in_a_cloud(state: ResourceState) -> bool:
    return state.custom and not state.type.startswith("pulumi:")


@dataclass(slots=True)
class _Work:
    """`moved`: now's URNs whose outputs are another resource's from now on."""

    pairs: Pairs
    told: Mapping[str, tuple[str, ...]] | None
    stood: Stood | None
    moved: set[str] = field(default_factory=set)
    uncompared: list[Uncompared] = field(default_factory=list)
    folded: Counter[str] = field(default_factory=Counter)

    def change(self, state: ResourceState) -> ResourceChange | None:
        old = self.pairs.both.get(state.urn)
        if old is None:
            self.moved.add(state.urn)
            return _changed("create", state)
        properties = tuple(self._properties(old, state))
        was = None if self.pairs.now(old.urn) == old.urn else old.urn
        if any(one.replaces for one in properties) and _in_a_cloud(state):
            self.moved.add(state.urn)
            change = _changed("replace", state, properties, was)
            return replace(change, protected=old.protect, retained=state.retained)
        if properties:
            return _changed("update", state, properties, was)
        return _changed("rename", state, (), was) if self._is_renamed(old, state) else None

    def _is_renamed(self, old: ResourceState, state: ResourceState) -> bool:
        moved = old.urn.split("::", 2)[2] != state.urn.split("::", 2)[2]
        return moved and state.type != _STACK  # that one is named after stack and project

    def _properties(self, old: ResourceState, state: ResourceState) -> Iterator[PropertyChange]:
        for key in [*state.inputs, *(key for key in old.inputs if key not in state.inputs)]:
            if key == "tagsAll":
                self.folded[_TAGS_ALL] += 1
                continue
            mine, theirs = state.inputs.get(key), old.inputs.get(key)
            if key == "region":
                mine, theirs = mine or state.region, theirs or old.region
                if None in (mine, theirs):
                    continue
            for found in one(theirs, mine, key):
                yield from self._told(old, state, key, found)
        if old.protect != state.protect:
            yield PropertyChange(_PROTECT, "change", old.protect, state.protect)

    def _told(
        self, old: ResourceState, state: ResourceState, key: str, found: Differs | Untold
    ) -> Iterator[PropertyChange]:
        if _below(found.path, state.ignored):
            self.folded[_IGNORED] += 1
        elif isinstance(found, Untold):
            yield from self._untold(old, state, key, found)
        elif _filled(old, state, found):
            self.folded[_FILLED] += 1
        else:
            why = why_replaced(state, found, self.told)
            yield PropertyChange(found.path, found.kind, found.before, found.after, why)

    def _untold(
        self, old: ResourceState, state: ResourceState, key: str, found: Untold
    ) -> Iterator[PropertyChange]:
        """Whether it changes is told by what it comes from, and by what the program makes of that
        where something else stands for it."""
        news = set(state.property_dependencies.get(key, ()))
        olds = {self.pairs.now(urn) for urn in old.property_dependencies.get(key, ())}
        moved = sorted(news & self.moved)
        stood = None
        if found.why == "unknown" and self.stood is not None:
            stood = self.stood.differs(old, state, key, found.path)
        if stood is not None and (stood or not moved):
            self.folded[_STOOD] += not stood
            for one_ in stood:
                why = why_replaced(state, one_, self.told)
                yield PropertyChange(one_.path, one_.kind, one_.before, one_.after, why)
        elif found.why == "unknown" and (moved or (news and olds and news != olds)):
            differs = Differs(found.path, "change", found.before, UNKNOWN)
            why = why_replaced(state, differs, self.told)
            follows = moved[0] if moved else sorted(news - olds or news)[0]
            yield PropertyChange(found.path, "change", found.before, UNKNOWN, why, follows)
        else:
            self.uncompared.append(Uncompared(state.urn, found.path, found.why))


def _changed(
    op: Op,
    state: ResourceState,
    properties: tuple[PropertyChange, ...] = (),
    was: str | None = None,
) -> ResourceChange:
    return ResourceChange(
        op, state.urn, state.type, state.name, state.region, properties, was, source=state.source
    )


def _deleted(state: ResourceState) -> ResourceChange:
    change = _changed("delete", state)
    return replace(change, protected=state.protect, retained=state.retained)


def _filled(old: ResourceState, state: ResourceState, found: Differs) -> bool:
    """What only one side says, and there the provider, not the program."""
    one, value = (old, found.before) if found.kind == "remove" else (state, found.after)
    return found.kind != "change" and (
        _below(found.path, one.defaulted)
        or _automatic(one, found.path, value)
        or _usual(one, found.path, value)
    )


def _usual(state: ResourceState, path: str, value: Value) -> bool:
    """What the local AWS's provider fills in, which keeps no list of it in the state."""
    handler = HANDLERS.get(state.type)
    return handler is not None and path in handler.defaults and handler.defaults[path] == value


def _automatic(state: ResourceState, path: str, value: Value) -> bool:
    """A name that Pulumi made of the resource's own: not every provider says that it did."""
    return (
        path in _NAMED
        and isinstance(value, str)
        and value[:-_SUFFIX] == f"{state.name}-"
        and all(digit in "0123456789abcdef" for digit in value[-_SUFFIX:])
    )


def _below(path: str, above: tuple[str, ...]) -> bool:
    return any(path == one or path.startswith((f"{one}.", f"{one}[")) for one in above)
