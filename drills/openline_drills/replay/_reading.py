"""What a rehearsal's result says of the day. Pure functions of the result and the topology."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from openline_drills.rehearsal import Outcome
from openline_drills.replay._model import Below, Blind, Gain, Help, Sight, Span
from openline_stacks.recovery import Fault
from openline_stacks.topology import Topology

_METRICS: Final = ("cloudwatch", "monitoring")
_SECONDS_OF_NOTHING: Final = 0.5  # below this two runs are the same


def below(result: Mapping[str, Any]) -> tuple[Below, ...]:
    return tuple(
        Below(
            system=system["name"],
            operation=operation["name"],
            critical=operation["critical"],
            spans=tuple(Span(d["from_s"], d["to_s"], d["lowest"]) for d in operation["dips"]),
            below_s=operation["below_level_s"],
            lost_requests=operation["lost_requests"],
            recovered_by=_recovered_by(operation),
            verdict=operation["verdict"] or "no target",
        )
        for system in result["systems"]
        for operation in system["operations"]
    )


def _recovered_by(operation: Mapping[str, Any]) -> str | None:
    """A day has parts: what came back before it was over need not have been moved."""
    moved = operation["timeline"].get("switched_s") is not None
    by = operation["recovered_by"]
    return "itself" if by == "failover" and not moved else by


def failed_first(operations: Sequence[Below]) -> tuple[Below, ...]:
    """Those whose first time below the level began earliest."""
    failed = [one for one in operations if one.spans]
    earliest = min((one.spans[0].from_s for one in failed), default=0.0)
    return tuple(one for one in failed if one.spans[0].from_s == earliest)


def sights(topology: Topology, region: str, result: Mapping[str, Any]) -> tuple[Sight, ...]:
    """What the health checks on each system's side in the region saw."""
    times = {system["name"]: _timeline(system) for system in result["systems"]}
    return tuple(
        Sight(
            system=system.name,
            path=check.path or "/",
            every_s=check.interval_s or 0.0,
            seen_s=times[system.name].get("detected_s"),
            decided_s=times[system.name].get("decided_s"),
        )
        for system in topology.systems
        for check in system.checks
        if check.kind == "endpoint" and check.region == region
    )


def _timeline(system: Mapping[str, Any]) -> Mapping[str, Any]:
    """It is the system's: the same for all of its operations."""
    operations = system["operations"]
    return operations[0]["timeline"] if operations else {}


def blind(
    topology: Topology, region: str, faults: Sequence[Fault], result: Mapping[str, Any]
) -> tuple[Blind, ...]:
    """What stayed blind in the region or could not act, by when it began."""
    seen, operations = sights(topology, region, result), below(result)
    found = [
        *_checks(seen, operations),
        *_accelerators(topology, result, operations),
        *_alarms(topology, faults),
        *_launches(faults),
    ]
    return tuple(sorted(found, key=lambda one: (one.from_s, one.what)))


def _checks(seen: Sequence[Sight], operations: Sequence[Below]) -> Iterator[Blind]:
    for sight in seen:
        if sight.seen_s is None:
            what = f"the check of {sight.system} ({sight.path}): it never agreed that it was down"
            yield from _while_below(sight.system, what, operations)


def _accelerators(
    topology: Topology, result: Mapping[str, Any], operations: Sequence[Below]
) -> Iterator[Blind]:
    """An accelerator asks no deeper than the balancer does: whether instances are alive."""
    moved = {system["name"] for system in result["systems"] if _timeline(system).get("switched_s")}
    for system in topology.systems:
        if system.entry is None or system.entry.accelerator is None or system.name in moved:
            continue
        what = f"the accelerator of {system.name}: enough instances were alive all the time"
        yield from _while_below(system.name, what, operations)


def _while_below(system: str, what: str, operations: Sequence[Below]) -> Iterator[Blind]:
    spans = [span for one in operations if one.system == system for span in one.spans]
    if spans:
        yield Blind(what, min(s.from_s for s in spans), max(s.to_s for s in spans))


def _alarms(topology: Topology, faults: Sequence[Fault]) -> Iterator[Blind]:
    for fault in faults:
        region = fault.selector.region
        if fault.plane == "control" or not set(fault.services) & set(_METRICS):
            continue
        what = f"alarms and target tracking in {region}: their metric data did not arrive"
        yield Blind(what, fault.from_s, fault.to_s)
        switches = (switch for system in topology.systems for switch in system.switches)
        there = sorted({switch.system for switch in switches if switch.region == region})
        if there:
            what = f"the switch of {', '.join(there)}: its alarm is in {region}"
            yield Blind(what, fault.from_s, fault.to_s)


def _launches(faults: Sequence[Fault]) -> Iterator[Blind]:
    for fault in faults:
        stopped = "RunInstances" in fault.operations or "ebs" in fault.services
        if fault.plane == "control" and stopped:
            share = "none" if fault.share == 1.0 else f"{100 - fault.share * 100:.0f} %"
            what = f"autoscaling in {fault.selector.region}: of its launches {share} succeeded"
            yield Blind(what, fault.from_s, fault.to_s)


def knock_outs(result: Mapping[str, Any], operations: Sequence[Below]) -> tuple[Help, ...]:
    """Each step made instant, by the operations that were below their level. The seconds are those
    until an operation was back at its level for good, in the median seed."""
    titles: dict[str, list[Gain]] = {}
    failed = {(one.system, one.operation) for one in operations if one.spans and one.critical}
    for system in result["systems"]:
        for operation in system["operations"]:
            before_s = operation["timeline"]["recovered_s"]
            if (system["name"], operation["name"]) not in failed or before_s is None:
                continue
            for step in operation["knock_outs"]:
                after_s = step["rto_p50_s"]
                gain = Gain(system["name"], operation["name"], before_s, after_s or before_s)
                titles.setdefault(step["step"], []).append(gain)
    return tuple(Help("knock-out", step, _real(gains)) for step, gains in titles.items())


def edited(title: str, before: Sequence[Below], after: Outcome) -> Help:
    """The same day with another declaration, by the seconds below the level."""
    now = {(one.system, one.operation): one.below_s for one in below(after.result)}
    gains = [
        Gain(one.system, one.operation, one.below_s, now[one.system, one.operation])
        for one in before
        if one.critical and (one.system, one.operation) in now
    ]
    return Help("edit", title, _real(gains))


def _real(gains: Sequence[Gain]) -> tuple[Gain, ...]:
    return tuple(one for one in gains if abs(one.before_s - one.after_s) >= _SECONDS_OF_NOTHING)
