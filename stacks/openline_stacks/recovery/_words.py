"""Faults and distributions as people say them, the same words wherever one is shown."""

from __future__ import annotations

from typing import Final

from openline_stacks.recovery._model import (
    Constant,
    Distribution,
    Fault,
    Mode,
    Selector,
    Uniform,
)

_DONE: Final[dict[Mode, str]] = {
    "drop": "drops {}",
    "refuse": "refuses {}",
    "error": "answers {} with errors",
    "slow": "answers {} {delay_s:g} s late",
    "throttle": "throttles {}",
    "stall": "stalls {}",
    "disable": "has {} disabled",
    "surge": "has {:g} times its demand",
}


def in_words(fault: Fault) -> str:
    """Who does what, without when: `us-east-1 drops everything`."""
    what = " and ".join(fault.services) or "everything"
    if fault.operations:
        what = f"{what} ({', '.join(fault.operations)})"
    if fault.plane is not None:
        what = f"{what} on the {fault.plane} plane"
    if fault.share < 1.0:
        what = f"{fault.share * 100:g} % of {what}"
    peer = f" to and from {fault.peer}" if fault.peer is not None else ""
    if fault.limit_per_s is not None:
        what = f"{what} beyond {fault.limit_per_s:g}/s"
    if fault.mode == "surge":
        return f"{fault.selector.system or 'every system'} {_DONE['surge'].format(fault.times)}"
    done = _DONE[fault.mode].format(what, delay_s=fault.delay_s)
    return f"{_where(fault.selector)} {done}{peer}"


def _where(selector: Selector) -> str:
    place = selector.region or ""
    if selector.zone is not None:
        zone = selector.zone
        place = f"zone {zone if zone.startswith(place) else place + zone}"
    who = " ".join(filter(None, (selector.system, "=".join(selector.tag or ()))))
    return " in ".join(filter(None, (who, place))) or "every region"


def distribution_in_words(distribution: Distribution, digits: int = 6) -> str:
    """`300`, `2 to 30 alike` or `lognormal, median 1.5, sigma 0.4`, in the unit of the name."""

    def figure(value: float) -> str:
        return f"{float(f'{value:.{digits}g}'):g}"

    if isinstance(distribution, Constant):
        return figure(distribution.value)
    if isinstance(distribution, Uniform):
        return f"{figure(distribution.low)} to {figure(distribution.high)} alike"
    median, sigma = figure(distribution.median), figure(distribution.sigma)
    return f"lognormal, median {median}, sigma {sigma}"
