"""What faults do to one system, from their beginning to their end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from openline_drills.world._around import Surroundings
from openline_drills.world._zones import ZoneLosses
from openline_drills.world.fleets import Fleet
from openline_drills.world.flow import Flow
from openline_drills.world.metrics import Metric
from openline_drills.world.queues import Site
from openline_stacks.recovery import Stream
from openline_stacks.topology import Check, Store


class Impact:
    """`probed`: called when probes may meet something else, `published` with what is to be known
    of a check, which is disabled or not."""

    def __init__(
        self,
        around: Surroundings,
        flow: Flow,
        fleets: Mapping[str, Fleet],
        probed: Callable[[], None],
        published: Callable[[Check, bool], None],
    ) -> None:
        # by store and region: spans [from, to] in which nothing was copied out of the region
        self.blocked: dict[tuple[str, str], list[list[int]]] = {}
        self._around = around
        self._flow = flow
        self._fleets = fleets
        self._probed = probed
        self._published = published
        self._statuses: dict[str, tuple[Check, bool, bool]] = {}  # as it is, as it was told
        self._metrics = {region: self._metric(region) for region in fleets}
        self._zones = {region: self._zone_losses(region) for region in fleets}

    def changed(self) -> None:
        """Faults began or ended."""
        disruption, name = self._around.disruption, self._flow.system.name
        self._flow.wake()
        for region, zones in self._zones.items():
            zones.lose(disruption.zones(region, name))
        self._meet()
        self._flow.demand(disruption.demand(name), self._around.clock.now)
        for fleet in self._fleets.values():
            fleet.launch_missing()
        self._block_copies()
        for check, healthy, _ in list(self._statuses.values()):
            self.publish(check, healthy)

    def publish(self, check: Check, healthy: bool) -> None:
        """What its checkers agree on. A check that is disabled counts as healthy."""
        told = self._statuses.get(check.urn, (check, True, True))[2]
        tell = healthy or self._around.disruption.checks(self._flow.system.name)
        self._statuses[check.urn] = (check, healthy, tell)
        if tell != told:
            self._published(check, tell)

    def deliver(self, site: Site) -> int | None:
        """A site's metric of the last minute, if it comes: what its autoscaling knows."""
        return self._metrics[site.region].deliver(site.metric())

    def _meet(self) -> None:
        self._flow.wake()
        for site in self._flow.sites:
            effect = self._around.disruption.traffic(site.region, self._flow.system.name)
            zones = self._zones.get(site.region)
            if zones is not None and zones.any and self._around.knock_out == "capacity":
                site.unlimited = True  # who lost a zone is its own survivor
            site.meet(effect, zones.stuck if zones is not None else 0.0)

    def _block_copies(self) -> None:
        """Note when a store's copies out of a region stop and go on."""
        now_us = self._around.clock.now
        for store in self._flow.system.stores:
            for source in store.replicas:
                spans = self.blocked.setdefault((store.name, source), [])
                stopped = self._is_cut_off(store, source)
                is_open = bool(spans) and len(spans[-1]) == 1
                if stopped and not is_open:
                    spans.append([now_us])
                elif is_open and not stopped:
                    spans[-1].append(now_us)

    def _is_cut_off(self, store: Store, source: str) -> bool:
        others: Sequence[str] = [region for region in store.replicas if region != source]
        name, copies = self._flow.system.name, self._around.disruption.copies
        return any(copies(source, target, name) >= 1.0 for target in others)

    def _metric(self, region: str) -> Metric:
        around = self._around
        draws = Stream(around.seed, self._flow.system.name, f"metric/{region}")
        return Metric(around.clock, lambda: around.disruption.alarms(region), draws)

    def _zone_losses(self, region: str) -> ZoneLosses:
        return ZoneLosses(
            self._around.clock,
            f"zones/{self._flow.system.name}/{region}",
            self._fleets[region],
            self._around.parameters.value("balancer.takes_out_s"),
            self._taken_out,
        )

    def _taken_out(self) -> None:
        self._meet()
        self._probed()
