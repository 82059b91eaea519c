"""EKS: clusters and their groups of nodes. moto stores them; no Kubernetes answers."""

from __future__ import annotations

from typing import Any, Final

from openline_stacks.cloud._handler import AutoName, Call, Declared, Handler, Life, Tagging
from openline_stacks.cloud._request import Request, Text

_TAGS: Final = Tagging({"resourceArn": Text("{arn}")}, answer="tags")


def _as_network(held: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in held.items() if key not in _AWS_OWN}


# What AWS makes of a network's settings, beside what it was told.
_AWS_OWN: Final = frozenset({"clusterSecurityGroupId", "vpcId"})

_CLUSTER: Final = Declared(
    type="aws:eks/cluster:Cluster",
    service="eks",
    create=Call("create_cluster", answer="cluster"),
    id="name",
    read=Call("describe_cluster", {"name": "$id"}, "cluster"),
    renames={"vpcConfig": "resourcesVpcConfig", "enabledClusterLogTypes": "logging"},
    out={
        "arn": "arn",
        "certificateAuthority": "certificateAuthority",
        "certificateAuthorities": "[certificateAuthority]",
        "createdAt": "createdAt",
        "endpoint": "endpoint",
        "identities": "[{oidcs: [{issuer: identity.oidc.issuer}]}]",
        "platformVersion": "platformVersion",
        "status": "status",
    },
    name=AutoName(limit=100),
    deaf={
        "accessConfig": "moto knows no other way in",
        "enabledClusterLogTypes": "moto writes no logs of a cluster",
    },
    local=frozenset({"bootstrapSelfManagedAddons"}),
    life=Life(
        replace=frozenset(
            {"encryptionConfig", "kubernetesNetworkConfig", "name", "roleArn", "version"}
        ),
        delete=(Call("delete_cluster", {"name": "$id"}),),
        tags=_TAGS,
        keep=frozenset({"vpcConfig"}),
        back={"vpcConfig": _as_network},
        usual={
            "enabledClusterLogTypes": ...,
            "kubernetesNetworkConfig": ...,
            "version": ...,
            "vpcConfig.endpointPublicAccess": True,
            "vpcConfig.publicAccessCidrs": ...,
        },
        revise=lambda request, id_, _changed: _revise_cluster(request, id_),
        revises=frozenset({"vpcConfig"}),
    ),
)


def _revise_cluster(request: Request, id_: str) -> None:
    """Who may reach it can change, its subnets can not be taken away."""
    wanted = {
        key: value
        for key, value in request.block("vpcConfig").items()
        if key in ("endpointPrivateAccess", "endpointPublicAccess", "publicAccessCidrs")
    }
    if wanted:
        request.call("eks", "update_cluster_config", name=id_, resourcesVpcConfig=wanted)


_NODES_OF: Final = {"clusterName": "$clusterName", "nodegroupName": "$nodeGroupName"}
_NODES: Final = Declared(
    type="aws:eks/nodeGroup:NodeGroup",
    service="eks",
    create=Call(
        "create_nodegroup",
        {**_NODES_OF, "nodeRole": "$nodeRoleArn", "subnets": "$subnetIds"},
        "nodegroup",
    ),
    id=Text("{clusterName}:{nodeGroupName}"),
    read=Call("describe_nodegroup", _NODES_OF, "nodegroup"),
    renames={
        "nodeGroupName": "nodegroupName",
        "nodeRoleArn": "nodeRole",
        "subnetIds": "subnets",
    },
    out={"arn": "nodegroupArn", "status": "status", "resources": "[resources]"},
    name=AutoName(property="nodeGroupName", limit=63),
    local=frozenset({"forceUpdateVersion"}),
    deaf={"tags": "moto tags no nodes", "updateConfig": "moto replaces no nodes"},
    life=Life(
        update=(
            Call(
                "update_nodegroup_config",
                {**_NODES_OF, "scalingConfig": "$scalingConfig"},
                named=False,
            ),
        ),
        replace=frozenset(
            {"amiType", "capacityType", "clusterName", "diskSize", "instanceTypes", "labels",
             "launchTemplate", "nodeGroupName", "nodeRoleArn", "releaseVersion",
             "subnetIds", "taints", "version"}
        ),
        delete=(Call("delete_nodegroup", _NODES_OF),),
        usual=dict.fromkeys(
            ("amiType", "capacityType", "diskSize", "instanceTypes", "releaseVersion",
             "remoteAccess", "version"),
            ...,
        ),
        parts=r"(?P<clusterName>[^:]+):(?P<nodeGroupName>.+)",
    ),
)  # fmt: skip

HANDLERS: Final[tuple[Handler, ...]] = (_CLUSTER, _NODES)
