"""The parts that a system is put together from, as its topology and the parameters say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from openline_drills.world._around import Surroundings
from openline_drills.world.checkers import Condition, EndpointCheck
from openline_drills.world.outcomes import Pace
from openline_drills.world.queues import Site, Size
from openline_stacks.recovery import Parameters, Stream
from openline_stacks.topology import Fleet, System


def site_of(around: Surroundings, system: System, region: str, homes: Sequence[str]) -> Site:
    parameters, fleet = around.parameters, system.fleet(region)
    site = Site(
        region,
        Size(0.0, 0.0, 0.0) if fleet is None else _size(fleet, parameters),
        parameters.value("overload.bound_s"),
        around.tick_us / 1_000_000,
        parameters.value("overload.refusal_cost_share"),
    )
    # who serves all alone at home is the one that is lost, and needs no more than it has; where a
    # zone of it is lost, `Impact` says so
    site.unlimited = around.knock_out == "capacity" and list(homes) != [region]
    return site


def _size(fleet: Fleet, parameters: Parameters) -> Size:
    slots, service_s = fleet.slots, fleet.service_s
    if slots is None:
        slots = fleet.per_instance_per_s * parameters.value("capacity.slots_s")
    if service_s is None:
        service_s = parameters.value("service.time_s")
    return Size(fleet.per_instance_per_s, slots, service_s)


def pace_of(around: Surroundings, system: System) -> Pace:
    """With the system's own service time where it is declared."""
    pace, usual_s = around.pace, around.parameters.value("service.time_s")
    declared = [fleet.service_s for fleet in system.fleets if fleet.service_s is not None]
    if not declared:
        return pace
    return replace(pace, own_s=max(declared) + (pace.own_s - usual_s))


def check_of(
    around: Surroundings,
    system: System,
    region: str,
    name: str,
    every: tuple[float, int],
    condition: Callable[[], Condition],
    publish: Callable[[bool], None],
) -> EndpointCheck:
    """`every`: its interval in seconds, and how many results in a row change a checker's mind."""
    purpose = f"{name.partition('/')[0]}/{region}" if "/" in name else f"check/{region}"
    streams = (
        Stream(around.seed, system.name, f"{purpose}/phases"),
        Stream(around.seed, system.name, f"{purpose}/probes"),
    )
    return EndpointCheck(
        around.clock,
        f"checker/{system.name}/{region}/{purpose}",
        *every,
        around.parameters,
        streams,
        condition,
        publish,
        instant=around.knock_out == "detection",
    )


def each_changed(checks: Sequence[EndpointCheck]) -> Callable[[], None]:
    def changed() -> None:
        for check in checks:
            check.changed()

    return changed
