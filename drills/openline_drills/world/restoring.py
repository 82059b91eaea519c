"""Bringing back from backups what has no replica: begun when people decide, done at its rate."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from openline_drills.kernel import Clock
from openline_drills.world._time import RANK_FLEET, us
from openline_drills.world.flow import Flow
from openline_stacks.topology import Restore, Store, System


class Restoring:
    """One system's stores. `restored` is called with each as it is back."""

    def __init__(
        self, clock: Clock, system: System, instant: bool, restored: Callable[[Store], None]
    ) -> None:
        self._clock = clock
        self._stores = [store for store in system.stores if store.restore is not None]
        self._name = f"restore/{system.name}"
        self._instant = instant
        self._restored = restored
        self._begun: set[str] = set()

    def begin(self, lost: str | None) -> None:
        """Of the stores that were in the lost region alone. One whose size or rate nobody knows is
        never done: what it costs cannot be told."""
        for store in self._stores:
            took_s = _took_s(store.restore) if store.primary == lost else None
            if took_s is None or store.name in self._begun:
                continue
            self._begun.add(store.name)
            self._clock.call_at(
                self._clock.now + (0 if self._instant else us(took_s)),
                partial(self._restored, store),
                name=f"{self._name}/{store.name}",
                rank=RANK_FLEET,
            )


def put_back(flow: Flow, store: Store) -> None:
    """From now on the survivor's copy takes writes and answers reads."""
    assert store.restore is not None
    flow.wake()
    flow.stores[store.name].restored.add(store.restore.region)


def _took_s(restore: Restore | None) -> float | None:
    if restore is None or restore.size_gb is None or restore.gb_per_h is None:
        return None
    return restore.size_gb / restore.gb_per_h * 3600.0
