"""`Stack`: a program and the state of what it has made, from one run to the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from openline_stacks.engine import _state_file
from openline_stacks.engine._book import Book, Record
from openline_stacks.engine._cloud import reason_of
from openline_stacks.engine._diffs import what_differs
from openline_stacks.engine._ends import Ends
from openline_stacks.engine._engine import References, carry_out
from openline_stacks.engine._errors import Failure, ResourceError
from openline_stacks.engine._living import Living, Step
from openline_stacks.engine._program import Program
from openline_stacks.engine._provider import Lives
from openline_stacks.engine._state import State
from openline_stacks.engine._values import marked, plain
from openline_stacks.states import States


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did, or would do, step by step, and what there is after it."""

    steps: tuple[Step, ...]
    states: States

    @property
    def changes(self) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.operation not in ("same", "read"))


class Stack:
    """One stack of a program, kept in `state`.

    Every step that may have changed the cloud is written down before the next; a run that fails
    or is killed is gone on with by calling `up` again. Raises `StateError` if the state cannot be
    read or another process is at it, else what `up` of the engine raises.
    """

    def __init__(
        self,
        program: Program | str | Path,
        lives: Lives,
        state: Path,
        *,
        stack: str = "dev",
        config: Mapping[str, object] | None = None,
        references: References | None = None,
    ) -> None:
        self._program = program
        self._lives = lives
        self._path = Path(state)
        self._stack = stack
        self._config = config
        self._references = references

    def preview(self) -> Outcome:
        """What `up` would do. Nothing is done and nothing written down."""
        state = State(_state_file.load(self._path), None)
        living, book = self._run(state, final=False)
        return Outcome((*living.steps, *_ended(reversed(state.left_over()))), book.states())

    def up(self) -> Outcome:
        """Make the cloud what the program says."""
        with self._held() as state:
            living, book = self._run(state, final=True)
            ends = self._end(state, state.left_over())
        return Outcome((*living.steps, *ends), book.states())

    def destroy(self) -> Outcome:
        """Delete everything of the stack, what depends on others first."""
        with self._held() as state:
            ends = self._end(state, state.left_over())
        return Outcome(ends, States(()))

    def refresh(self) -> Outcome:
        """Take over what has become of the resources; nothing is changed in the cloud."""
        with self._held() as state:
            looked_at = filter(_looked_at, state.left_over())
            steps = tuple(self._look(state, record) for record in looked_at)
        return Outcome(steps, _states(self._stack, state))

    @contextmanager
    def _held(self) -> Iterator[State]:
        """The state, kept from others while it is worked on and written down at the end."""
        with _state_file.locked(self._path):
            state = State(_state_file.load(self._path), self._path)
            try:
                yield state
            finally:
                state.save()
                self._lives.ended()

    def _run(self, state: State, *, final: bool) -> tuple[Living, Book]:
        living = Living(self._lives, state, final)
        book = carry_out(
            self._program, living, self._config, self._stack, references=self._references
        )
        return living, book

    def _end(self, state: State, records: list[Record]) -> tuple[Step, ...]:
        gone, failed = Ends(self._lives, state).of(records)
        if failed:
            raise ResourceError([Failure(r.urn, r.type, r.name, why) for r, why in failed])
        return _ended(gone)

    def _look(self, state: State, record: Record) -> Step:
        """One resource as the cloud has it now."""
        try:
            found = self._lives.read(
                record.type,
                record.urn,
                str(record.id),
                plain(record.inputs) or None,
                plain(record.outputs),
            )
        except Exception as error:
            failure = Failure(record.urn, record.type, record.name, reason_of(error))
            raise ResourceError([failure]) from error
        if found is None:
            state.drop(record)
            state.save()
            return Step("delete", record.urn)
        paths = () if record.external else what_differs(plain(record.inputs), found.inputs)
        if not record.external:
            record.inputs = {k: marked(v, record.inputs.get(k)) for k, v in found.inputs.items()}
        record.outputs = {k: marked(v, record.outputs.get(k)) for k, v in found.outputs.items()}
        state.changed(record)
        return Step("refresh" if paths else "same", record.urn, paths)


def _ended(records: Iterable[Record]) -> tuple[Step, ...]:
    """What the cloud has no more, or has without us."""
    return tuple(
        Step("drop" if one.retained else "delete", one.urn)
        for one in records
        if _looked_at(one) and not one.external
    )


def _looked_at(record: Record) -> bool:
    return record.custom and not record.type.startswith("pulumi:")


def _states(stack: str, state: State) -> States:
    book = Book(stack)
    for record in state.records():
        if not record.replaced:
            book.enter(record)
    return book.states()
