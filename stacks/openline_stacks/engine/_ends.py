"""How resources end: what the program does not declare any more, what was replaced, everything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from openline_stacks.engine._book import Record
from openline_stacks.engine._cloud import RefusedError, reason_of
from openline_stacks.engine._provider import Lives
from openline_stacks.engine._state import State
from openline_stacks.engine._urn import PROVIDERS
from openline_stacks.engine._values import plain
from openline_stacks.states import UNKNOWN


class Ends:
    """Deletes in the reverse order of making, and writes down each step."""

    def __init__(self, lives: Lives, state: State) -> None:
        self._lives = lives
        self._state = state

    def of(self, records: Iterable[Record]) -> tuple[list[Record], list[tuple[Record, str]]]:
        """Those that are gone, and those that could not be deleted, with why. What one of the
        latter needs stays."""
        going = list(records)
        names = {record.urn for record in going if not record.replaced}
        gone: list[Record] = []
        failed: list[tuple[Record, str]] = []
        needed: set[str] = set()
        for record in reversed(going):
            if record.urn in needed and not record.replaced:
                needed |= _needs(record)
                continue
            try:
                self.one(record, spared=record.deleted_with in names)
            except RefusedError as refusal:
                failed.append((record, str(refusal)))
                needed |= _needs(record)
            else:
                gone.append(record)
        return gone, failed

    def one(self, record: Record, *, spared: bool = False) -> None:
        """Delete one; `spared`: it goes with another, nobody needs to be asked."""
        if record.protect and not record.replaced:
            raise RefusedError(
                "it has to be deleted and is protected; take `protect` off and deploy, then "
                "delete it"
            )
        if _in_cloud(record) and not record.retained and not spared:
            try:
                self._lives.delete(
                    record.type,
                    record.urn,
                    str(record.id),
                    plain(record.inputs),
                    plain(record.outputs),
                )
            except Exception as error:
                raise RefusedError(reason_of(error)) from error
        self._state.drop(record)
        self._state.save()

    def with_dependents(self, old: Record) -> None:
        """Delete what has to go before it is made anew, and first what would be replaced with it:
        that is found by asking what an unknown value in place of its own would come to."""
        doomed = [old]
        for record in self._state.left_over():
            if record is not old and _in_cloud(record) and not record.replaced:
                touched = _touched(record, {one.urn for one in doomed})
                if touched and self._would_replace(record, touched):
                    doomed.append(record)
        for record in reversed(doomed):
            self.one(record)

    def _would_replace(self, record: Record, touched: Iterable[str]) -> bool:
        olds: Mapping[str, Any] = plain(record.inputs)
        news = {**olds, **dict.fromkeys(touched, UNKNOWN)}
        found = self._lives.diff(
            record.type, record.urn, str(record.id), olds, plain(record.outputs), news
        )
        return bool(found.replaces)


def _in_cloud(record: Record) -> bool:
    return record.custom and not record.external and not record.type.startswith(PROVIDERS)


def _needs(record: Record) -> set[str]:
    return {*record.dependencies, *filter(None, (record.parent, record.provider))}


def _touched(record: Record, urns: set[str]) -> list[str]:
    """The properties that are made of one of those resources."""
    return [key for key, needs in record.property_dependencies.items() if urns & set(needs)]
