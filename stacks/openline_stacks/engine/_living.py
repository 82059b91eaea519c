"""A cloud whose resources outlive the run: each is compared with the state, then made, changed,
replaced or left as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, TypeVar

from openline_stacks.engine._book import Record
from openline_stacks.engine._cloud import (
    RefusedError,
    reason_of,
    refuse_unknowns,
    said_of,
    sent,
)
from openline_stacks.engine._ends import Ends
from openline_stacks.engine._paths import covered, restored
from openline_stacks.engine._provider import Difference, Lives, Made
from openline_stacks.engine._state import State
from openline_stacks.engine._values import Tree, marked, plain
from openline_stacks.states import Origin, Unknown, Value

_T = TypeVar("_T")

Operation: TypeAlias = Literal[
    "same", "create", "update", "replace", "delete", "read", "import", "refresh", "drop"
]


@dataclass(frozen=True, slots=True)
class Step:
    """What was done, or would be done, to one resource. `paths`: the properties that differ.

    `drop`: it leaves the state and stays in the cloud. `said`: warnings about it.
    """

    operation: Operation
    urn: str
    paths: tuple[str, ...] = ()
    said: tuple[str, ...] = ()


@dataclass
class Living:
    """`final` false: a preview against the state, in which nothing is done."""

    lives: Lives
    state: State
    final: bool = True
    ours: Origin = "emulated"
    steps: list[Step] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._ends = Ends(self.lives, self.state)

    def provider_id(self, urn: str) -> str | Unknown:
        return urn.rsplit("::", 1)[-1]

    def create(self, record: Record) -> None:
        """Make the resource what the program says, whatever there is of it already."""
        if self.final:
            refuse_unknowns(record)
        old = self.state.find(record)
        if old is not None and old.custom and not old.external:
            self._compare(old, record)
        elif record.imported is not None:
            self._take_in(record)
        else:
            self._check(record, {})
            self._make(record, "create")

    def read(self, record: Record, id_: str | Unknown) -> None:
        """Look up what is not ours; or, of an import, take in what exists."""
        if record.imported is not None:
            self.create(record)
            return
        record.external = True
        if not isinstance(id_, str):
            if self.final:
                raise RefusedError("the id to look up is not known")
            record.id, record.outputs = id_, dict(record.inputs)
            return
        found = _asked(lambda: self.lives.read(record.type, record.urn, id_))
        if found is None:
            raise RefusedError(f"{id_} does not exist")
        record.id, record.origin = found.id, "emulated"
        record.outputs = {
            key: marked(value, record.inputs.get(key)) for key, value in found.outputs.items()
        }
        self._done("read", record)

    def invoke(self, token: str, args: Mapping[str, Value]) -> Mapping[str, Value] | None:
        return self.lives.invoke(token, args)

    def entered(self, record: Record) -> None:
        self.state.keep(record)

    def _check(self, record: Record, olds: Mapping[str, Tree]) -> None:
        news = sent(record)
        checked = _asked(lambda: self.lives.check(record.type, record.urn, plain(olds), news))
        if checked.failures:
            raise RefusedError("; ".join(map(said_of, checked.failures)))
        record.inputs = {
            key: marked(value, record.inputs.get(key))
            for key, value in sorted(checked.inputs.items())
        }

    def _compare(self, old: Record, record: Record) -> None:
        asked = dict(record.inputs)
        for path in record.ignored:
            asked = dict(old.inputs) if path == "*" else restored(old.inputs, asked, path)
        record.inputs = asked
        self._check(record, old.inputs)
        id_ = str(old.id)
        news = plain(record.inputs)
        olds, outputs = plain(old.inputs), plain(old.outputs)
        found = _asked(
            lambda: self.lives.diff(
                record.type, record.urn, id_, olds, outputs, news, record.ignored
            )
        )
        insisted = any(covered(path, record.replace_on) for path in found.detailed)
        if found.replaces or insisted:
            record.inputs = asked
            self._replace(old, record, found)
        elif found.changes or old.init_errors:
            self._update(old, record, found)
        else:
            record.id, record.origin = old.id, old.origin
            record.outputs = dict(old.outputs)
            record.region = record.region or old.region
            self.steps.append(Step("same", record.urn))

    def _make(
        self,
        record: Record,
        operation: Operation,
        paths: tuple[str, ...] = (),
        old: Record | None = None,
    ) -> None:
        """`old` is superseded once the new one exists, and not before: a state in which neither
        stands would have the next run take over the old one."""
        if self.final:
            self.state.begin(record, "creating")
        try:
            made = _asked(
                lambda: self.lives.create(
                    record.type, record.urn, plain(record.inputs), preview=not self.final
                )
            )
        finally:
            self.state.end(record)
        if old is not None and self.final:
            self.state.supersede(old)
        self.state.forget_twins(record.type, made.id)
        self._took(record, made, operation, paths)

    def _update(self, old: Record, record: Record, found: Difference) -> None:
        record.id = old.id
        if self.final:
            self.state.begin(record, "updating")
        try:
            made = _asked(
                lambda: self.lives.update(
                    record.type,
                    record.urn,
                    str(old.id),
                    plain(old.inputs),
                    plain(old.outputs),
                    plain(record.inputs),
                    preview=not self.final,
                )
            )
        finally:
            self.state.end(record)
        self._took(record, made, "update", tuple(found.detailed))

    def _replace(self, old: Record, record: Record, found: Difference) -> None:
        if old.protect:
            raise RefusedError(
                "it has to be replaced and is protected; take `protect` off and deploy, then "
                "change it"
            )
        first = record.delete_before_replace
        if first is None:
            first = found.delete_before_replace
        self._check(record, {})
        if self.final and first:
            self._ends.with_dependents(old)
        self._make(record, "replace", tuple(found.detailed), None if first else old)

    def _take_in(self, record: Record) -> None:
        """Of what exists: its inputs are AWS's first, then they are made the program's."""
        wanted = str(record.imported)
        found = _asked(lambda: self.lives.read(record.type, record.urn, wanted))
        if found is None:
            raise RefusedError(f"{wanted} does not exist; there is nothing to import")
        held = dict(found.inputs)
        self._check(record, held)
        news = plain(record.inputs)
        differs = _asked(
            lambda: self.lives.diff(
                record.type, record.urn, found.id, held, found.outputs, news, record.ignored
            )
        )
        if differs.replaces:
            raise RefusedError(
                f"{wanted} cannot be imported: {', '.join(differs.replaces)} would replace it; "
                "write them as they are"
            )
        record.id = found.id
        if differs.changes:
            old = Record(record.urn, record.type, record.name, True, held, dict(found.outputs))
            old.id = found.id
            self._update(old, record, differs)
            self.steps[-1] = Step("import", record.urn, tuple(differs.detailed))
            return
        record.outputs = {
            key: marked(value, record.inputs.get(key)) for key, value in found.outputs.items()
        }
        record.origin = "emulated"
        self._done("import", record)

    def _took(
        self, record: Record, made: Made, operation: Operation, paths: tuple[str, ...]
    ) -> None:
        record.id, record.origin = made.id, made.origin
        record.init_errors = made.reasons
        record.outputs = {
            key: marked(value, record.inputs.get(key)) for key, value in made.outputs.items()
        }
        self._done(operation, record, paths, made.said)
        if made.reasons:
            raise RefusedError(
                f"{made.id} exists and is not what was asked for: {'; '.join(made.reasons)}; the "
                "next deployment goes on from there"
            )

    def _done(
        self,
        operation: Operation,
        record: Record,
        paths: tuple[str, ...] = (),
        said: tuple[str, ...] = (),
    ) -> None:
        self.steps.append(Step(operation, record.urn, paths, said))
        if self.final:
            self.state.keep(record)
            self.state.save()


def _asked(step: Callable[[], _T]) -> _T:
    """A provider's error is the resource's."""
    try:
        return step()
    except RefusedError:
        raise
    except Exception as error:
        raise RefusedError(reason_of(error)) from error
