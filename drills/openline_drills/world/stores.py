"""Stores while the world runs: where a write can be acknowledged, and how many are."""

from __future__ import annotations

from array import array
from collections.abc import Collection
from math import inf

from openline_drills.world.faults import Disruption
from openline_stacks.topology import Store


def writable(
    store: Store, region: str, system: str, disruption: Disruption, restored: Collection[str] = ()
) -> float:
    """The share of writes that a region's replica would acknowledge now. `restored`: regions where
    it was brought back from a backup."""
    takes = store.replicas if store.write_mode == "any" else (store.primary,)
    if region not in takes and region not in restored:
        return 0.0
    if store.consistency == "strong" and not _quorum(store, region, system, disruption):
        return 0.0
    return 1.0 - disruption.store(region, system).lost


def readable(
    store: Store, region: str, system: str, disruption: Disruption, restored: Collection[str] = ()
) -> float:
    """The share of reads that a region's replica would answer now."""
    if region not in store.replicas and region not in restored:
        return 0.0
    return 1.0 - disruption.reads(region, system).lost


def _quorum(store: Store, region: str, system: str, disruption: Disruption) -> bool:
    """A strong table acknowledges what two of its three sites hold, a witness being one: a region
    needs another one that is up and that it reaches."""
    members = (*store.replicas, *((store.witness,) if store.witness else ()))
    up = [
        member
        for member in members
        if disruption.store(member, system).lost < 1.0
        and (member == region or disruption.copies(region, member, system) < 1.0)
    ]
    return 2 * len(up) > len(members)


class Acknowledged:
    """Writes to one store that each region acknowledged, tick by tick.

    `most`: what a region's table takes a tick, and `limit` what a fault lets it take; `passes`: the
    share of what was written that it took in the tick before, and so takes in this one. `busiest`:
    the most that was written in a tick since somebody last looked. `restored`: regions where it was
    brought back from a backup.
    """

    def __init__(self, store: Store, regions: tuple[str, ...]) -> None:
        self.store = store
        self.restored: set[str] = set()
        self.by_region = {region: array("d") for region in regions}
        self.now = dict.fromkeys(regions, 0.0)
        self.most = dict.fromkeys(regions, inf)
        self.limit = dict.fromkeys(regions, inf)
        self.passes = dict.fromkeys(regions, 1.0)
        self.busiest = dict.fromkeys(regions, 0.0)

    def close_tick(self) -> bool:
        """Whether the next tick is throttled as this one was."""
        even = True
        for region, amount in self.now.items():
            self.by_region[region].append(amount)
            written = amount / self.passes[region]
            if written > self.busiest[region]:
                self.busiest[region] = written
            most = min(self.most[region], self.limit[region])
            if written > most or self.passes[region] < 1.0:
                even &= self._throttle(region, written, most)
        return even

    def _throttle(self, region: str, written: float, most: float) -> bool:
        before = self.passes[region]
        self.passes[region] = most / written if written > most else 1.0
        return self.passes[region] == before

    def repeat(self, times: int) -> None:
        """The last tick over and over."""
        for region, amount in self.now.items():
            self.by_region[region].extend(array("d", (amount,)) * times)
