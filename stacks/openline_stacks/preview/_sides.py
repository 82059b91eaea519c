"""The two sides that are compared: both programs run at once, each in a process of its own.

A program may leave anything behind in the process it runs in. Nothing that only reads the sides is
imported before the programs run: it is loaded meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from openline_stacks.engine import Program
from openline_stacks.preview._apart import Apart, StandIns, apart
from openline_stacks.preview._checkout import checked_out, commit_of, toplevel
from openline_stacks.preview._errors import PreviewError
from openline_stacks.sources import (
    WRITTEN,
    SourceError,
    Sources,
    find_sources,
    require_changeable,
)
from openline_stacks.states import Files, States, read_files

if TYPE_CHECKING:
    from openline_stacks.preview._side import Side


@dataclass(frozen=True, slots=True)
class Asked:
    """What is compared. `against`: a git ref, a file of Pulumi's or a program's folder; None: what
    a preview's file itself says was before, or the same program without `overrides`."""

    sources: Sources
    against: str | None = None
    overrides: Mapping[str, str] = field(default_factory=dict)


class Read:
    """Both sides of one preview of Pulumi's own. `before`: `files`' own, which it has."""

    def __init__(self, asked: Asked, before: States, files: Files) -> None:
        self._asked, self._before, self._files = asked, before, files

    def sides(self) -> tuple[Side, Side]:
        """Raises `DeclarationError`."""
        from openline_stacks.preview._side import understood

        sources, files = self._asked.sources, self._files
        after = understood(sources.name, sources, files.after, self._asked.overrides)
        before = understood(f"{sources.name} before", sources, self._before, {})
        return before, replace(after, told=files.replaces)


class Planning:
    """Both programs as they run."""

    def __init__(self, asked: Asked, name: str, before: Sources, apart: Apart) -> None:
        self._asked, self._name, self._before, self._apart = asked, name, before, apart
        self._after_plan = apart.plan("", asked.sources, asked.overrides)
        self._before_plan = apart.plan(name, before, {})

    def sides(self) -> tuple[Side, Side]:
        """Before and after, once both have run. Raises `PreviewError`, `DeclarationError`, and
        whatever reading a file raises."""
        from openline_stacks.preview._pairs import paired
        from openline_stacks.preview._side import understood
        from openline_stacks.preview._stood import anything_untold
        from openline_stacks.rules import read_models

        asked = self._asked
        read_models(until=lambda: self._after_plan.done() and self._before_plan.done())
        states = self._after_plan.result()
        after = understood(asked.sources.name, asked.sources, states, asked.overrides)
        before = understood(self._name, self._before, self._before_plan.result(), {})
        written = asked.sources.files or self._before.files
        pairs = paired(before.states, after.states)
        if written or not anything_untold(after.states, pairs):
            return before, after
        after_stands = self._apart.stand_in(asked.sources, asked.overrides)
        before_stands = self._apart.stand_in(self._before, {})
        return _standing(before, before_stands), _standing(after, after_stands)


def _standing(side: Side, stands: Future[tuple[StandIns | None, str]]) -> Side:
    found, why_not = stands.result()
    return replace(side, stand_ins=found, no_stand_ins=why_not)


@contextmanager
def planning(asked: Asked) -> Iterator[Planning | Read]:
    """What is compared, begun. Raises `PreviewError`, and whatever reading a source raises."""
    files = read_files(asked.sources.files) if asked.sources.files else None
    if asked.against is None and files is not None and files.before is not None:
        if asked.sources.programs:
            raise PreviewError(
                "--against: a program stands beside the preview; say what was before"
            )
        require_changeable(asked.sources, files.after, asked.overrides)
        yield Read(asked, files.before, files)
        return
    with ExitStack() as held:
        before, name = _before(asked, held)
        yield Planning(asked, name, before, held.enter_context(apart()))


def both_sides(asked: Asked) -> tuple[Side, Side]:
    """Before and after. Raises `PreviewError`, and whatever reading a source raises."""
    with planning(asked) as begun:
        return begun.sides()
    raise AssertionError("unreachable: nothing is suppressed")


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
    counted = any(sign in against for sign in "~^@")  # from another commit on, as HEAD~1 is
    how = "--deepen=50" if counted else f"--depth=1 origin {against}"
    return (
        f"--against {against}: git knows no such ref here; fetch it first (git fetch {how}), or "
        "name an export"
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
