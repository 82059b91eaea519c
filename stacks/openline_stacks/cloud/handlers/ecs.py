"""ECS: clusters, task definitions, services. moto starts no task of a service."""

from __future__ import annotations

import json
from typing import Any, Final

from openline_stacks.cloud._handler import (
    AutoName,
    Call,
    Declared,
    Handler,
    Irregular,
    Life,
    Outputs,
    Tagging,
)
from openline_stacks.cloud._request import Request, Text
from openline_stacks.cloud._shapes import fit
from openline_stacks.states import UNKNOWN

_TAGS: Final = Tagging({"resourceArn": Text("{arn}")}, answer="tags")

_CLUSTER: Final = Declared(
    type="aws:ecs/cluster:Cluster",
    service="ecs",
    create=Call("create_cluster", {"clusterName": "$name"}, "cluster"),
    id="clusterArn",
    read=Call(
        "describe_clusters", {"clusters": ["$id"], "include": ["SETTINGS", "TAGS"]}, "clusters[0]"
    ),
    out={"arn": "clusterArn", "name": "clusterName"},
    name=AutoName(limit=255),
    life=Life(
        update=(Call("update_cluster", {"cluster": "$id"}),),
        replace=frozenset({"name"}),
        delete=(Call("delete_cluster", {"cluster": "$id"}),),
        tags=_TAGS,
        gone="status=='INACTIVE'",
        usual={"settings": ...},
        find=Call("describe_clusters", {"clusters": ["$name"]}, "clusters[0].clusterArn"),
    ),
)

_TASK_INPUTS: Final = frozenset(
    {"cpu", "ephemeralStorage", "executionRoleArn", "family", "ipcMode", "memory", "networkMode",
     "pidMode", "placementConstraints", "proxyConfiguration", "requiresCompatibilities",
     "runtimePlatform", "tags", "taskRoleArn", "volumes"}
)  # fmt: skip


def _task_parameters(request: Request) -> dict[str, Any]:
    shape = request.shape("ecs", "register_task_definition")
    inputs = {k: v for k, v in request.inputs.items() if k in _TASK_INPUTS and v is not None}
    params = fit(shape, inputs).values
    text = request.get("containerDefinitions")
    if isinstance(text, str):
        try:
            containers = json.loads(text)
        except ValueError as error:
            raise request.error(f"containerDefinitions is no JSON: {error}") from error
        params["containerDefinitions"] = fit(shape, {"containerDefinitions": containers}).values[
            "containerDefinitions"
        ]
    elif text is UNKNOWN:
        params["containerDefinitions"] = UNKNOWN
    return params


def _register(request: Request) -> str:
    request.call("ecs", "register_task_definition", **_task_parameters(request))
    return str(request.get("family"))


def _said(container: dict[str, Any]) -> dict[str, Any]:
    """A container without what AWS adds to it: zeros and empty lists."""
    return {key: value for key, value in container.items() if value not in (0, "", [], {}, None)}


def _read_task(request: Request, id_: str) -> Outputs:
    known = request.outputs.get("arn") or id_
    answer = request.call("ecs", "describe_task_definition", taskDefinition=known)
    task = answer["taskDefinition"]
    return {
        "containerDefinitions": json.dumps([_said(one) for one in task["containerDefinitions"]]),
        "@": {},
        "@held": task,
        "arn": task["taskDefinitionArn"],
        "arnWithoutRevision": task["taskDefinitionArn"].rpartition(":")[0],
        "revision": task["revision"],
        "family": task["family"],
    }


def _deregister(request: Request, id_: str) -> None:
    arn = _read_task(request, id_)["arn"]
    request.call("ecs", "deregister_task_definition", taskDefinition=arn)


_TASK: Final = Irregular(
    type="aws:ecs/taskDefinition:TaskDefinition",
    service="ecs",
    operation="register_task_definition",
    params=_task_parameters,
    create=_register,
    read=_read_task,
    inputs=_TASK_INPUTS | {"containerDefinitions"},
    held=Call("describe_task_definition", answer="taskDefinition"),
    local=frozenset({"skipDestroy", "trackLatest"}),
    life=Life(  # a definition is never changed: a new revision takes its place
        tags=_TAGS,
        keep=frozenset({"containerDefinitions"}),
        gone="status=='INACTIVE'",
        usual={"containerDefinitions": ..., "placementConstraints": ...},
        parts=r"(?:arn:.+:task-definition/)?(?P<id>[^:/]+)(?::\d+)?",
        remove=_deregister,
    ),
)


