"""Faults as people say them, the same words wherever one is shown."""

from __future__ import annotations

from typing import Final

from openline_stacks.recovery._model import Fault, Mode, Selector

_DONE: Final[dict[Mode, str]] = {
    "drop": "drops {}",
    "refuse": "refuses {}",
    "error": "answers {} with errors",
    "slow": "answers {} slowly",
    "throttle": "throttles {}",
    "stall": "stalls {}",
    "disable": "has {} disabled",
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
    return f"{_where(fault.selector)} {_DONE[fault.mode].format(what)}{peer}"


def _where(selector: Selector) -> str:
    place = selector.region or ""
    if selector.zone is not None:
        zone = selector.zone
        place = f"zone {zone if zone.startswith(place) else place + zone}"
    who = " ".join(filter(None, (selector.system, "=".join(selector.tag or ()))))
    return " in ".join(filter(None, (who, place))) or "every region"
