"""Recovery: what a stack promises of an outage, and what of it its resources cannot keep.

Of stacks with a declaration, in the stack or beside it: nothing else says what is one system.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from openline_stacks.rules._broken import Broken
from openline_stacks.rules._model import rule
from openline_stacks.rules._stack import Stack, at_path
from openline_stacks.states import UNKNOWN
from openline_stacks.topology import Fleet, System
from openline_stacks.topology._graph import RECORD, TARGET_GROUPS
from openline_stacks.topology._values import dig, text

_PILLAR: Final = "Reliability Pillar of the Well-Architected Framework"
_SERVE: Final = ("primary", "active", "standby")
_BOUNDARIES: Final = "AWS whitepaper 'AWS Fault Isolation Boundaries'"


def _systems(stack: Stack) -> tuple[System, ...]:
    return stack.topology.systems if stack.topology is not None else ()


def _promises(system: System, disruption: str) -> bool:
    return any(one.objective(disruption) is not None for one in system.operations)


def _serving(system: System) -> tuple[Fleet, ...]:
    """Those that take over or serve."""
    return tuple(one for one in system.fleets if one.role in _SERVE)


@rule(
    "OL201",
    "One region alone serves, and a region's loss is promised for",
    why="When it is lost nobody is left to take over, and the objective cannot be met.",
    source=f"{_PILLAR}, 'Deploy the workload to multiple locations' (REL10)",
    mend="Keep a fleet in a second region, or take the objective for a region back.",
    severity="warning",
)
def one_region(stack: Stack) -> Iterator[Broken]:
    regions = stack.topology.regions if stack.topology is not None else ()
    alone = [region.name for region in regions if region.role in _SERVE]
    for system in _systems(stack) if len(alone) == 1 else ():
        for fleet in system.fleets if _promises(system, "region") else ():
            what = f"{system.name} is served in {fleet.region} alone"
            yield stack.broken(fleet.urn, f"systems.{system.name}.fleets.{fleet.region}", what)


@rule(
    "OL202",
    "One zone alone serves, and a zone's loss is promised for",
    why="When a zone is lost the whole of the system's fleet in its region is lost with it.",
    source=f"{_PILLAR}, 'Deploy the workload to multiple locations' (REL10)",
    mend="Keep the fleet in two zones or more, or take the objective for a zone back.",
    severity="warning",
)
def one_zone(stack: Stack) -> Iterator[Broken]:
    for system in _systems(stack):
        for fleet in _serving(system) if _promises(system, "zone") else ():
            if len(fleet.zones) == 1 and not stack.doubted(fleet.urn):
                what = f"{system.name} in {fleet.region} is in {fleet.zones[0]} alone"
                path = f"systems.{system.name}.fleets.{fleet.region}.zones"
                yield stack.broken(fleet.urn, path, what)


@rule(
    "OL203",
    "A standby that has to be launched before it carries the peak",
    why="What is missing is launched by a control plane while everybody else launches: it may be "
    "slow, refuse, or be short of capacity. A pilot light is this choice; it has this price.",
    source=f"{_BOUNDARIES}, 'Static stability'; {_PILLAR}, 'Use static stability' (REL11)",
    mend="Keep the instances that carry the peak in service, or reserve their capacity.",
    severity="note",
)
def launched(stack: Stack) -> Iterator[Broken]:
    for system in _systems(stack):
        for fleet in system.fleets if len(system.fleets) > 1 else ():
            takes_over = fleet.role in ("standby", "active")
            if takes_over and not fleet.carries_peak and not stack.doubted(fleet.urn):
                what = f"{fleet.min} of the {fleet.full} instances that the peak takes"
                path = f"systems.{system.name}.fleets.{fleet.region}.min"
                yield stack.broken(fleet.urn, path, what)


@rule(
    "OL204",
    "Clients are moved by nothing but an edit of records",
    why="Without a health check or a switch somebody has to edit records, and the API of Route 53 "
    "has its only home in us-east-1: when that region is dark nobody is moved.",
    source=f"{_BOUNDARIES}, 'Global services': Route 53's control plane is in us-east-1",
    mend="Give the first record a health check, or a switch on the data plane: a metric in the "
    "standby behind a health check.",
    severity="warning",
)
def edited(stack: Stack) -> Iterator[Broken]:
    for system in _systems(stack):
        targets = system.entry.targets if system.entry is not None else ()
        if len(targets) > 1 and not system.moves_clients and _known(stack, system):
            what = f"{system.name} has neither a switch nor a check that moves its clients"
            path = f"systems.{system.name}.entry.targets.{targets[0].region}.check"
            yield stack.broken(system.path_urns[0], path, what)


def _known(stack: Stack, system: System) -> bool:
    """Nothing by which its records could move anybody is known only after deployment."""
    records = (stack.by_urn[urn] for urn in system.path_urns if urn in stack.by_urn)
    return not any(
        value is UNKNOWN
        for record in records
        if record.type == RECORD
        for place in ("healthCheckId", "aliases[].evaluateTargetHealth")
        for _, value in at_path(record.inputs, place)
    )


@rule(
    "OL205",
    "A switch that stands in the region that it leaves",
    why="Whoever has to flip it calls an API of the region that is dark.",
    source=f"{_BOUNDARIES}: recovery must not depend on what is impaired",
    mend="Keep its alarm in the standby.",
    severity="warning",
)
def switch_here(stack: Stack) -> Iterator[Broken]:
    for system in _systems(stack):
        for switch in system.switches:
            if switch.in_the_dark:
                what = f"{system.name}'s switch for {switch.leaves} has its alarm there"
                path = f"systems.{system.name}.switches.{switch.leaves}.region"
                yield stack.broken(switch.alarm, path, what)


@rule(
    "OL206",
    "A health check that does not see the stores",
    why="It asks what the load balancer asks, which answers whatever a store does: an outage of "
    "the store is never detected, and clients stay.",
    source="Amazon Builders' Library, 'Implementing health checks': shallow checks for balancers, "
    "deep ones where traffic can be moved",
    mend="Have Route 53 ask the path that touches the store, the balancer the other one.",
    severity="warning",
)
def blind(stack: Stack) -> Iterator[Broken]:
    for system in _systems(stack):
        for check in system.checks if system.keeps_data else ():
            fleet = system.fleet(check.region or "")
            if check.path is not None and fleet is not None and check.path in _alive(stack, fleet):
                what = f"it asks {check.path}, as {system.name}'s balancer in {check.region} does"
                name = check.urn.rpartition("::")[2]
                yield stack.broken(check.urn, f"systems.{system.name}.checks.{name}.path", what)


def _alive(stack: Stack, fleet: Fleet) -> set[str]:
    """What the balancer in front of a fleet asks its instances."""
    group = stack.by_urn[fleet.urn]
    targets = [
        target
        for property_ in ("targetGroupArns", "loadBalancers")
        for target in stack.links(group, property_, *TARGET_GROUPS)
    ]
    paths = (text(dig(target.inputs, "healthCheck", "path")) for target in targets)
    return {path for path in paths if path is not None}


@rule(
    "OL207",
    "A store that is not where its system takes over",
    why="What was written is not there when the other region serves, and no copy of a backup is.",
    source=f"{_PILLAR}, 'Identify and back up all data that needs to be backed up' (REL09)",
    mend="Give the store a replica in every region that may serve, or a backup copied there.",
    severity="warning",
)
def elsewhere(stack: Stack) -> Iterator[Broken]:
    for system in _systems(stack):
        for store in system.stores:
            for fleet in _serving(system) if store.restore is None else ():
                if fleet.region not in store.replicas and not stack.doubted(store.urn):
                    name = f"{system.name}.{store.name}"
                    what = f"{name} has no replica in {fleet.region}"
                    path = f"systems.{system.name}.stores.{store.name}.replicas"
                    yield stack.broken(store.urn, path, what, name)


RULES: Final = (one_region, one_zone, launched, edited, switch_here, blind, elsewhere)
