"""Builds how customers find a system in whichever region serves, and who may do what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from openline import _plan, _plan_people
from openline._aws.regions import EDGE_REGION
from openline._handed import Region, Shared
from openline._switches import switches
from openline.accelerator import AcceleratedEntry
from openline.access import RoleBasedAccess
from openline.declaration import Declaration
from openline.edge import EdgeCache
from openline.routing import BalancerArgs, FailoverRouting


@dataclass(frozen=True, slots=True)
class BuiltGlobal:
    """System -> its records; its front, where something else owns the public name."""

    routing: Mapping[str, FailoverRouting]
    fronts: Mapping[str, EdgeCache | AcceleratedEntry]
    access: RoleBasedAccess

    def outputs(
        self, declaration: Declaration, regions: Mapping[str, Region]
    ) -> dict[str, pulumi.Output[Any]]:
        """What an operator needs in an incident."""
        found: dict[str, Any] = {
            "endpoints": {
                system: self.fronts.get(system, one).endpoint
                for system, one in self.routing.items()
            },
            "healthCheckIds": {
                system: one.health_check_ids for system, one in self.routing.items()
            },
            "switches": {
                system: switches(
                    declaration, system, self.fronts.get(system), _fleets(regions, system)
                )
                for system in self.routing
                if len(declaration.serving) > 1
            },
            "roleArns": self.access.role_arns,
            "zone": declaration.zone_id,
        }
        return {key: pulumi.Output.from_input(value) for key, value in found.items()}


def _fleets(regions: Mapping[str, Region], system: str) -> dict[str, Any]:
    return {region: one.fleets[system] for region, one in regions.items()}


def build_global(
    parent: pulumi.Resource,
    name: str,
    declaration: Declaration,
    shared: Shared,
    regions: Mapping[str, Region],
    serving_region: str | None,
) -> BuiltGlobal:
    """`regions`: all that serve, the primary first."""
    child = pulumi.ResourceOptions(parent=parent)
    routing: dict[str, FailoverRouting] = {}
    fronts: dict[str, EdgeCache | AcceleratedEntry] = {}
    for system in sorted(declaration.systems):
        balancers = {
            region: BalancerArgs(dns_name=fleet.dns_name, zone_id=fleet.zone_id)
            for region, fleet in _fleets(regions, system).items()
        }
        found = FailoverRouting(
            f"{name}-{system}",
            _plan.routing(declaration, system, balancers, shared.alarm_topics, serving_region),
            child,
        )
        routing[system] = found
        kind = _plan.entry_kind(declaration, system)
        if kind == "edge":
            edge = _plan.edge(
                declaration, system, found, shared.certificate_arns[EDGE_REGION], shared.key_arns
            )
            fronts[system] = EdgeCache(f"{name}-{system}-edge", edge, child)
        elif kind == "accelerator":
            arns = {r: fleet.balancer_arn for r, fleet in _fleets(regions, system).items()}
            key = shared.key_arns[declaration.serving[-1]]
            accelerator = _plan.accelerator(declaration, system, arns, key)
            fronts[system] = AcceleratedEntry(f"{name}-{system}-accelerator", accelerator, child)
    duties = _plan_people.access(declaration, shared, regions, fronts)
    return BuiltGlobal(routing, fronts, RoleBasedAccess(f"{name}-access", duties, child))
