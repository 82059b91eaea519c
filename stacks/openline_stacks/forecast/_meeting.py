"""What a caller meets at what it calls: another system, a store, a party outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from openline_stacks.forecast._broken import NOTHING, Delays, Effect, later_than, mean_s
from openline_stacks.forecast._vector import Each
from openline_stacks.topology import System


@dataclass(frozen=True, slots=True)
class Meeting:
    """The share of calls answered well in time, how long one is waited for on average, and how much
    later the good answers come."""

    served: Each = 1.0
    held_s: Each = 0.0
    delays: Delays = ()


FINE: Final = Meeting()


def at_party(effect: Effect, timeout_s: Each, takes: Each = 1.0) -> Meeting:
    """At one that is only known by what faults do to it. `takes`: what it takes of calls with
    those faults counted in already."""
    if effect == NOTHING:
        return Meeting(takes)
    silent = effect.silent
    refused = (1.0 - effect.dropped) * effect.refused
    answered = 1.0 - silent - refused
    held_s = silent * timeout_s + answered * mean_s(effect.delays, timeout_s)
    in_time = 1.0 - later_than(effect.delays, timeout_s) if effect.delays else 1.0
    return Meeting(takes * in_time, held_s, waited_for(effect.delays, timeout_s))


def waited_for(delays: Delays, timeout_s: Each) -> Delays:
    """The delays of the answers that are waited for."""
    if not delays:
        return ()
    there = 1.0 - later_than(delays, timeout_s)
    some = np.greater(there, 0.0)
    whole = np.where(some, there, 1.0)
    kept = tuple(
        (np.where(some & np.less_equal(by_s, timeout_s), share / whole, 0.0), by_s)
        for share, by_s in delays
    )
    return kept if np.any(some) else ()


def critically(system: System, behind: Sequence[Meeting]) -> Delays:
    """How much later answers of the critical operations come, by their shares."""
    critical = [
        (operation.share, each)
        for operation, each in zip(system.operations, behind, strict=True)
        if operation.critical
    ]
    if not any(each.delays for _, each in critical):
        return ()
    shares = 0.0
    for share, _ in critical:
        shares += share
    none: Delays = ((1.0, 0.0),)
    return tuple(
        (share / shares * part, by_s)
        for share, each in critical
        for part, by_s in each.delays or none
    )
