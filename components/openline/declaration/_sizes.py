"""How many instances a fleet has, by rule. Exact: 900 x 1.3 / 120 is 9.75 and never more."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Final

from openline.declaration._declaration import Declaration
from openline.declaration._models import System
from openline.declaration._quantities import exact

# Room to scale out beyond the peak, for retries and for a second surge (design: twice).
_HEADROOM: Final = 2


@dataclass(frozen=True, slots=True)
class FleetSize:
    """Instances of one system in one region. `full`: for peak x after_failover x (1 + buffer)."""

    min: int
    max: int
    full: int


def fleet_size(declaration: Declaration, system: str, region: str) -> FleetSize:
    """The size of a system's fleet in a serving region. Raises KeyError for any other.

    `full` carries peak demand with its surge after a failover and the buffer, at least one
    instance a zone, so that losing a zone never loses the system.
    `min` in the primary carries steady demand and the buffer, because autoscaling follows a peak
    that builds up; in the standby it is the share `standby` of `full`, because a failover does not
    build up. So it is in every active region: each must carry the other's customers from one second
    to the next. At least one a zone, except that 0 % means none.
    `max` is twice `full`, or what the busiest season wants of it: a season raises `min` alone, so
    that nobody has to raise `max` in time. Declared `min` and `max` win, but a `min` never lights a
    pilot light.
    """
    own = declaration.systems[system]
    zones = len(declaration.zones[region])
    full = _full(own, own.demand.peak_per_s, zones)
    by_rule = _least(own, full, zones, takes_over=region != _followed(declaration))
    least = by_rule if own.capacity.min is None or by_rule == 0 else own.capacity.min
    busiest = _full(own, _highest_per_s(own), zones)
    most = _HEADROOM * busiest if own.capacity.max is None else own.capacity.max
    if own.capacity.max is not None:
        least = min(least, most)
    return FleetSize(min=least, max=max(least, most), full=full)


def season_size(declaration: Declaration, system: str, region: str, season: str) -> FleetSize:
    """The same while a season lasts; its `min` carries the season's peak from its first minute. In
    the region that takes over that is its share `standby` of `full` again, in the primary the peak
    without what a failover adds to it."""
    own = declaration.systems[system]
    zones = len(declaration.zones[region])
    peak_per_s = own.seasons[season].peak_per_s
    usual = fleet_size(declaration, system, region)
    full = _full(own, peak_per_s, zones)
    if region == _followed(declaration):
        least = max(zones, ceil(exact(peak_per_s) * _carried(own)))
    else:
        least = _least(own, full, zones, takes_over=True)
    raised = max(usual.min, least) if usual.min else 0
    return FleetSize(min=min(raised, usual.max), max=usual.max, full=full)


def at_once_per_s(declaration: Declaration, system: str) -> float:
    """The most that a region may be asked for from one second to the next: everybody, at the peak
    of the busiest season, with what a failover adds."""
    own = declaration.systems[system]
    return float(_surging_per_s(own, _highest_per_s(own)))


def _highest_per_s(system: System) -> float:
    return max([system.demand.peak_per_s, *(one.peak_per_s for one in system.seasons.values())])


def _full(system: System, peak_per_s: float, zones: int) -> int:
    return max(zones, ceil(_surging_per_s(system, peak_per_s) * _carried(system)))


def _followed(declaration: Declaration) -> str | None:
    """The region whose fleets autoscaling alone brings to the peak: the primary."""
    primary = declaration.primary
    return primary if declaration.regions.get(primary) == "primary" else None


def _least(system: System, full: int, zones: int, takes_over: bool) -> int:
    if not takes_over:
        return max(zones, ceil(exact(system.demand.steady_per_s) * _carried(system)))
    share = exact(system.capacity.standby)
    return max(zones, ceil(share * full)) if share else 0


def _surging_per_s(system: System, peak_per_s: float) -> Fraction:
    """A peak's demand while every operation's surge lasts. Weighed by the sum of the shares, so
    that thirds, which no float holds, still make exactly one."""
    operations = system.operations.values()
    times = [exact(o.after_failover.times) if o.after_failover else Fraction(1) for o in operations]
    shares = [exact(operation.share) for operation in operations]
    weighed = sum((s * t for s, t in zip(shares, times, strict=True)), Fraction(0))
    return exact(peak_per_s) * weighed / sum(shares, Fraction(0))


def _carried(system: System) -> Fraction:
    """Instances for one request per second, the buffer included."""
    return (1 + exact(system.capacity.buffer)) / exact(system.capacity.each_per_s)
