"""The journal: what was done and how to undo it, on disk before and after it is done.

One JSON object a line: `{"event": "begin", "activity": ..., "at": ..., "undo": ...}`, then
`{"event": "end", ...}`. Each line is synced before the call returns, so after `kill -9` the file
tells which activity was open. A last line that was cut short is no line.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Final, TypeAlias

Entry: TypeAlias = dict[str, Any]

_MODE: Final = 0o600  # outputs of activities may say more about an account than others should read


class Journal:
    """An append-only file of activities. `now` gives the `at` of each line, an ISO instant or a
    virtual one; the journal itself reads no clock. A context manager; closing it twice is fine."""

    def __init__(self, path: Path, now: Callable[[], str]) -> None:
        self._now = now
        fd = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, _MODE)
        self._file = os.fdopen(fd, "r+b")
        self._end_cut_line()
        _sync_folder(path.parent)

    def begin(self, activity: str, undo: Mapping[str, Any] | None = None) -> None:
        """Say what is going to be done, and how to undo it (a service call by name), then do it."""
        undone = None if undo is None else dict(undo)
        self._write({"event": "begin", "activity": activity, "at": self._now(), "undo": undone})

    def end(self, activity: str, status: str = "succeeded", **more: Any) -> None:
        """Say that it is over. `more` is JSON: an exit code, a path, a reason."""
        self._write(
            {"event": "end", "activity": activity, "at": self._now(), "status": status, **more}
        )

    def note(self, what: str, **more: Any) -> None:
        """Say something that is neither begun nor ended: a verdict, a deviation, a signal."""
        self._write({"event": "note", "what": what, "at": self._now(), **more})

    @contextmanager
    def activity(self, name: str, undo: Mapping[str, Any] | None = None) -> Iterator[None]:
        """Both lines around a block; what it raises is written down and goes on."""
        self.begin(name, undo)
        try:
            yield
        except BaseException as error:
            self.end(name, "failed", error=f"{type(error).__name__}: {error}")
            raise
        self.end(name)

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @staticmethod
    def read(path: Path) -> tuple[Entry, ...]:
        """Every whole line in order; a file that does not exist has none."""
        try:
            lines = path.read_bytes().split(b"\n")
        except FileNotFoundError:
            return ()
        return tuple(entry for entry in map(_entry, lines) if entry is not None)

    @staticmethod
    def open_activities(path: Path) -> tuple[Entry, ...]:
        """The `begin` lines without an `end`, oldest first; undo them from the last on."""
        opened: list[Entry] = []
        for entry in Journal.read(path):
            if entry["event"] == "begin":
                opened.append(entry)
            elif entry["event"] == "end":
                _close_latest(opened, entry.get("activity"))
        return tuple(opened)

    def _end_cut_line(self) -> None:
        """A process that died in the middle of a line must not spoil the next one."""
        size = self._file.seek(0, os.SEEK_END)
        if size:
            self._file.seek(size - 1)
            if self._file.read(1) != b"\n":
                self._append(b"\n")

    def _write(self, entry: Entry) -> None:
        line = json.dumps(entry, ensure_ascii=False, default=str).encode() + b"\n"
        self._append(line)

    def _append(self, line: bytes) -> None:
        self._file.write(line)
        self._file.flush()
        os.fsync(self._file.fileno())


def _entry(line: bytes) -> Entry | None:
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return entry if isinstance(entry, dict) and "event" in entry else None


def _close_latest(opened: list[Entry], activity: object) -> None:
    for index in range(len(opened) - 1, -1, -1):
        if opened[index].get("activity") == activity:
            del opened[index]
            return


def _sync_folder(folder: Path) -> None:
    """A new file's name is only safe once its folder is on disk."""
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
