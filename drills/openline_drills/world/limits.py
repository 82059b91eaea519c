"""What a system's load balancers and tables take, beside what its instances do."""

from __future__ import annotations

from collections.abc import Mapping

from openline_drills.world._time import SECOND_US
from openline_drills.world.flow import Flow
from openline_drills.world.growing import Growing
from openline_drills.world.queues import MILLIONTHS, Site
from openline_drills.world.stores import Acknowledged
from openline_stacks.recovery import Parameters
from openline_stacks.topology import System


class Limits:
    """Looked at once a minute. In a survivor that has served nothing the balancer is as small as a
    new one, unless capacity is reserved; its table has taken every copy, so it is as large."""

    def __init__(self, system: System, flow: Flow, parameters: Parameters, tick_us: int) -> None:
        self._system = system
        self._flow = flow
        self._tick_s = tick_us / SECOND_US
        self._balancers = [self._balancer(site, parameters) for site in flow.sites]
        self._tables = {
            (name, region): _table(store, parameters)
            for name, store in flow.stores.items()
            for region in store.now
        }

    def start(self, asked_per_s: Mapping[str, float]) -> None:
        """Everything has been at peak for long: so much was asked of each region."""
        for site, balancer in zip(self._flow.sites, self._balancers, strict=True):
            balancer.settle(asked_per_s[site.region])
        for (name, _), table in self._tables.items():
            table.settle(self._written_per_s(name))
        self._set()

    def minute(self) -> None:
        """Before the sites' metrics are taken away."""
        grown = False
        for site, balancer in zip(self._flow.sites, self._balancers, strict=True):
            grown |= balancer.minute(site.summed / MILLIONTHS / 60.0)
        for (name, region), table in self._tables.items():
            busiest = self._flow.stores[name].busiest
            grown |= table.minute(busiest[region] / self._tick_s)
            busiest[region] = 0.0
        if grown:
            self._flow.wake()
            self._set()

    def _set(self) -> None:
        for site, balancer in zip(self._flow.sites, self._balancers, strict=True):
            site.balancer = balancer.most_per_s * self._tick_s
        for (name, region), table in self._tables.items():
            self._flow.stores[name].most[region] = table.most_per_s * self._tick_s

    def _balancer(self, site: Site, parameters: Parameters) -> Growing:
        fleet = self._system.fleet(site.region)
        reserved_per_s = fleet.reserved_per_s if fleet is not None else None
        least_per_s = max(parameters.value("balancer.start_per_s"), reserved_per_s or 0.0)
        return Growing(least_per_s, parameters.value("balancer.doubles_s"))

    def _written_per_s(self, store: str) -> float:
        written = 0.0
        for operation in self._system.operations:
            if operation.writes == store:
                written += operation.share
        return written * self._system.demand.peak_per_s


def _table(store: Acknowledged, parameters: Parameters) -> Growing:
    warm_per_s = store.store.warm_writes_per_s or 0.0
    least_per_s = max(parameters.value("table.new_writes_per_s"), warm_per_s)
    return Growing(least_per_s, parameters.value("table.doubles_s"))
