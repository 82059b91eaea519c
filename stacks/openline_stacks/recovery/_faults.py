"""Faults by the name that people give them, and what a fault cannot be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from math import inf, isfinite
from typing import TypeAlias

from openline_stacks.recovery._model import Fault, Selector


def region_dark(region: str, from_s: float, to_s: float, expires_s: float | None = None) -> Fault:
    """Every service of a region, both planes, drops everything from `from_s` to `to_s`.

    It expires at `expires_s`, by default when it is due to be lifted.
    """
    expires_s = to_s if expires_s is None else expires_s
    return Fault(Selector(region=region), "drop", from_s, to_s, expires_s)


def surge(times: float, from_s: float, to_s: float, system: str | None = None) -> Fault:
    """Demand of a system, or of all, is `times` what is declared from `from_s` to `to_s`."""
    return Fault(Selector(system=system), "surge", from_s, to_s, to_s, times=times)


def fault_problems(fault: Fault) -> tuple[str, ...]:
    """What is wrong with a fault, a sentence each; empty when nothing is."""
    wrong = (*_of_time(fault), *_of_place(fault), *_of_mode(fault))
    return tuple(text for is_wrong, text in wrong if is_wrong)


_Claims: TypeAlias = Iterable[tuple[bool, str]]


def _of_time(fault: Fault) -> _Claims:
    given = (fault.from_s, fault.to_s, fault.expires_s)
    if not all(map(isfinite, given)):
        return ((True, "from_s, to_s and expires_s must be numbers of seconds"),)
    return (
        (fault.from_s < 0.0, f"from_s is {fault.from_s:g}; a fault starts at 0 or later"),
        (
            not fault.from_s < fault.to_s,
            f"to_s is {fault.to_s:g}; it must be later than from_s, {fault.from_s:g}",
        ),
        (
            fault.expires_s < fault.to_s,
            f"expires_s is {fault.expires_s:g}; it must be no earlier than to_s, {fault.to_s:g}",
        ),
    )


def _of_place(fault: Fault) -> _Claims:
    where = fault.selector
    return (
        (
            where.zone is not None and where.region is None,
            "a zone is selected without its region; name the region, too",
        ),
        (
            bool(fault.operations) and not fault.services,
            "operations are named without their services; name the services, too",
        ),
        (
            fault.peer is not None and where.region is None,
            "a peer is named without the region that it is cut off from; select the region, too",
        ),
        (
            fault.peer is not None and fault.peer == where.region,
            f"peer is {fault.peer}, the selected region itself; name the other one",
        ),
    )


def _of_mode(fault: Fault) -> _Claims:
    mode, limit_per_s = fault.mode, fault.limit_per_s
    slow, throttle, surge = mode == "slow", mode == "throttle", mode == "surge"
    by_rate = limit_per_s is not None
    return (
        (
            not 0.0 < fault.share <= 1.0,
            f"share is {fault.share:g}; it must be more than 0 and at most 1",
        ),
        (
            slow and not 0.0 < fault.delay_s < inf,
            f"delay_s is {fault.delay_s:g}; slow answers come more than 0 s late",
        ),
        (not slow and fault.delay_s != 0.0, f"delay_s is given, but mode is {mode}; slow takes it"),
        (
            by_rate and not throttle,
            f"limit_per_s is given, but mode is {mode}; throttle takes it",
        ),
        (
            limit_per_s is not None and throttle and not 0.0 < limit_per_s < inf,
            f"limit_per_s is {limit_per_s or 0.0:g}; it must be more than 0",
        ),
        (
            by_rate and throttle and fault.share != 1.0,
            "limit_per_s and share are both given; a throttle has a rate or a share",
        ),
        (
            surge and not (0.0 < fault.times < inf and fault.times != 1.0),
            f"times is {fault.times:g}; a surge multiplies demand by another number than 1",
        ),
        (not surge and fault.times != 1.0, f"times is given, but mode is {mode}; surge takes it"),
        (
            surge and _more_than_a_system(fault),
            "a surge is of a system's demand or of all; nothing but selector.system can be given",
        ),
    )


def _more_than_a_system(fault: Fault) -> bool:
    bare = replace(fault.selector, system=None) == Selector()
    named = fault.services or fault.operations or fault.plane or fault.peer
    return not bare or bool(named) or fault.share != 1.0
