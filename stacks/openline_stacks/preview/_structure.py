"""What a change takes away from a topology, whatever the forecast says of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from openline_stacks.preview import _codes as codes
from openline_stacks.preview._codes import Code
from openline_stacks.preview._finding import Finding
from openline_stacks.states import ResourceState
from openline_stacks.topology import Check, Entry, Store, System, Target, Topology

_EAST: Final = "us-east-1"


@dataclass(frozen=True, slots=True)
class _Place:
    """One system, before and after. `states`: of both sides, to name resources by."""

    old: System
    new: System
    before: Topology
    after: Topology
    states: Mapping[str, ResourceState]

    def finding(self, code: Code, what: str, field: str, about: str = "") -> Finding:
        """`field` as in `Topology.sources`, below the system: where it is or was read from."""
        path = f"systems.{self.new.name}.{field}"
        source = self.after.source(path) or self.before.source(path)
        state = self.states.get(source.urn) if source else None
        return Finding(
            code,
            what,
            about=about or self.new.name,
            urn=source.urn if source else None,
            resource=state.name if state else None,
            property=source.property if source else "",
            at=state.source if state else None,
        )


def structural(
    before: Topology, after: Topology, states: Mapping[str, ResourceState]
) -> Iterator[Finding]:
    """By system, as they stand in the topology of after."""
    olds = {system.name: system for system in before.systems}
    for system in after.systems:
        if system.name in olds:
            place = _Place(olds[system.name], system, before, after, states)
            for find in (_regions, _fleets, _stores, _path, _entry, _checks, _targets, _doubts):
                yield from find(place)


def _regions(place: _Place) -> Iterator[Finding]:
    olds = [fleet.region for fleet in place.old.fleets]
    news = [fleet.region for fleet in place.new.fleets]
    if len(olds) > 1 and len(news) == 1:
        what = f"{place.new.name} is served in {news[0]} alone; before in {' and '.join(olds)}"
        gone = next(region for region in olds if region not in news)
        yield place.finding(codes.ONE_REGION, what, f"fleets.{gone}")
    for fleet in place.new.fleets:
        old = place.old.fleet(fleet.region)
        if old is not None and len(old.zones) > 1 and len(fleet.zones) == 1:
            what = f"{place.new.name} in {fleet.region} is in {fleet.zones[0]} alone"
            yield place.finding(codes.ONE_ZONE, what, f"fleets.{fleet.region}.zones")


def _fleets(place: _Place) -> Iterator[Finding]:
    for fleet in place.new.fleets:
        old = place.old.fleet(fleet.region)
        if old is None or fleet.role not in ("standby", "active"):
            continue
        where, field = f"{place.new.name} in {fleet.region}", f"fleets.{fleet.region}"
        if fleet.min < old.min:
            what = f"{where} keeps {fleet.min} instances; before {old.min}"
            yield place.finding(codes.STANDBY_SHRANK, what, f"{field}.min")
        if old.carries_peak and not fleet.carries_peak:
            what = f"{where} carries the peak only once {fleet.full} instances are launched there"
            yield place.finding(codes.SURVIVOR_CONTROL, what, f"{field}.min")


def _stores(place: _Place) -> Iterator[Finding]:
    for old in place.old.stores:
        new = place.new.store(old.name)
        if new is not None:
            yield from _store(place, old, new)


def _store(place: _Place, old: Store, new: Store) -> Iterator[Finding]:
    field, about = f"stores.{new.name}", f"{place.new.name}.{new.name}"
    sites = {*new.replicas, *filter(None, [new.witness])}
    for region in (*old.replicas, *filter(None, [old.witness])):
        if region not in sites:
            kind = "witness" if region == old.witness else "replica"
            what = f"{about} has no {kind} in {region} any more"
            yield place.finding(codes.REPLICA_LOST, what, f"{field}.replicas", about)
    if (old.consistency, new.consistency) == ("strong", "eventual"):
        what = f"{about} is eventual; before strong"
        yield place.finding(codes.CONSISTENCY_LOST, what, f"{field}.consistency", about)


def _path(place: _Place) -> Iterator[Finding]:
    """By which API clients are led away: of the data plane, or of a control plane."""
    name = place.new.name
    entry = place.new.entry
    lost = place.old.moves_clients and not place.new.moves_clients
    if lost and entry is not None and len(place.new.fleets) > 1:
        what = f"{name} has neither a switch nor a check that moves its clients"
        field = f"entry.targets.{entry.targets[0].region}.check"
        yield place.finding(codes.EAST_CONTROL, what, field)
    for switch in place.new.switches:
        old = place.old.switch(switch.leaves)
        if switch.in_the_dark and (old is None or not old.in_the_dark):
            what = f"{name}'s switch for {switch.leaves} has its alarm in {switch.region} itself"
            yield place.finding(codes.SWITCH_LOST_WITH_REGION, what, f"switches.{switch.leaves}")
        if _EAST == switch.region != switch.leaves and old is not None and old.region != _EAST:
            what = f"{name}'s switch for {switch.leaves} is flipped in {_EAST}; before {old.region}"
            yield place.finding(codes.EAST_CONTROL, what, f"switches.{switch.leaves}")


def _entry(place: _Place) -> Iterator[Finding]:
    if place.old.entry is not None and place.new.entry is None:
        what = f"no record leads to {place.old.entry.public_name} any more"
        yield place.finding(codes.ENTRY_LOST, what, "entry")
    if place.old.entry is None or place.new.entry is None:
        return
    for target in place.new.entry.targets:
        old = _target(place.old.entry, target.region)
        watched = target.check is not None or target.evaluate_target_health
        if old is not None and old.check is not None and not watched and not _dark(place, target):
            what = f"{place.new.name}'s record for {target.region} follows no health check"
            yield place.finding(codes.CHECK_LOST, what, f"entry.targets.{target.region}.check")


def _dark(place: _Place, target: Target) -> bool:
    """A pilot light: with a check on an empty fleet the dead primary would be answered."""
    fleet = place.new.fleet(target.region)
    return target.role == "SECONDARY" and fleet is not None and fleet.min == 0


def _target(entry: Entry, region: str) -> Target | None:
    return next((target for target in entry.targets if target.region == region), None)


def _checks(place: _Place) -> Iterator[Finding]:
    """Of systems that read or write: Route 53's check must ask something else than a balancer."""
    for check in place.new.checks if place.new.keeps_data else ():
        old = next((one for one in place.old.checks if _same(one, check)), None)
        if old is None or check.path is None or check.path == old.path:
            continue
        fleet = place.new.fleet(check.region or "")
        if fleet is not None and check.path == fleet.alive_path != old.path:
            name = check.urn.rpartition("::")[2]
            what = (
                f"{place.new.name}'s check of {check.region} asks {check.path}; before {old.path}"
            )
            yield place.finding(codes.CHECK_BLIND, what, f"checks.{name}.path")


