"""What one run leaves behind: the arrow from the world to `measure`. Append-only while it runs.

Time is integer microseconds after the start of the run; rates are turned into amounts a tick.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from openline_stacks.recovery import Fault

MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True, order=True)
class SeriesKey:
    """Who asked for what. `region` is where the population is served when all is well."""

    system: str
    operation: str
    population: str
    region: str


@dataclass(frozen=True, slots=True)
class Series:
    """Per tick of `Run.tick_us`, by the time of the *first* offer: requests first offered, those
    answered with success within `good.within_s` of that offer, and, of these, those answered
    by a region that was lost to the fault (never after it), by an edge."""

    key: SeriesKey
    offered: array[float]
    well: array[float]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Instants of one system's recovery; None where it did not happen.

    detected: the router or the pager knows (checkers agree and it is published).
    decided: someone or something acts. switched: the routing answer has changed.
    routed: the level's share of all clients arrives at the survivor. capacity: the survivor
    serves all that arrives. failed_back: the answer is the primary again.
    """

    detected_us: int | None = None
    decided_us: int | None = None
    switched_us: int | None = None
    routed_us: int | None = None
    capacity_us: int | None = None
    lifted_us: int | None = None
    failed_back_us: int | None = None


class WriteRecord(NamedTuple):
    """One sampled write, kept raw; every count is derived from these. A tuple: there are many.

    `acknowledged_us` None with an entry in `seen_us` = timed out for the client but applied
    (indeterminate). `seen_us`: region -> when it held the write. `regions`: every region that
    acknowledged it (two: duplicated). `overwritten_us`: when last-writer-wins replaced it.
    """

    id: int
    system: str
    store: str
    key: int
    attempts: int
    acknowledged_us: int | None
    region: str
    seen_us: Mapping[str, int]
    regions: tuple[str, ...] = ()
    overwritten_us: int | None = None


@dataclass(frozen=True, slots=True)
class StoreRun:
    """One store in one run. `cut_over_us`: the survivor's first acknowledgement to a client."""

    system: str
    store: str
    lost_region: str
    survivor: str | None
    cut_over_us: int | None
    last_acknowledged_us: int | None  # by the lost region, before cut-over
    declared_per_s: float  # of the lost region: writes a second at the declared peak, at the fault
    sampled_per_s: float  # followed one by one, of those of all regions together
    stall_s: float  # replication was stalled for this long before the fault
    # how far copies were behind at that last acknowledgement, because of what was blocked since
    uncopied_s: float = 0.0
    # for how long, at cut-over, copies of what was under way at the fault had gone on again
    reopened_s: float = 0.0
    backup_us: int | None = None  # when what was restored was backed up; None: replicas are copies


@dataclass(frozen=True, slots=True)
class Load:
    """The survivor's load of one system over the fault: peaks, as shares of its capacity."""

    system: str
    region: str
    peak_arrival_per_s: float  # first offers and retries
    peak_first_offers_per_s: float
    capacity_at_fault_per_s: float


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the timeline. `system` None: the whole stack."""

    at_us: int
    system: str | None
    what: str


@dataclass(frozen=True, slots=True)
class Run:
    """One seed of a rehearsal, or one drill."""

    seed: int
    tick_us: int
    fault_us: int
    lift_us: int
    end_us: int
    faults: tuple[Fault, ...]
    lost_region: str | None
    series: tuple[Series, ...]
    timelines: Mapping[str, Timeline]
    stores: tuple[StoreRun, ...]
    writes: tuple[WriteRecord, ...]
    loads: tuple[Load, ...]
    events: tuple[Event, ...]
    healthy_before: bool  # every critical operation at its level for the last 60 s before the fault
    fault_confirmed: bool
    failed_activities: tuple[str, ...]
    kernel_events: int
    boto_calls: int
