"""Auto Scaling: groups of instances."""

from __future__ import annotations

from collections.abc import Mapping
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
    "launchConfiguration": "LaunchConfigurationName",
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
    plain = request.given(_GROUP_MEMBERS)
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
     "DesiredCapacity", "HealthCheckGracePeriod", "HealthCheckType", "LaunchConfigurationName",
     "LaunchTemplate",
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

HANDLERS: Final[tuple[Handler, ...]] = (_GROUP,)