def _service_parameters(request: Request) -> dict[str, Any]:
    shape = request.shape("ecs", "create_service")
    wanted = {k: v for k, v in request.inputs.items() if k in _SERVICE_INPUTS and v is not None}
    wanted["serviceName"] = wanted.pop("name", None)
    network = request.block("networkConfiguration")
    if network:
        public = {True: "ENABLED", False: "DISABLED"}.get(network.get("assignPublicIp", False))
        own = {**network, "assignPublicIp": public}
        wanted["networkConfiguration"] = {"awsvpcConfiguration": own}
    return fit(shape, wanted).values


_SERVICE_INPUTS: Final = frozenset(
    {"cluster", "deploymentController", "desiredCount", "enableEcsManagedTags",
     "enableExecuteCommand", "healthCheckGracePeriodSeconds", "launchType", "loadBalancers",
     "name", "networkConfiguration", "orderedPlacementStrategies", "placementConstraints",
     "platformVersion", "propagateTags", "schedulingStrategy", "serviceRegistries", "tags",
     "taskDefinition"}
)  # fmt: skip


def _create_service(request: Request) -> str:
    answer = request.call("ecs", "create_service", **_service_parameters(request))
    return str(answer["service"]["serviceArn"])


def _cluster_of(request: Request, id_: str) -> str:
    return str(request.get("cluster") or id_.split("/")[-2])


def _read_service(request: Request, id_: str) -> Outputs:
    answer = request.call(
        "ecs",
        "describe_services",
        cluster=_cluster_of(request, id_),
        services=[id_],
        include=["TAGS"],
    )
    found = [one for one in answer["services"] if one["status"] != "INACTIVE"]
    if not found:
        raise request.missing("describe_services", id_)
    return {"@": {}, "@held": found[0], "name": found[0]["serviceName"], "arn": id_}


def _revise_service(request: Request, id_: str, changed: frozenset[str]) -> None:
    shape = request.shape("ecs", "update_service")
    whole = _service_parameters(request)
    sent = {k: v for k, v in whole.items() if k in shape.members and k in changed}
    request.call(
        "ecs", "update_service", **{**sent, "cluster": _cluster_of(request, id_), "service": id_}
    )


def _remove_service(request: Request, id_: str) -> None:
    place = {"cluster": _cluster_of(request, id_), "service": id_}
    request.call("ecs", "delete_service", force=True, **place)


_SERVICE: Final = Irregular(
    type="aws:ecs/service:Service",
    service="ecs",
    operation="create_service",
    params=_service_parameters,
    create=_create_service,
    read=_read_service,
    inputs=_SERVICE_INPUTS,
    held=Call("describe_services", answer="services[0]"),
    members={"name": "serviceName"},
    name=AutoName(limit=255),
    local=frozenset({"forceDelete", "forceNewDeployment", "waitForSteadyState"}),
    life=Life(
        unique="InvalidParameterException: Creation of service was not idempotent.",
        replace=frozenset({"cluster", "deploymentController", "launchType", "name",
                           "schedulingStrategy"}),
        tags=_TAGS,
        keep=frozenset({"cluster", "networkConfiguration", "taskDefinition"}),
        tells={
            "cluster": Call("describe_services", {"cluster": "$cluster", "services": ["$id"]},
                            "services[0].clusterArn"),
        },
        find=Call("describe_services", {"cluster": "$cluster", "services": ["$name"]},
                  "services[?status!='INACTIVE'] | [0].serviceArn"),
        revise=_revise_service,
        revises=frozenset(
            {"desiredCount", "enableEcsManagedTags", "enableExecuteCommand",
             "healthCheckGracePeriodSeconds", "loadBalancers", "networkConfiguration",
             "orderedPlacementStrategies", "placementConstraints", "platformVersion",
             "propagateTags", "serviceRegistries", "taskDefinition"}
        ),
        usual={"deploymentController": ..., "launchType": "EC2", "propagateTags": "NONE",
               "schedulingStrategy": "REPLICA"},
        parts=r"(?P<cluster>[^/]+)/(?P<name>.+)",
        remove=_remove_service,
    ),
)  # fmt: skip

HANDLERS: Final[tuple[Handler, ...]] = (_CLUSTER, _SERVICE, _TASK)
