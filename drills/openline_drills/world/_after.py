"""When a run is over: stores followed write by write, and what was so before the fault."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from openline_drills.observations import StoreRun, WriteRecord
from openline_drills.world._around import Surroundings
from openline_drills.world._member import Member
from openline_drills.world._time import ticks, us
from openline_drills.world.clients import backoffs
from openline_drills.world.replication import Past, StoreHistory
from openline_drills.world.stores import Acknowledged
from openline_stacks.topology import Clients, Operation

# design.md, "What is measured": every critical operation at level for the last 60 s
_HEALTHY_BEFORE_S = 60.0


def histories(
    around: Surroundings, members: Iterable[Member], lost: str | None, fault_us: int
) -> list[tuple[StoreRun, list[WriteRecord]]]:
    """Every store's part of the run that ends now, and its writes one by one. None is lost where
    no whole region is."""
    if lost is None:
        return []
    return [
        _history(around, member, member.flow.stores[name], lost, fault_us)
        for member in members
        for name in sorted(member.flow.stores)
        if lost in member.flow.stores[name].store.replicas
    ]


def _history(
    around: Surroundings, member: Member, store: Acknowledged, lost: str, fault_us: int
) -> tuple[StoreRun, list[WriteRecord]]:
    history = StoreHistory(
        store,
        Past(
            seed=around.seed,
            system=member.system.name,
            lost_region=lost,
            fault_us=fault_us,
            end_us=around.clock.now,
            tick_us=around.tick_us,
            blocked_us=_closed(member.blocked.get((store.store.name, lost), []), around.clock.now),
            declared_per_s=declared_per_s(member, store.store.name),
            lost_share=_share_at(member, fault_us, lambda region: region == lost),
            retries_us=_retries_us(around.topology.clients),
            offers_again=lambda at_us: _share_at(member, at_us, lambda region: region != lost),
            instant_copies=around.knock_out == "replication",
        ),
        around.parameters,
    )
    return history.run(), history.records()


def was_healthy(around: Surroundings, member: Member, fault_us: int) -> bool:
    """Every critical operation at its level for the last minute before the fault."""
    end = fault_us // around.tick_us
    count = ticks(_HEALTHY_BEFORE_S, around.tick_us)
    return all(
        share(member, operation, max(0, end - count), end) >= operation.good.level
        for operation in member.system.operations
        if operation.critical
    )


def share(member: Member, operation: Operation, first: int, end: int) -> float:
    """Answered well, of what was first offered in the ticks from `first` up to `end`."""
    offered = well = 0.0
    for lane in member.flow.lanes:
        if lane.key.operation == operation.name:
            for tick in range(first, min(end, len(lane.offered))):
                offered += lane.offered[tick]
                well += lane.well[tick]
    return well / offered if offered > 0.0 else 1.0


def declared_per_s(member: Member, store: str) -> float:
    """Writes a second to a store at the declared peak."""
    written = 0.0
    for operation in member.system.operations:
        if operation.writes == store:
            written += operation.share
    return written * member.system.demand.peak_per_s


def _retries_us(clients: Clients) -> list[int]:
    """After a first try that is never answered: when it is tried again."""
    after_s, found = 0.0, []
    for wait_s in backoffs(clients):
        after_s += clients.per_try_s + wait_s
        found.append(us(after_s))
    return found


def _share_at(member: Member, at_us: int, chosen: Callable[[str], bool]) -> float:
    """The share of clients that are at the chosen regions at an instant."""
    there = 0.0
    for index, population in enumerate(member.system.populations):
        weights = member.flow.whereabouts.share(at_us, index)
        for site, weight in zip(member.sites, weights, strict=True):
            if chosen(site.region):
                there += population.share * weight
    return there


def _closed(blocked: list[list[int]], end_us: int) -> list[tuple[int, int]]:
    """Spans with an end; what is still blocked at the end of the run stays so."""
    return [(span[0], span[1] if len(span) > 1 else end_us + 1) for span in blocked]
