"""What an operator's hands do, in the survivor's own APIs: switches, empty groups, dials."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from openline_stacks.topology import Accelerator, Fleet, Switch, System, Topology

Client = Callable[[str, str], Any]

# Far enough from the threshold to be unmistakable; switches are 0 or 1 round a threshold.
_STEP: Final = 1.0
_HIGH_IS_ALARM: Final = ("GreaterThanThreshold", "GreaterThanOrEqualToThreshold")
# Global Accelerator's API is in us-west-2 alone (developer guide, "Regions").
_ACCELERATOR_API: Final = "us-west-2"


@dataclass(frozen=True, slots=True)
class Moved:
    """One system: `steps` are what the operator did for it, in order; none: nothing moves it."""

    system: str
    to: str
    steps: tuple[str, ...]


def flip(client: Any, switch: Switch, *, alarm: bool) -> None:
    """One datapoint on the wanted side of the alarm's threshold, as its owner configured it."""
    datum = {
        "MetricName": switch.metric,
        "Dimensions": [
            {"Name": name, "Value": value} for name, value in sorted(switch.dimensions.items())
        ],
        "Value": _value(client, switch, alarm=alarm),
    }
    client.put_metric_data(Namespace=switch.namespace, MetricData=[datum])


def light(client: Any, fleet: Fleet) -> int | None:
    """Raise a group that stands at zero; how many instances it has then. None: it stands."""
    if fleet.min > 0 or not fleet.full or fleet.group_name is None:
        return None
    client.update_auto_scaling_group(
        AutoScalingGroupName=fleet.group_name,
        MinSize=fleet.full,
        MaxSize=max(fleet.full, fleet.max),
        DesiredCapacity=fleet.full,
    )
    return fleet.full


def fail_over(topology: Topology, client: Client, lost: str) -> tuple[Moved, ...]:
    """Move every system away from `lost`, and let the survivors' groups grow as scaling would."""
    return tuple(_moved(system, client, lost) for system in topology.systems)


def fail_back(topology: Topology, client: Client) -> None:
    """Flip every switch back. What was raised stays: scaling in is the groups' own work."""
    for system in topology.systems:
        for switch in system.switches:
            cloudwatch = client("cloudwatch", switch.region)
            flip(cloudwatch, switch, alarm=False)
            cloudwatch.set_alarm_state(
                AlarmName=switch.alarm_name, StateValue="OK", StateReason="switched back"
            )


def _moved(system: System, client: Client, lost: str) -> Moved:
    steps: list[str] = []
    switch = system.switch_away(lost)
    accelerator = system.entry.accelerator if system.entry else None
    to = next((fleet.region for fleet in system.fleets if fleet.region != lost), lost)
    if switch is not None and switch.region != lost:
        to = switch.region
        cloudwatch = client("cloudwatch", to)
        flip(cloudwatch, switch, alarm=True)
        cloudwatch.set_alarm_state(
            AlarmName=switch.alarm_name, StateValue="ALARM", StateReason="switched over"
        )
        steps.append(f"the switch in {to}")
    if accelerator is not None:
        steps += _dialled(client, accelerator, lost)
    if not steps:
        return Moved(system.name, lost, ())
    for fleet in system.fleets:
        if fleet.region != lost and fleet.group_name:
            steps += _grown(client("autoscaling", fleet.region), fleet)
    return Moved(system.name, to, tuple(steps))


def _grown(client: Any, fleet: Fleet) -> Iterator[str]:
    """The survivor takes all there is, so its group runs as many as that needs."""
    lit = light(client, fleet)
    if lit is None:
        lit = max(fleet.full or 0, fleet.in_service or 0, fleet.min + 1)
        lit = min(lit, fleet.max)
        client.set_desired_capacity(AutoScalingGroupName=fleet.group_name, DesiredCapacity=lit)
    yield f"{lit} instances in {fleet.region}"


def _dialled(client: Client, accelerator: Accelerator, lost: str) -> Iterator[str]:
    """On before off: for a moment both serve, and never neither."""
    api = client("globalaccelerator", _ACCELERATOR_API)
    for region, arn in sorted(accelerator.groups.items(), key=lambda one: one[0] == lost):
        if arn is not None:
            share = 0.0 if region == lost else 100.0
            api.update_endpoint_group(EndpointGroupArn=arn, TrafficDialPercentage=share)
            yield f"the dial of {region} at {share:.0f} %"


def _value(client: Any, switch: Switch, *, alarm: bool) -> float:
    alarms = client.describe_alarms(AlarmNames=[switch.alarm_name])["MetricAlarms"]
    if not alarms:
        raise ValueError(f"{switch.system}: there is no alarm {switch.alarm_name} to flip")
    threshold = float(alarms[0]["Threshold"])
    high = alarms[0]["ComparisonOperator"] in _HIGH_IS_ALARM
    return threshold + _STEP if alarm == high else threshold - _STEP
