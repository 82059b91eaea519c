"""What an operator's hands do in a failover: the metric switch and the survivor's group.

Both are calls to the survivor's own APIs, so that they work while the other region is dark.
"""

from __future__ import annotations

from dataclasses import dataclass

from openline_drills.chaos._stage import Stage
from openline_stacks.moving import flip, light
from openline_stacks.topology import FailoverGroup, System, Topology


@dataclass(frozen=True, slots=True)
class Moved:
    """What was done for one group; `skipped` says of which system nothing could be, and why."""

    group: str
    flipped: tuple[str, ...]
    raised: tuple[str, ...]
    skipped: tuple[str, ...]


def manual_groups(topology: Topology, names: str) -> tuple[FailoverGroup, ...]:
    """The groups that people move: all of them, or those named (separated by commas).

    Raises `ValueError` for a name that the stack does not have.
    """
    known = {group.name: group for group in topology.groups}
    wanted = sorted(known) if names == "all" else [name.strip() for name in names.split(",")]
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise ValueError(f"no group is called {unknown[0]}; there are: {', '.join(sorted(known))}")
    return tuple(known[name] for name in wanted if known[name].decide == "manual")


def move_away(stage: Stage, group: FailoverGroup, lost: str) -> Moved:
    """Flip the group's switches away from the lost region, and raise groups that stand at zero."""
    flipped, raised, skipped = [], [], []
    for system in _systems(stage.topology, group):
        switch = system.switch_away(lost)
        if switch is None or switch.region == lost:
            why_not = f"its switch is in {lost} itself" if switch else "it has no switch"
            skipped.append(f"{system.name}: {why_not}")
            continue
        flip(stage.client("cloudwatch", switch.region), switch, alarm=True)
        stage.note(f"the operator flips the switch in {switch.region}", system.name)
        flipped.append(system.name)
        raised += _raise(stage, system, switch.region)
    return Moved(group.name, tuple(flipped), tuple(raised), tuple(skipped))


def move_back(stage: Stage, group: FailoverGroup) -> Moved:
    """Flip the group's switches back. What was raised stays: scaling in is the group's own work."""
    flipped, skipped = [], []
    for system in _systems(stage.topology, group):
        if not system.switches:
            skipped.append(f"{system.name}: it has no switch")
            continue
        for switch in system.switches:
            flip(stage.client("cloudwatch", switch.region), switch, alarm=False)
        stage.note("the operator flips the switch back", system.name)
        flipped.append(system.name)
    return Moved(group.name, tuple(flipped), (), tuple(skipped))


def _systems(topology: Topology, group: FailoverGroup) -> list[System]:
    return [topology.system(name) for name in sorted(group.systems)]


def _raise(stage: Stage, system: System, region: str) -> list[str]:
    fleet = system.fleet(region)
    lit = light(stage.client("autoscaling", region), fleet) if fleet is not None else None
    if lit is None:
        return []
    stage.note(f"the operator raises {region} to {lit} instances", system.name)
    return [f"{system.name}: {lit} in {region}"]
