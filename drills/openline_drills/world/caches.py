"""Cold caches: an instance answers less until it holds what everybody asks for."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from openline_drills.world._time import MINUTE_US, us
from openline_drills.world.queues import Site
from openline_stacks.recovery import Parameters


class Caches:
    """Of one system's sites, the mean of each site's instances: 0 is cold, 1 warm.

    They warm while customers arrive and cool while nobody does, minute by minute; a new instance
    comes with a cold one. A survivor that has served nothing is cold, and so is a primary that
    people were moved away from for long enough.
    """

    def __init__(self, sites: Sequence[Site], parameters: Parameters) -> None:
        self._sites = {site.region: site for site in sites}
        self._cold_share = parameters.value("cache.cold_share")
        self._warms = _a_minute(parameters.value("cache.warms_s"))
        self._cools = _a_minute(parameters.value("cache.cools_s"))
        self._warm = dict.fromkeys(self._sites, 0.0)

    def start(self, served: Collection[str]) -> None:
        """These regions have served their customers for long."""
        for region in self._sites:
            self._set(region, 1.0 if region in served else 0.0)

    def sized(self, region: str, before: int, after: int) -> None:
        """New instances came, or some went: those that stay are as warm as they were."""
        if after > before:
            self._set(region, self._warm[region] * before / after)

    def minute(self) -> bool:
        """Whether a minute with or without customers has changed anything."""
        changed = False
        for region, site in self._sites.items():
            before = self._warm[region]
            if site.summed > 0:
                after = min(1.0, before + self._warms)
            else:
                after = max(0.0, before - self._cools)
            if after != before:
                changed = True
                self._set(region, after)
        return changed

    def _set(self, region: str, warm: float) -> None:
        self._warm[region] = warm
        self._sites[region].warm(self._cold_share + (1.0 - self._cold_share) * warm)


def _a_minute(whole_s: float) -> float:
    """How far a minute gets; all the way where it takes no time."""
    return MINUTE_US / us(whole_s) if whole_s > 0.0 else 1.0
