"""How clients try again: the stages that a request goes through, and when.

A request is at a stage: how many tries it has made and how long ago it was first offered. It leaves
a stage answered, refused at once (`fast`) or timed out (`slow`), and is then offered again after
its backoff. Stages too late to be answered in time only matter as load, so they are one a try.
"""

from __future__ import annotations

from dataclasses import dataclass

from openline_drills.world._time import ticks
from openline_stacks.topology import Clients


@dataclass(frozen=True, slots=True)
class Hop:
    """Where a failed request goes: the stage's index, and the ticks until it is offered again."""

    stage: int
    delay: int


@dataclass(frozen=True, slots=True)
class Stage:
    """`ago`: ticks since the first offer. `elapsed_s` None: too late to be answered well."""

    attempt: int
    ago: int
    elapsed_s: float | None
    fast: Hop | None
    slow: Hop | None


def backoffs(clients: Clients) -> tuple[float, ...]:
    """Seconds to wait before the second try, the third and so on: doubling up to the most."""
    waits = []
    wait = clients.backoff_first_s
    for _ in range(clients.tries - 1):
        waits.append(min(wait, clients.backoff_most_s))
        wait += wait
    return tuple(waits)


def stages(clients: Clients, within_s: float, tick_us: int) -> tuple[Stage, ...]:
    """All stages of a request that must be answered within `within_s`; the first offer is first."""
    return _Plan(clients, within_s, tick_us).stages()


@dataclass(frozen=True, slots=True)
class _Key:
    attempt: int
    ago: int
    elapsed_s: float | None


class _Plan:
    def __init__(self, clients: Clients, within_s: float, tick_us: int) -> None:
        self._clients = clients
        self._waits = backoffs(clients)
        self._within_s = within_s
        self._tick_us = tick_us
        self._keys = [_Key(1, 0, 0.0)]

    def stages(self) -> tuple[Stage, ...]:
        found = []
        for key in self._keys:  # grows while it is walked
            fast, slow = self._hop(key, 0.0), self._hop(key, self._clients.per_try_s)
            found.append(Stage(key.attempt, key.ago, key.elapsed_s, fast, slow))
        return tuple(found)

    def _hop(self, key: _Key, lost_s: float) -> Hop | None:
        if key.attempt == self._clients.tries:
            return None
        pause_s = lost_s + self._waits[key.attempt - 1]
        delay = ticks(pause_s, self._tick_us)
        following = self._following(key, pause_s, delay)
        if following not in self._keys:
            self._keys.append(following)
        return Hop(self._keys.index(following), delay)

    def _following(self, key: _Key, pause_s: float, delay: int) -> _Key:
        late = _Key(key.attempt + 1, 0, None)
        if key.elapsed_s is None:
            return late
        elapsed_s = key.elapsed_s + pause_s
        if elapsed_s > self._within_s:
            return late
        return _Key(key.attempt + 1, key.ago + delay, elapsed_s)
