"""ECS: where the instances of a cluster come from."""

from __future__ import annotations

from typing import Any, Final

from openline_stacks.cloud._handler import AutoName, Call, Declared, Handler, Life, Tagging
from openline_stacks.cloud._request import Request, Text

_TAGS: Final = Tagging({"resourceArn": Text("{arn}")}, answer="tags")


def _remove_provider(request: Request, id_: str) -> None:
    """moto falls over one that is not there."""
    held = request.call("ecs", "describe_capacity_providers", capacityProviders=[id_])
    if held["capacityProviders"]:
        request.call("ecs", "delete_capacity_provider", capacityProvider=id_)


_PROVIDER: Final = Declared(
    type="aws:ecs/capacityProvider:CapacityProvider",
    service="ecs",
    create=Call("create_capacity_provider", answer="capacityProvider"),
    id="capacityProviderArn",
    read=Call(
        "describe_capacity_providers", {"capacityProviders": ["$id"]}, "capacityProviders[0]"
    ),
    out={"arn": "capacityProviderArn"},
    name=AutoName(limit=255),
    life=Life(
        update=(
            Call(
                "update_capacity_provider",
                {"name": "$name", "autoScalingGroupProvider": "$autoScalingGroupProvider"},
                named=False,
            ),
        ),
        replace=frozenset({"name"}),
        remove=_remove_provider,
        tags=_TAGS,
        gone="status=='INACTIVE'",
        usual={
            "autoScalingGroupProvider.managedDraining": ...,
            "autoScalingGroupProvider.managedScaling.instanceWarmupPeriod": ...,
            "autoScalingGroupProvider.managedScaling.maximumScalingStepSize": ...,
            "autoScalingGroupProvider.managedScaling.minimumScalingStepSize": ...,
        },
    ),
)

_STRATEGY: Final = {"defaultCapacityProviderStrategies": "defaultCapacityProviderStrategy"}


def _put(request: Request, id_: str, _changed: frozenset[str]) -> None:
    _call(request, id_, request.get("capacityProviders", ()), _strategy(request))


def _strategy(request: Request) -> list[dict[str, Any]]:
    return [
        {
            key: one[key]
            for key in ("capacityProvider", "weight", "base")
            if one.get(key) is not None
        }
        for one in request.entries("defaultCapacityProviderStrategies")
    ]


def _call(request: Request, cluster: str, providers: Any, strategy: list[dict[str, Any]]) -> None:
    request.call(
        "ecs",
        "put_cluster_capacity_providers",
        cluster=cluster,
        capacityProviders=[*providers],
        defaultCapacityProviderStrategy=strategy,
    )


_CLUSTER_PROVIDERS: Final = Declared(
    type="aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
    service="ecs",
    create=Call(
        "put_cluster_capacity_providers",
        {
            "cluster": "$clusterName",
            "capacityProviders": "$capacityProviders",
            "defaultCapacityProviderStrategy": "$defaultCapacityProviderStrategies",
        },
    ),
    id=Text("{clusterName}"),
    read=Call("describe_clusters", {"clusters": ["$id"]}, "clusters[0]"),
    renames=_STRATEGY,
    life=Life(
        replace=frozenset({"clusterName"}),
        gone="!capacityProviders || status=='INACTIVE'",
        revise=_put,
        revises=frozenset({"capacityProviders", "defaultCapacityProviderStrategies"}),
        remove=lambda request, id_: _call(request, id_, (), []),
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_CLUSTER_PROVIDERS, _PROVIDER)
