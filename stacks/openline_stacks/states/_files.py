"""Files that Pulumi wrote, one or several, to what is deployed and what would be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from openline_stacks.states._errors import StatesError
from openline_stacks.states._export import is_export, read_export
from openline_stacks.states._file import read_json
from openline_stacks.states._model import ResourceState, States
from openline_stacks.states._preview import Plan, is_digest, is_events, read_digest, read_events

# Packages that say nothing of a cloud, and ours.
_HELPERS: Final = frozenset({"pulumi", "openline", "random", "tls", "command", "time", "null"})


@dataclass(frozen=True, slots=True)
class Files:
    """`after`: as it would be, or, of exports alone, as it is. `before`: as it is now, None where
    no preview was among them and `after` is that already. `planned`: whether a preview was.
    `replaces`: what previews said is replaced, URN -> properties."""

    after: States
    before: States | None
    replaces: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def planned(self) -> bool:
        return self.before is not None


@dataclass(slots=True)
class _Stack:
    """What was given of one stack."""

    export: States | None = None
    plan: Plan | None = None
    names: list[str] = field(default_factory=list)


def read_files(paths: Sequence[str | Path]) -> Files:
    """Exports and previews, plain or streaming, of one or of several stacks, read as one.

    An export and a preview of the same stack belong together: the preview says what changes, the
    export what it leaves out. Raises `StatesError`.
    """
    stacks: dict[tuple[str, ...], _Stack] = {}
    for path in map(Path, paths):
        _take(stacks, path)
    befores, afters = [], []
    for one in stacks.values():
        before, after = _of(one)
        befores.append(before)
        afters.append(after)
    planned = any(one.plan is not None for one in stacks.values())
    replaces = {
        urn: why for one in stacks.values() if one.plan for urn, why in one.plan.replaces.items()
    }
    found = Files(merged(afters), merged(befores) if planned else None, replaces)
    _refuse_other_clouds(found.after, paths)
    return found


def merged(parts: Iterable[States]) -> States:
    """Several stacks as one; of two outputs of one name the first stack's stays."""
    listed = list(parts)
    outputs = {key: value for one in reversed(listed) for key, value in one.stack_outputs.items()}
    resources = tuple(state for one in listed for state in one.resources)
    urns = {state.urn for state in resources}
    if len(urns) < len(resources):
        seen: set[str] = set()
        twice = next(s.urn for s in resources if s.urn in seen or seen.add(s.urn))  # type: ignore[func-returns-value]
        raise StatesError(f"{twice} is in two of the stacks given; name each stack once")
    return States(resources, outputs, tuple(note for one in listed for note in one.notes))


def _take(stacks: dict[tuple[str, ...], _Stack], path: Path) -> None:
    document, name = read_json(path), str(path)
    if is_export(document):
        export = read_export(document, name)
        stack = stacks.setdefault(_identity(export), _Stack())
        if stack.export is not None:
            raise StatesError(f"{name}: another export of the stack in {stack.names[0]}; name one")
        stack.export = export
    elif is_digest(document) or is_events(document):
        plan = (read_digest if is_digest(document) else read_events)(document, name)
        stack = stacks.setdefault(_identity(plan.after, plan.before), _Stack())
        if stack.plan is not None:
            raise StatesError(f"{name}: another preview of the stack in {stack.names[0]}; name one")
        stack.plan = plan
    else:
        raise StatesError(
            f"{name}: neither a preview nor an export; give what `pulumi preview --json` or "
            "`pulumi stack export` printed"
        )
    stack.names.append(name)


def _identity(*states: States) -> tuple[str, ...]:
    """Stack and project of whatever is in it."""
    urn = next((state.urn for one in states for state in one.resources), "urn:pulumi:::::")
    return tuple(urn.split("::", 2)[:2])


def _of(stack: _Stack) -> tuple[States, States]:
    """What is, and what would be."""
    plan, export = stack.plan, stack.export
    if plan is None:
        assert export is not None, "a stack is entered with one of them"
        return export, export
    if export is None:
        if plan.unseen:
            raise StatesError(
                f"{stack.names[0]}: it leaves out {plan.unseen} resources that stay as they are; "
                "run `pulumi preview --json --show-sames`, or name the stack's export beside it"
            )
        return plan.before, plan.after
    return export, _completed(plan, export)


def _completed(plan: Plan, export: States) -> States:
    after = {state.urn: state for state in plan.after.resources}
    gone = {state.urn for state in plan.before.resources} - after.keys()
    kept: dict[str, ResourceState] = {
        state.urn: after.pop(state.urn, state)
        for state in export.resources
        if state.urn not in gone
    }
    outputs = {**export.stack_outputs, **plan.after.stack_outputs}
    return States((*kept.values(), *after.values()), outputs, export.notes)


def _refuse_other_clouds(states: States, paths: Sequence[str | Path]) -> None:
    packages = {state.type.partition(":")[0] for state in states.resources if state.custom}
    clouds = sorted(packages - _HELPERS)
    if clouds and "aws" not in clouds:
        files = ", ".join(map(str, paths))
        raise StatesError(
            f"{files}: resources of {', '.join(clouds)} and none of aws; only stacks on pulumi-aws "
            "are understood"
        )
