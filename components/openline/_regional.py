"""Builds what serves in one region: its network, a fleet for each system, and their alarms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from openline import _plan, _plan_people
from openline._handed import Fleet, Region, Shared
from openline.alarms import ServiceAlarms
from openline.declaration import Declaration
from openline.fleet import ServiceFleet
from openline.network import RegionalNetwork


@dataclass(frozen=True, slots=True)
class BuiltRegion:
    """`fleets`: system -> its fleet."""

    log_bucket: pulumi.Output[str]
    fleets: Mapping[str, ServiceFleet]
    alarms: ServiceAlarms

    @property
    def handed(self) -> Region:
        return Region(
            self.log_bucket,
            {
                system: Fleet(one.dns_name, one.zone_id, one.balancer_arn, one.group_name)
                for system, one in self.fleets.items()
            },
        )

    def outputs(self) -> dict[str, pulumi.Output[Any]]:
        found: dict[str, Any] = {
            "fleets": {system: one.group_name for system, one in self.fleets.items()},
            "alarms": self.alarms.alarm_arns,
            "dashboard": self.alarms.dashboard,
        }
        return {key: pulumi.Output.from_input(value) for key, value in found.items()}


def build_region(
    parent: pulumi.Resource,
    name: str,
    declaration: Declaration,
    region: str,
    shared: Shared,
    serving_region: str | None,
) -> BuiltRegion:
    child = pulumi.ResourceOptions(parent=parent)
    network = RegionalNetwork(
        f"{name}-{region}",
        _plan.network(declaration, region, shared.key_arns[region]),
        child,
    )
    ground = _plan.Ground(
        vpc_id=network.vpc_id,
        public_subnet_ids=network.public_subnet_ids,
        private_subnet_ids=network.private_subnet_ids,
        log_bucket=network.log_bucket,
        certificate_arn=shared.certificate_arns[region],
        key_arn=shared.key_arns[region],
        interaction_log=shared.interaction_logs.get(region),
        nat_addresses={zone: network.nat_address(zone) for zone in declaration.zones[region]},
    )
    fleets = {
        system: ServiceFleet(
            f"{name}-{system}-{region}",
            _plan.fleet(
                declaration,
                system,
                region,
                ground,
                list(shared.tables[system].values()),
                serving_region,
            ),
            child,
        )
        for system in sorted(declaration.systems)
    }
    alarms = ServiceAlarms(
        f"{name}-alarms-{region}",
        _plan_people.alarms(declaration, region, fleets, shared),
        child,
    )
    return BuiltRegion(network.log_bucket, fleets, alarms)
