"""What is known to exist while a run goes on: what it has made, and what was there before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from openline_stacks.engine import _state_file
from openline_stacks.engine._book import Record
from openline_stacks.engine._urn import ROOT_TYPE


class State:
    """Records of the last run, taken over one by one by those of this run.

    A file is written whenever something may have changed in the cloud; without a path nothing is.
    """

    def __init__(self, records: list[Record], path: Path | None) -> None:
        self._path = path
        self._old = {id(record): record for record in records}
        self._by_urn = {record.urn: record for record in records if not record.replaced}
        self._new: dict[str, Record] = {}
        self._pending: dict[str, str] = {}
        self._renamed: dict[str, str] = {}
        self._texts: dict[int, str] = {}

    def find(self, record: Record) -> Record | None:
        """What stands for the resource: under its own URN, or under one that it had before."""
        for urn in (record.urn, *record.aliases):
            old = self._by_urn.get(urn)
            if old is not None and id(old) in self._old:
                return old
        return None

    def keep(self, record: Record) -> None:
        """The record stands from now on; what it takes over stands no more."""
        old = self.find(record)
        if old is not None and not old.replaced:
            del self._old[id(old)]
            if old.urn != record.urn:
                self._renamed[old.urn] = record.urn
                self._texts.clear()
        self._new[record.urn] = record
        self._texts.pop(id(record), None)

    def supersede(self, old: Record) -> None:
        """Another has taken its place; it is still there and waits to be deleted."""
        old.replaced = True
        self._texts.pop(id(old), None)

    def forget_twins(self, type_: str, id_: object) -> None:
        """What waits to be deleted and has been taken over again waits no more."""
        for old in self.left_over():
            if old.replaced and (old.type, old.id) == (type_, id_):
                self.drop(old)

    def drop(self, record: Record) -> None:
        """It exists no more, or is no business of ours any more."""
        self._old.pop(id(record), None)
        if self._new.get(record.urn) is record:
            del self._new[record.urn]

    def left_over(self) -> list[Record]:
        """What nobody has taken over, in the order of its making."""
        return list(self._old.values())

    def records(self) -> list[Record]:
        """Everything that exists, what is needed before what needs it."""
        return [*self._new.values(), *self._old.values()]

    def by_urn(self, urn: str | None) -> Record | None:
        if urn is None:
            return None
        return self._new.get(urn) or self._by_urn.get(urn)

    def begin(self, record: Record, kind: str) -> None:
        """Write down that something is under way, before it is."""
        text = _state_file.text_of(record, self.by_urn(record.provider))
        self._pending[record.urn] = f'{{"type": "{kind}", "resource": {text}}}'
        self.save(sync=False)  # what a killed process leaves is found without it

    def end(self, record: Record) -> None:
        self._pending.pop(record.urn, None)

    def save(self, *, sync: bool = True) -> None:
        if self._path is None:
            return
        texts = [self._text(record) for record in self._ordered()]
        _state_file.replace(
            self._path, _state_file.document(texts, list(self._pending.values())), sync=sync
        )

    def _ordered(self) -> Iterator[Record]:
        records = self.records()
        yield from (one for one in records if one.type == ROOT_TYPE)
        yield from (one for one in records if one.type != ROOT_TYPE)

    def changed(self, record: Record) -> None:
        """The record has been changed in place."""
        self._texts.pop(id(record), None)

    def _text(self, record: Record) -> str:
        text = self._texts.get(id(record))
        if text is None:
            if self._renamed:
                self._follow_names(record)
            text = _state_file.text_of(record, self.by_urn(record.provider))
            self._texts[id(record)] = text
        return text

    def _follow_names(self, record: Record) -> None:
        """What was there before speaks of others by names that they have no more."""
        new = self._renamed
        record.parent = new.get(record.parent or "", record.parent)
        record.provider = new.get(record.provider or "", record.provider)
        record.dependencies = tuple(new.get(urn, urn) for urn in record.dependencies)
        record.property_dependencies = {
            key: tuple(new.get(urn, urn) for urn in urns)
            for key, urns in record.property_dependencies.items()
        }
