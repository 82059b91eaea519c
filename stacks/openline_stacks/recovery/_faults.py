"""Faults by the name that people give them, and what a fault cannot be."""

from __future__ import annotations

from openline_stacks.recovery._model import Fault, Selector


def region_dark(region: str, from_s: float, to_s: float, expires_s: float | None = None) -> Fault:
    """Every service of a region, both planes, drops everything from `from_s` to `to_s`.

    It expires at `expires_s`, by default when it is due to be lifted.
    """
    expires_s = to_s if expires_s is None else expires_s
    return Fault(Selector(region=region), "drop", from_s, to_s, expires_s)


def fault_problems(fault: Fault) -> tuple[str, ...]:
    """What is wrong with a fault, a sentence each; empty when nothing is."""
    wrong = (
        (fault.from_s < 0.0, f"from_s is {fault.from_s:g}; a fault starts at 0 or later"),
        (
            not fault.from_s < fault.to_s,
            f"to_s is {fault.to_s:g}; it must be later than from_s, {fault.from_s:g}",
        ),
        (
            fault.expires_s < fault.to_s,
            f"expires_s is {fault.expires_s:g}; it must be no earlier than to_s, {fault.to_s:g}",
        ),
        (
            not 0.0 < fault.share <= 1.0,
            f"share is {fault.share:g}; it must be more than 0 and at most 1",
        ),
        (
            fault.selector.zone is not None and fault.selector.region is None,
            "a zone is selected without its region; name the region, too",
        ),
        (
            bool(fault.operations) and not fault.services,
            "operations are named without their services; name the services, too",
        ),
    )
    return tuple(text for is_wrong, text in wrong if is_wrong)
