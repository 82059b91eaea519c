"""Auto Scaling: groups and the policies that size them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from openline_stacks.cloud._handler import AutoName, Call, Handler, Irregular, Life, Outputs
from openline_stacks.cloud._request import Request
from openline_stacks.cloud._shapes import fit
from openline_stacks.states import UNKNOWN

_GROUP_MEMBERS: Final = {
    "availabilityZones": "AvailabilityZones",
    "capacityRebalance": "CapacityRebalance",
    "defaultCooldown": "DefaultCooldown",
    "defaultInstanceWarmup": "DefaultInstanceWarmup",
    "desiredCapacity": "DesiredCapacity",
    "healthCheckGracePeriod": "HealthCheckGracePeriod",
    "healthCheckType": "HealthCheckType",
    "launchTemplate": "LaunchTemplate",
    "maxInstanceLifetime": "MaxInstanceLifetime",
    "maxSize": "MaxSize",
    "minSize": "MinSize",
    "name": "AutoScalingGroupName",
    "protectFromScaleIn": "NewInstancesProtectedFromScaleIn",
    "targetGroupArns": "TargetGroupARNs",
    "terminationPolicies": "TerminationPolicies",
}


def _group_parameters(request: Request) -> dict[str, Any]:
    shape = request.shape("autoscaling", "create_auto_scaling_group")
    plain = {
        member: request.get(input_)
        for input_, member in _GROUP_MEMBERS.items()
        if request.get(input_) is not None
    }
    renames = {"LaunchTemplate.id": "LaunchTemplateId", "LaunchTemplate.name": "LaunchTemplateName"}
    params = fit(shape, plain, renames).values
    subnets = request.get("vpcZoneIdentifiers")
    if subnets is not None:
        known = subnets is not UNKNOWN and UNKNOWN not in subnets
        params["VPCZoneIdentifier"] = ",".join(subnets) if known else UNKNOWN
    tags = request.entries("tags")
    if tags:
        params["Tags"] = [_tag(request, tag) for tag in tags]
    return params


def _tag(request: Request, tag: Mapping[str, Any]) -> dict[str, Any]:
    filled = {
        "Key": tag.get("key"),
        "Value": tag.get("value"),
        "PropagateAtLaunch": tag.get("propagateAtLaunch"),
        "ResourceType": "auto-scaling-group",
        "ResourceId": request.get("name"),
    }
    return {key: value for key, value in filled.items() if value is not None}


def _create_group(request: Request) -> str:
    parameters = _group_parameters(request)
    request.call("autoscaling", "create_auto_scaling_group", **parameters)
    return str(parameters["AutoScalingGroupName"])


def _read_group(request: Request, id_: str) -> Outputs:
    answer = request.call(
        "autoscaling", "describe_auto_scaling_groups", AutoScalingGroupNames=[id_]
    )
    if not answer["AutoScalingGroups"]:
        raise request.missing("describe_auto_scaling_groups", id_)
    group = answer["AutoScalingGroups"][0]
    told = ("AvailabilityZones", "DefaultCooldown", "HealthCheckType", "ServiceLinkedRoleARN")
    return {
        "@": {key: group[key] for key in told if key in group},
        "@held": group,
        "arn": group["AutoScalingGroupARN"],
        "desiredCapacity": group["DesiredCapacity"],
        "name": id_,
    }


def _as_tags(tags: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "key": one["Key"],
            "value": one["Value"],
            "propagateAtLaunch": one.get("PropagateAtLaunch", False),
        }
        for one in tags
    ]


def _revise_group(request: Request, id_: str, changed: frozenset[str]) -> None:
    """Sizes and checks by one call; balancers and tags have calls of their own."""
    whole = _group_parameters(request)
    names = {m: i for i, m in _GROUP_MEMBERS.items()} | {"VPCZoneIdentifier": "vpcZoneIdentifiers"}
    sent = {m: v for m, v in whole.items() if names.get(m) in changed and m in _UPDATABLE}
    if sent:
        request.call("autoscaling", "update_auto_scaling_group", AutoScalingGroupName=id_, **sent)
    held = request.call("autoscaling", "describe_auto_scaling_groups", AutoScalingGroupNames=[id_])[
        "AutoScalingGroups"
    ][0]
    if "targetGroupArns" in changed:
        _revise_targets(request, id_, held.get("TargetGroupARNs", []))
    if "tags" in changed:
        wanted = {tag["Key"] for tag in whole.get("Tags", ())}
        gone = [
            {"Key": one["Key"], "ResourceId": id_, "ResourceType": "auto-scaling-group"}
            for one in held.get("Tags", ())
            if one["Key"] not in wanted
        ]
        if gone:
            request.call("autoscaling", "delete_tags", Tags=gone)
        if whole.get("Tags"):
            request.call("autoscaling", "create_or_update_tags", Tags=whole["Tags"])


_UPDATABLE: Final = frozenset(
    {"AvailabilityZones", "CapacityRebalance", "DefaultCooldown", "DefaultInstanceWarmup",
     "DesiredCapacity", "HealthCheckGracePeriod", "HealthCheckType", "LaunchTemplate",
     "MaxInstanceLifetime", "MaxSize", "MinSize", "NewInstancesProtectedFromScaleIn",
     "TerminationPolicies", "VPCZoneIdentifier"}
)  # fmt: skip


def _revise_targets(request: Request, id_: str, held: list[str]) -> None:
    wanted = [*request.get("targetGroupArns", ())]
    steps = (
        ("detach", [one for one in held if one not in wanted]),
        ("attach", [one for one in wanted if one not in held]),
    )
    for verb, arns in steps:
        if arns:
            request.call(
                "autoscaling",
                f"{verb}_load_balancer_target_groups",
                AutoScalingGroupName=id_,
                TargetGroupARNs=arns,
            )


_GROUP: Final = Irregular(
    type="aws:autoscaling/group:Group",
    service="autoscaling",
    operation="create_auto_scaling_group",
    params=_group_parameters,
    create=_create_group,
    read=_read_group,
    inputs=frozenset(_GROUP_MEMBERS) | {"tags", "vpcZoneIdentifiers"},
    held=Call("describe_auto_scaling_groups", answer="AutoScalingGroups[0]"),
    members=_GROUP_MEMBERS | {"vpcZoneIdentifiers": "VPCZoneIdentifier"},
    name=AutoName(limit=255),
    local=frozenset({"forceDelete", "ignoreFailedScalingActivities", "minElbCapacity",
                     "waitForCapacityTimeout", "waitForElbCapacity"}),
    life=Life(
        unique="AlreadyExists: A group with the name {name} already exists",
        replace=frozenset({"name", "namePrefix"}),
        delete=(
            Call("delete_auto_scaling_group", {"AutoScalingGroupName": "$id", "ForceDelete": True}),
        ),
        back={
            "vpcZoneIdentifiers": lambda text: text.split(",") if text else [],
            "tags": _as_tags,
            "launchTemplate": lambda one: {
                "id": one["LaunchTemplateId"],
                "version": one.get("Version", "$Default"),
            },
        },
        usual={"defaultCooldown": 300, "healthCheckType": "EC2", "availabilityZones": ...,
               "terminationPolicies": ..., "serviceLinkedRoleArn": ..., "desiredCapacity": ...},
        revise=_revise_group,
        revises=frozenset(_GROUP_MEMBERS) - {"name"} | {"tags", "vpcZoneIdentifiers"},
    ),
)  # fmt: skip

_PARTS: Final = r"(?P<autoscalingGroupName>[^/]+)/"  # of an id to import


def _put(create: Callable[[Request], str], request: Request) -> None:
    """AWS's own call for both: what is there under the name is replaced."""
    create(request)


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
    plain = {
        member: request.get(input_)
        for input_, member in _POLICY_MEMBERS.items()
        if request.get(input_) is not None
    }
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
        revise=lambda request, _id, _changed: _put(_create_policy, request),
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
        revise=lambda request, _id, _changed: _put(_create_schedule, request),
        revises=frozenset(_SCHEDULE_MEMBERS) - {"autoscalingGroupName", "scheduledActionName"},
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_GROUP, _POLICY, _SCHEDULE)