def _same(old: Check, new: Check) -> bool:
    return (old.kind, old.region) == (new.kind, new.region) == ("endpoint", new.region)


def _targets(place: _Place) -> Iterator[Finding]:
    news = {operation.name: operation for operation in place.new.operations}
    for old in place.old.operations:
        operation = news.get(old.name)
        about = f"{place.new.name}.{old.name}"
        for was in old.objectives if operation else ():
            now = operation.objective(was.disruption) if operation else None
            for word, before, after in (
                ("RTO", was.rto_s, now.rto_s if now else None),
                ("RPO", was.rpo_s, now.rpo_s if now else None),
            ):
                if before is not None and (after is None or after > before):
                    told = "none" if after is None else f"{after:g} s"
                    lost = f"{word} when a {was.disruption} is lost"
                    what = f"{about}: {lost}: {told}; before {before:g} s"
                    yield place.finding(codes.TARGET_LOOSENED, what, "operations", about)


def _doubts(place: _Place) -> Iterator[Finding]:
    known = {(one.property, one.urn.split("::", 2)[-1]) for one in place.before.not_understood}
    path = set(place.new.path_urns)
    for doubt in place.after.not_understood:
        if doubt.urn in path and (doubt.property, doubt.urn.split("::", 2)[-1]) not in known:
            state = place.states.get(doubt.urn)
            yield Finding(
                codes.NOT_UNDERSTOOD,
                f"{place.new.name}: {doubt.property or 'it'} {doubt.why}",
                about=place.new.name,
                urn=doubt.urn,
                resource=state.name if state else None,
                property=doubt.property,
                at=state.source if state else None,
            )
