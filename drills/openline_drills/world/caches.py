"""Cold caches: an instance answers less until it holds what everybody asks for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from openline_drills.world._time import MINUTE_US, SECOND_US, us
from openline_drills.world.queues import Site
from openline_stacks.recovery import Parameters

# Short beside the minutes that warming takes: what serves just enough is told apart from what does
# not when it does.
STEP_US: Final = 10 * SECOND_US


class Caches:
    """Of one system's sites, the mean of each site's instances: 0 is cold, 1 warm.

    They warm while customers arrive, `STEP_US` by `STEP_US`, and cool while nobody does, minute by
    minute; a new instance comes with a cold one. A survivor that has served nothing is cold, and so
    is a primary that people were moved away from for long enough.
    """

    def __init__(self, sites: Sequence[Site], parameters: Parameters) -> None:
        self._sites = {site.region: site for site in sites}
        self._cold_share = parameters.value("cache.cold_share")
        self._warms = _step(STEP_US, parameters.value("cache.warms_s"))
        self._cools = _step(MINUTE_US, parameters.value("cache.cools_s"))
        self._warm = dict.fromkeys(self._sites, 0.0)

    def start(self, served: Collection[str]) -> None:
        """These regions have served their customers for long."""
        for region in self._sites:
            self._set(region, 1.0 if region in served else 0.0)

    def sized(self, region: str, before: int, after: int) -> None:
        """New instances came, or some went: those that stay are as warm as they were."""
        if after > before:
            self._set(region, self._warm[region] * before / after)

    @property
    def warming(self) -> bool:
        return any(
            site.passed > 0.0 and self._warm[region] < 1.0 for region, site in self._sites.items()
        )

    def step(self) -> None:
        """So much longer have customers arrived."""
        for region, site in self._sites.items():
            if site.passed > 0.0:
                self._set(region, min(1.0, self._warm[region] + self._warms))

    def minute(self) -> bool:
        """Whether a minute without customers has cooled anything."""
        changed = False
        for region, site in self._sites.items():
            before = self._warm[region]
            if not site.summed and before > 0.0:
                changed = True
                self._set(region, max(0.0, before - self._cools))
        return changed

    def _set(self, region: str, warm: float) -> None:
        self._warm[region] = warm
        self._sites[region].warm(self._cold_share + (1.0 - self._cold_share) * warm)


def _step(step_us: int, whole_s: float) -> float:
    """How far a step gets; all the way where it takes no time."""
    return step_us / us(whole_s) if whole_s > 0.0 else 1.0
