"""What a stack holds that is paid for, in counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from openline_stacks.levers._model import Cost
from openline_stacks.states import States
from openline_stacks.topology import Topology

_CHECK: Final = "aws:route53/healthCheck:HealthCheck"
_FRONTS: Final = (
    "aws:cloudfront/distribution:Distribution",
    "aws:globalaccelerator/accelerator:Accelerator",
)


@dataclass(frozen=True, slots=True)
class Counts:
    instances: int
    fronts: int
    copied_per_s: float
    checks: int
    resources: int


def counts(topology: Topology, states: States) -> Counts:
    held = [state for state in states.resources if state.custom and _in_a_cloud(state.type)]
    return Counts(
        instances=sum(fleet.min for system in topology.systems for fleet in system.fleets),
        fronts=len(states.of_type(*_FRONTS)),
        copied_per_s=_copied_per_s(topology),
        checks=len(states.of_type(_CHECK)),
        resources=len(held),
    )


def more(before: Counts, after: Counts, replaced: int) -> Cost:
    return Cost(
        replaced=replaced,
        instances=after.instances - before.instances,
        fronts=after.fronts - before.fronts,
        copied_per_s=after.copied_per_s - before.copied_per_s,
        checks=after.checks - before.checks,
        resources=after.resources - before.resources,
    )


def _in_a_cloud(type_: str) -> bool:
    return not type_.startswith("pulumi:")


def _copied_per_s(topology: Topology) -> float:
    """A witness is sent every write as well."""
    found = 0.0
    for system in topology.systems:
        for store in system.stores:
            copies = len(store.replicas) - 1 + (store.witness is not None)
            for operation in system.operations:
                if operation.writes == store.name:
                    found += system.demand.peak_per_s * operation.share * copies
    return found
