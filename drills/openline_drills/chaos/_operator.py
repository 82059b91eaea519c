"""What an operator's hands do in a failover: the metric switch and the survivor's group.

Both are calls to the survivor's own APIs, so that they work while the other region is dark.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from openline_drills.chaos._stage import Stage
from openline_stacks.topology import FailoverGroup, Fleet, Switch, System, Topology

# Far enough from the threshold to be unmistakable; switches are 0 or 1 round a threshold.
_STEP: Final = 1.0
_HIGH_IS_ALARM: Final = ("GreaterThanThreshold", "GreaterThanOrEqualToThreshold")


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
        _put(stage, switch, alarm=True)
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
            _put(stage, switch, alarm=False)
        stage.note("the operator flips the switch back", system.name)
        flipped.append(system.name)
    return Moved(group.name, tuple(flipped), (), tuple(skipped))


def _systems(topology: Topology, group: FailoverGroup) -> list[System]:
    return [topology.system(name) for name in sorted(group.systems)]


def _put(stage: Stage, switch: Switch, *, alarm: bool) -> None:
    client = stage.client("cloudwatch", switch.region)
    datum = {
        "MetricName": switch.metric,
        "Dimensions": [
            {"Name": name, "Value": value} for name, value in sorted(switch.dimensions.items())
        ],
        "Value": _value(client, switch, alarm=alarm),
    }
    client.put_metric_data(Namespace=switch.namespace, MetricData=[datum])


def _value(client: Any, switch: Switch, *, alarm: bool) -> float:
    """A value on the wanted side of the alarm's threshold, as its owner configured it."""
    alarms = client.describe_alarms(AlarmNames=[switch.alarm_name])["MetricAlarms"]
    if not alarms:
        raise ValueError(f"{switch.system}: there is no alarm {switch.alarm_name} to flip")
    threshold = float(alarms[0]["Threshold"])
    high = alarms[0]["ComparisonOperator"] in _HIGH_IS_ALARM
    return threshold + _STEP if alarm == high else threshold - _STEP


def _raise(stage: Stage, system: System, region: str) -> list[str]:
    fleet = system.fleet(region)
    if fleet is None or fleet.min > 0 or not fleet.full or fleet.group_name is None:
        return []
    _set_size(stage.client("autoscaling", region), fleet, fleet.full)
    stage.note(f"the operator raises {region} to {fleet.full} instances", system.name)
    return [f"{system.name}: {fleet.full} in {region}"]


def _set_size(client: Any, fleet: Fleet, size: int) -> None:
    client.update_auto_scaling_group(
        AutoScalingGroupName=fleet.group_name,
        MinSize=size,
        MaxSize=max(size, fleet.max),
        DesiredCapacity=size,
    )
