"""A store in every trial: where a write can be acknowledged, how many are, when it cut over."""

from __future__ import annotations

import numpy as np

from openline_stacks.forecast._broken import Broken
from openline_stacks.forecast._scene import Scene
from openline_stacks.forecast._sites import Growing
from openline_stacks.forecast._vector import Each, Floats
from openline_stacks.topology import Store, System


def written_per_s(system: System, store: str) -> float:
    """Writes a second to a store at the declared peak."""
    written = 0.0
    for operation in system.operations:
        if operation.writes == store:
            written += operation.share
    return written * system.demand.peak_per_s


def rpo_target_s(system: System, store: Store, kind: str) -> float | None:
    """The strictest RPO that an operation promises which writes to the store."""
    promised = [
        objective.rpo_s
        for operation in system.operations
        if operation.writes == store.name
        and (objective := operation.objective(kind)) is not None
        and objective.rpo_s is not None
    ]
    return min(promised, default=None)


class Ledger:
    """`passes`: by site the share of what was written that its table took in the tick before, and
    so takes in this one. `cut_over_s`: when the survivor had acknowledged a whole write."""

    def __init__(self, scene: Scene, system: System, store: Store, regions: list[str]) -> None:
        figure, trials = scene.parameters.value, scene.width
        per_s = written_per_s(system, store.name)
        least_per_s = max(figure("table.new_writes_per_s"), store.warm_writes_per_s or 0.0)
        doubles_s = figure("table.doubles_s")
        self.store = store
        self.passes: list[Each] = [1.0 for _ in regions]
        self.limits_per_s = [np.inf for _ in regions]
        self.restored_s = np.full(trials, np.inf)  # when it was brought back from a backup
        self._back = 0  # in how many trials it has been
        self.cut_over_s = np.full(trials, np.inf)
        self.last_acknowledged_s = np.full(trials, -np.inf)
        self._system = system.name
        self._regions = regions
        self._tick_s = scene.tick_s
        self._fault_s = scene.fault_s
        self._lost = scene.lost
        self._tables = [Growing(least_per_s, doubles_s, per_s, trials) for _ in regions]
        self._busiest = [np.zeros(trials) for _ in regions]
        self._taken = np.zeros(trials)
        holding = set(store.replicas) | ({store.restore.region} if store.restore else set())
        self._holding = [region in holding for region in regions]
        self.now: list[Floats] = [np.zeros(trials) for _ in regions]

    def takes(self, site: int, broken: Broken, now_s: float) -> Each:
        """The share of writes that a region acknowledges now."""
        return self.passes[site] * self.writable(site, broken, now_s)

    def writable(self, site: int, broken: Broken, now_s: float) -> Each:
        region = self._regions[site]
        takes = broken.writable(self.store, region, self._system)
        return self._or_restored(takes, "store", site, broken, now_s)

    def readable(self, site: int, broken: Broken, now_s: float) -> Each:
        region = self._regions[site]
        answers = broken.readable(self.store, region, self._system)
        return self._or_restored(answers, "reads", site, broken, now_s)

    def _or_restored(
        self, usual: float, aspect: str, site: int, broken: Broken, now_s: float
    ) -> Each:
        restore, region = self.store.restore, self._regions[site]
        if restore is None or restore.region != region or region in self.store.replicas:
            return usual
        kept = "store" if aspect == "store" else "reads"
        through = 1.0 - broken.effect(kept, region, self._system).lost  # type: ignore[arg-type]
        return np.where(self.restored_s <= now_s, through, usual)

    def begin(self) -> None:
        self.now = [np.zeros_like(self._taken) for _ in self._regions]

    def close(self, number: int) -> bool:
        """The tick is over. Whether the next one is throttled as this one was."""
        even = True
        for site, amount in enumerate(self.now):
            written = amount / self.passes[site]
            self._busiest[site] = np.maximum(self._busiest[site], written)
            table = self._tables[site].most_per_s
            most = np.minimum(table, self.limits_per_s[site]) * self._tick_s
            before = self.passes[site]
            if (written > most).any() or np.less(before, 1.0).any():
                full = np.where(written > most, most / np.maximum(written, 1e-300), 1.0)
                even &= bool(np.array_equal(full, np.broadcast_to(before, full.shape)))
                self.passes[site] = full
        self._count(number, 1)
        return even

    def repeat(self, number: int, times: int) -> None:
        self._count(number, times)

    def _count(self, number: int, times: int) -> None:
        """What was acknowledged in so many equal ticks from `number` on."""
        from_s = number * self._tick_s
        end_s = from_s + times * self._tick_s
        if end_s <= self._fault_s:
            return
        for site, amount in enumerate(self.now):
            if not amount.any():
                continue
            if self._regions[site] == self._lost:
                going_on = (amount > 0.0) & (self.cut_over_s >= end_s)
                self.last_acknowledged_s = np.where(going_on, end_s, self.last_acknowledged_s)
            elif self._holding[site]:
                self._take_over(amount, from_s, times)

    def _take_over(self, amount: Floats, from_s: float, times: int) -> None:
        whole = self._taken + amount * times
        first = (whole >= 1.0) & np.isinf(self.cut_over_s) & (amount > 0.0)
        if first.any():
            after_s = (1.0 - self._taken) / np.where(first, amount, 1.0) * self._tick_s
            self.cut_over_s = np.where(first, from_s + after_s, self.cut_over_s)
            begun = first & (self.last_acknowledged_s > self.cut_over_s)
            self.last_acknowledged_s = np.where(begun, self.cut_over_s, self.last_acknowledged_s)
        self._taken = np.minimum(whole, 2.0)

    def minute(self) -> bool:
        """Tables grow with what is written. Whether any has."""
        grown = False
        for site, table in enumerate(self._tables):
            grown |= table.minute(self._busiest[site] / self._tick_s)
            self._busiest[site] = np.zeros_like(self._busiest[site])
        return grown

    def came_back(self, now_s: float) -> bool:
        """Whether it was restored in any trial since this was last asked."""
        back = int(np.count_nonzero(self.restored_s <= now_s))
        before, self._back = self._back, back
        return back != before

    def next_s(self, now_s: float) -> float:
        """When the next trial has it restored."""
        return float(np.where(self.restored_s > now_s, self.restored_s, np.inf).min())
