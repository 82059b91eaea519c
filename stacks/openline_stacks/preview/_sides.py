"""The two sides that are compared, each read, understood and forecast in a process of its own."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from openline.declaration import Declaration, DeclarationError
from openline_stacks.engine import EngineError, Program
from openline_stacks.preview._checkout import checked_out, commit_of, toplevel
from openline_stacks.preview._errors import PreviewError
from openline_stacks.preview._pairs import paired
from openline_stacks.rules import Finding as BrokenRule
from openline_stacks.rules import check
from openline_stacks.sources import (
    WRITTEN,
    SourceError,
    Sources,
    declared_beside,
    find_sources,
    planned,
    require_changeable,
    stood_in_for,
)
from openline_stacks.states import States, StatesError, Value, read_files
from openline_stacks.topology import Topology, TopologyError, read

Told = Mapping[str, tuple[str, ...]]
StandIns = Mapping[str, Mapping[str, Value]]


@dataclass(frozen=True, slots=True)
class Side:
    """`topology` None: it cannot be understood, `why_not` says why. `broken`: the rules it breaks.
    `told`: what Pulumi's own preview said it replaces. `declared`: the declaration beside it, where
    it holds none itself. `stand_ins`: URN -> inputs, with texts for what only the cloud can tell;
    None of a file, of a program that does not take them (`no_stand_ins` says why), and where there
    is nothing to compare."""

    name: str
    states: States
    topology: Topology | None = None
    why_not: str = ""
    broken: tuple[BrokenRule, ...] = ()
    told: Told | None = None
    declared: Declaration | None = None
    stand_ins: StandIns | None = None
    no_stand_ins: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is compared. `against`: a git ref, a file of Pulumi's or a program's folder; None: what
    a preview's file itself says was before, or the same program without `overrides`."""

    sources: Sources
    against: str | None = None
    overrides: Mapping[str, str] = field(default_factory=dict)


def both_sides(asked: Asked) -> tuple[Side, Side]:
    """Before and after. Raises `PreviewError`, and whatever reading a source raises."""
    files = read_files(asked.sources.files) if asked.sources.files else None
    if asked.against is None and files is not None and files.before is not None:
        if asked.sources.programs:
            raise PreviewError(
                "--against: a program stands beside the preview; say what was before"
            )
        require_changeable(asked.sources, files.after, asked.overrides)
        name = asked.sources.name
        after = _understood(name, asked.sources, files.after, asked.overrides)
        before = _understood(f"{name} before", asked.sources, files.before, {})
        return before, replace(after, told=files.replaces)
    with ExitStack() as held:
        before_sources, name = _before(asked, held)
        # a program may leave anything behind in the process it runs in
        pool = held.enter_context(ProcessPoolExecutor(1, mp_context=context()))
        waiting = pool.submit(_looked_there, name, before_sources)
        after = looked(asked.sources.name, asked.sources, asked.overrides)
        before = waiting.result()
        written = asked.sources.files or before_sources.files
        if written or not paired(before.states, after.states).both:
            return before, after
        standing = pool.submit(_stood_in, before_sources, {})
        stands, why_not = _stood_in(asked.sources, asked.overrides)
        after = replace(after, stand_ins=stands, no_stand_ins=why_not)
        stands, why_not = standing.result()
        return replace(before, stand_ins=stands, no_stand_ins=why_not), after


def _stood_in(sources: Sources, overrides: Mapping[str, str]) -> tuple[StandIns | None, str]:
    """A program need not take a text that stands for an ARN for one: then nothing is compared, and
    why is one line."""
    try:
        return stood_in_for(sources, overrides), ""
    except EngineError as error:
        return None, str(error).splitlines()[0]


def looked(
    name: str, sources: Sources, overrides: Mapping[str, str] = MappingProxyType({})
) -> Side:
    """One side. Raises whatever reading a source raises."""
    return _understood(name, sources, planned(sources, overrides=overrides), overrides)


def _looked_there(name: str, sources: Sources) -> Side:
    """The same in another process, which can only send an error's text."""
    try:
        return looked(name, sources)
    except (DeclarationError, EngineError, SourceError, StatesError) as error:
        lines = str(error).splitlines()
        raise PreviewError("\n".join(f"{name}: {line}" for line in lines)) from None


def _understood(name: str, sources: Sources, states: States, overrides: Mapping[str, str]) -> Side:
    declared = declared_beside(sources, states, overrides)
    side = Side(name, states, broken=check(states, beside=declared), declared=declared)
    try:
        return replace(side, topology=read(states, declared))
    except TopologyError as error:
        return replace(side, why_not=str(error))


def _before(asked: Asked, held: ExitStack) -> tuple[Sources, str]:
    """Where the other side comes from, and what it is called."""
    against = asked.against
    if not against:
        if asked.overrides and not asked.sources.files:
            return asked.sources, f"{asked.sources.name} as it is"
        raise PreviewError(
            "--against: name what to compare with: a git ref such as main, an export, a preview "
            "or another program's folder"
        )
    if against.endswith(WRITTEN) or "," in against:
        return find_sources(against), against
    commit = _commit(asked.sources, against)
    if commit is not None:
        return _at(asked.sources, against, commit, held), against
    try:
        return find_sources(against), against
    except SourceError:
        raise PreviewError(_nowhere(asked.sources, against)) from None


def _commit(sources: Sources, ref: str) -> str | None:
    for program in sources.programs:
        return commit_of(program.root, ref)
    return None


def _nowhere(sources: Sources, against: str) -> str:
    if not sources.programs:
        return f"--against {against}: no such file; {sources.name} is no program with a history"
    root = sources.programs[0].root
    if toplevel(root) is None:
        return (
            f"--against {against}: {root} is in no git checkout, and there is no such file; name "
            "an export or a preview"
        )
    return (
        f"--against {against}: git knows no such ref here; fetch it first "
        f"(git fetch --depth=1 origin {against}), or name an export"
    )


def _at(sources: Sources, ref: str, commit: str, held: ExitStack) -> Sources:
    """The same programs as they are at a commit; those that are not there yet are left out."""
    programs = []
    trees: dict[Path, Path] = {}
    for program in sources.programs:
        top = toplevel(program.root)
        if top is None:
            raise PreviewError(f"--against {ref}: {program.root} is in no git checkout")
        if top not in trees:
            trees[top] = held.enter_context(checked_out(top, commit))
        moved = trees[top] / program.file.resolve().relative_to(top.resolve())
        root = trees[top] / program.root.resolve().relative_to(top.resolve())
        if moved.is_file():
            programs.append(Program(moved, root, program.name))
    return Sources(sources.text, tuple(programs), sources.files)


def context() -> multiprocessing.context.BaseContext:
    """How processes are made: a fork has all libraries loaded already."""
    return multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
