"""The play that the next run in this process is part of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openline_drills.rehearsal._director import Play

_play: Play | None = None


@contextmanager
def playing(play: Play) -> Iterator[None]:
    """The next run in here is part of `play`; without this it is a rehearsal of its own."""
    global _play
    before, _play = _play, play
    try:
        yield
    finally:
        _play = before


def played() -> Play | None:
    return _play
