"""Zones that are lost: what stood there hangs until the balancer notices."""

from __future__ import annotations

from collections.abc import Callable

from openline_drills.kernel import Clock
from openline_drills.world._time import RANK_HEALTH, us
from openline_drills.world.fleets import Fleet


class ZoneLosses:
    """One fleet's lost zones. `stuck`: share of its instances that hang, still in service.

    After `takes_out_s` the balancer has taken them out, others are launched in the other zones, and
    `taken_out` is called. Where every zone is lost it fails open (Elastic Load Balancing guide,
    "Health checks for target groups"): it sends to all of them, and they answer when they can
    again.
    """

    def __init__(
        self,
        clock: Clock,
        name: str,
        fleet: Fleet,
        takes_out_s: float,
        taken_out: Callable[[], None],
    ) -> None:
        self._clock = clock
        self._name = name
        self._fleet = fleet
        self._takes_out_us = us(takes_out_s)
        self._tell = taken_out
        self._lost: tuple[str, ...] = ()
        self.stuck = 0.0

    @property
    def any(self) -> bool:
        """Whether a zone is lost now."""
        return bool(self._lost)

    def lose(self, zones: tuple[str, ...]) -> None:
        """These zones are lost from now on, and no others."""
        if zones == self._lost:
            return
        new = [zone for zone in zones if zone not in self._lost]
        self._lost = zones
        self.stuck = self._fleet.share_in(zones)
        if not new and not self.stuck:
            self._fleet.lose(zones)
            return
        self._clock.call_at(
            self._clock.now + self._takes_out_us,
            lambda: self._take_out(zones),
            name=self._name,
            rank=RANK_HEALTH,
        )

    def _take_out(self, zones: tuple[str, ...]) -> None:
        if self._lost != zones:
            return  # another zone was lost, or one came back, before it was noticed
        if self._fleet.is_within(zones):
            return
        self.stuck = 0.0
        self._fleet.lose(zones)
        self._fleet.launch_missing()
        self._tell()
