"""Global Accelerator: which endpoints new connections are led to, and when that follows health.

Its addresses never change, so no client holds an old answer. Open connections stay where they are;
those to an endpoint that drops what it gets end with the client's own time-out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from openline_drills.kernel import Clock, Timer
from openline_drills.world._time import RANK_HEALTH


class Endpoints:
    """What an accelerator acts by: each endpoint's health, so long after it changed. `changed` is
    called when it acts by another one."""

    def __init__(self, clock: Clock, name: str, moves_us: int, changed: Callable[[], None]) -> None:
        self._clock = clock
        self._name = name
        self._moves_us = moves_us
        self._changed = changed
        self._acted_on: dict[str, bool] = {}
        self._coming: dict[str, Timer] = {}

    def heard(self, region: str, healthy: bool) -> None:
        """Its checks have agreed."""
        if region in self._coming:
            self._coming.pop(region).cancel()
        if healthy == self.healthy(region):
            return
        self._coming[region] = self._clock.call_at(
            self._clock.now + self._moves_us,
            lambda: self._act(region, healthy),
            name=f"{self._name}/{region}",
            rank=RANK_HEALTH,
        )

    def healthy(self, region: str) -> bool:
        return self._acted_on.get(region, True)

    def _act(self, region: str, healthy: bool) -> None:
        del self._coming[region]
        self._acted_on[region] = healthy
        self._changed()


def dialled(
    dials: Mapping[str, float], healthy: Callable[[str], bool], nearest: str
) -> dict[str, float]:
    """Region -> share of the clients that are nearest to one endpoint. `dials` in the order of
    preference for everybody else.

    Developer guide, "How failover works for unhealthy endpoints": each group takes its dial's share
    of what comes to it, the rest goes on; where none that is healthy has a dial above zero, the
    dial does not count; where none is healthy, it fails open.
    """
    order = [region for region in (nearest, *dials) if region in dials]
    order = list(dict.fromkeys(order))
    up = [region for region in order if healthy(region)] or order
    left, shares = 1.0, {}
    for region in up:
        shares[region] = left * dials[region]
        left -= shares[region]
    if left > 0.0 and up:
        taking = next((region for region in up if shares[region]), up[0])
        shares[taking] += left
    return {region: share for region, share in shares.items() if share}
