"""Auto Scaling: what sizes a group, by a metric or by the clock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from openline_stacks.cloud._handler import AutoName, Call, Handler, Irregular, Life, Outputs
from openline_stacks.cloud._request import Request
from openline_stacks.cloud._shapes import fit

_PARTS: Final = r"(?P<autoscalingGroupName>[^/]+)/"  # of an id to import


def _again(create: Callable[[Request], str]) -> Callable[[Request, str, frozenset[str]], None]:
    """AWS's own call for both: what is there under the name is replaced."""

    def revise(request: Request, _id: str, _changed: frozenset[str]) -> None:
        create(request)

    return revise


_POLICY_MEMBERS: Final = {
    "adjustmentType": "AdjustmentType",
    "autoscalingGroupName": "AutoScalingGroupName",
    "cooldown": "Cooldown",
    "enabled": "Enabled",
    "estimatedInstanceWarmup": "EstimatedInstanceWarmup",
    "metricAggregationType": "MetricAggregationType",
    "minAdjustmentMagnitude": "MinAdjustmentMagnitude",
    "name": "PolicyName",
    "policyType": "PolicyType",
    "scalingAdjustment": "ScalingAdjustment",
    "stepAdjustments": "StepAdjustments",
    "targetTrackingConfiguration": "TargetTrackingConfiguration",
}


def _policy_parameters(request: Request) -> dict[str, Any]:
    shape = request.shape("autoscaling", "put_scaling_policy")
    plain = request.given(_POLICY_MEMBERS)
    filled = fit(shape, plain)
    if request.urn:
        for path in filled.strays:
            request.say(path[0].lower() + path[1:], "scaling policies have no such member here")
    return filled.values


def _create_policy(request: Request) -> str:
    parameters = _policy_parameters(request)
    request.call("autoscaling", "put_scaling_policy", **parameters)
    return str(parameters["PolicyName"])


def _read_policy(request: Request, id_: str) -> Outputs:
    answer = request.call(
        "autoscaling",
        "describe_policies",
        AutoScalingGroupName=request.get("autoscalingGroupName"),
        PolicyNames=[id_.rpartition("/")[2]],
    )
    if not answer["ScalingPolicies"]:
        raise request.missing("describe_policies", id_)
    policy = answer["ScalingPolicies"][0]
    return {"@": {}, "@held": policy, "arn": policy["PolicyARN"], "name": policy["PolicyName"]}


_POLICY: Final = Irregular(
    type="aws:autoscaling/policy:Policy",
    service="autoscaling",
    operation="put_scaling_policy",
    params=_policy_parameters,
    create=_create_policy,
    read=_read_policy,
    inputs=frozenset(_POLICY_MEMBERS),
    held=Call("describe_policies", answer="ScalingPolicies[0]"),
    members=_POLICY_MEMBERS,
    name=AutoName(limit=255),
    life=Life(
        delete=(
            Call(
                "delete_policy",
                {"AutoScalingGroupName": "$autoscalingGroupName", "PolicyName": "$id"},
            ),
        ),
        parts=_PARTS + "(?P<id>.+)",
        revise=_again(_create_policy),
        revises=frozenset(_POLICY_MEMBERS) - {"autoscalingGroupName", "name"},
    ),
)

_SCHEDULE_MEMBERS: Final = {
    "autoscalingGroupName": "AutoScalingGroupName",
    "desiredCapacity": "DesiredCapacity",
    "endTime": "EndTime",
    "maxSize": "MaxSize",
    "minSize": "MinSize",
    "recurrence": "Recurrence",
    "scheduledActionName": "ScheduledActionName",
    "startTime": "StartTime",
    "timeZone": "TimeZone",
}


_SIZES: Final = ("desiredCapacity", "maxSize", "minSize")
# The provider's own word for a size, which AWS never sees.
_AS_IT_IS: Final = -1


def _schedule_parameters(request: Request) -> dict[str, Any]:
    shape = request.shape("autoscaling", "put_scheduled_update_group_action")
    plain = {
        member: request.get(input_)
        for input_, member in _SCHEDULE_MEMBERS.items()
        if request.get(input_) not in (None, _AS_IT_IS)
    }
    return fit(shape, plain).values


def _create_schedule(request: Request) -> str:
    parameters = _schedule_parameters(request)
    request.call("autoscaling", "put_scheduled_update_group_action", **parameters)
    return str(parameters["ScheduledActionName"])


def _read_schedule(request: Request, id_: str) -> Outputs:
    answer = request.call(
        "autoscaling",
        "describe_scheduled_actions",
        AutoScalingGroupName=request.get("autoscalingGroupName"),
        ScheduledActionNames=[id_.rpartition("/")[2]],
    )
    if not answer["ScheduledUpdateGroupActions"]:
        raise request.missing("describe_scheduled_actions", id_)
    action = answer["ScheduledUpdateGroupActions"][0]
    sizes = {word: action.get(_SCHEDULE_MEMBERS[word], _AS_IT_IS) for word in _SIZES}
    return {"@": {}, "@held": action, "arn": action.get("ScheduledActionARN"), **sizes}


_SCHEDULE: Final = Irregular(
    type="aws:autoscaling/schedule:Schedule",
    service="autoscaling",
    operation="put_scheduled_update_group_action",
    params=_schedule_parameters,
    create=_create_schedule,
    read=_read_schedule,
    inputs=frozenset(_SCHEDULE_MEMBERS),
    held=Call("describe_scheduled_actions", answer="ScheduledUpdateGroupActions[0]"),
    members=_SCHEDULE_MEMBERS,
    life=Life(
        delete=(
            Call(
                "delete_scheduled_action",
                {"AutoScalingGroupName": "$autoscalingGroupName", "ScheduledActionName": "$id"},
            ),
        ),
        # moto answers no time that it was given as one that is the same text
        keep=frozenset({"endTime", "startTime"}),
        parts=_PARTS + "(?P<id>(?P<scheduledActionName>.+))",
        revise=_again(_create_schedule),
        revises=frozenset(_SCHEDULE_MEMBERS) - {"autoscalingGroupName", "scheduledActionName"},
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_POLICY, _SCHEDULE)
