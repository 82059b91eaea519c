"""Instances, tasks and databases, and what each brings: volumes, addresses, monitoring."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from openline_stacks.costs._asked import Asked, CannotCountError
from openline_stacks.costs._load import Size
from openline_stacks.costs._model import Counted, Per
from openline_stacks.states import ResourceState, Value
from openline_stacks.topology._graph import ECS_TASKS, GROUP, SUBNET, TEMPLATE
from openline_stacks.topology._values import dig, items, number, text

ADDRESS: Final = "public IPv4 address"
_MONITORED: Final = "instance with detailed monitoring"
_ONE: Final = Size(1.0, 1.0, 1.0)
_CPU_UNITS: Final = 1024.0  # ECS developer guide: so many units are one vCPU
_MB: Final = 1024.0


def group(state: ResourceState, asked: Asked) -> Iterator[Counted]:
    type_, size = instances(state, asked)
    template = _template(state, asked)
    region = asked.region(state)
    yield _some(f"instance {type_}", "hour", region, size)
    for unit, gb in _volumes(template.inputs):
        yield _some(unit, "month", region, size, gb)
    if _true(dig(template.inputs, "monitoring", "enabled")):
        yield _some(_MONITORED, "month", region, size)
    given = dig(template.inputs, "networkInterfaces", 0, "associatePublicIpAddress")
    if _public(state, asked, "vpcZoneIdentifiers", given):
        yield _some(ADDRESS, "hour", region, size)


def instances(state: ResourceState, asked: Asked) -> tuple[str, Size]:
    """Their type and how many there are, of a group or of an instance of its own. Of a mixture the
    first type: it is what is launched as long as there is any."""
    if state.type != GROUP:
        type_ = text(state.inputs.get("instanceType"))
        size = _ONE
    else:
        mixed = dig(state.inputs, "mixedInstancesPolicy", "launchTemplate", "overrides", 0)
        template = _template(state, asked)
        type_ = text(dig(mixed, "instanceType")) or text(template.inputs.get("instanceType"))
        size = asked.size(state)
    if type_ is None:
        raise CannotCountError("instanceType: not known before the deployment")
    return type_, size


def _template(state: ResourceState, asked: Asked) -> ResourceState:
    for property_ in ("launchTemplate", "mixedInstancesPolicy"):
        found = asked.graph.link(state, property_, TEMPLATE)
        if isinstance(found, ResourceState):
            return found
    raise CannotCountError("its launch template is none of these resources")


def instance(state: ResourceState, asked: Asked) -> Iterator[Counted]:
    type_, size = instances(state, asked)
    region = asked.region(state)
    yield _some(f"instance {type_}", "hour", region, size)
    disks = (state.inputs.get("rootBlockDevice"), *items(state.inputs.get("ebsBlockDevices")))
    for disk in disks:
        gb = number(dig(disk, "volumeSize"))
        if gb is not None:
            yield _some(_volume(disk), "month", region, size, gb)
    if _true(state.inputs.get("monitoring")):
        yield _some(_MONITORED, "month", region, size)
    if _public(state, asked, "subnetId", state.inputs.get("associatePublicIpAddress")):
        yield _some(ADDRESS, "hour", region, size)


def service(state: ResourceState, asked: Asked) -> Iterator[Counted]:
    if not on_fargate(state):
        return
    size = asked.size(state)
    region = asked.region(state)
    cpu, gb = task(state, asked)
    yield _some("Fargate vCPU", "hour", region, size, cpu)
    yield _some("Fargate GB", "hour", region, size, gb)
    if _true(dig(state.inputs, "networkConfiguration", "assignPublicIp")):
        yield _some(ADDRESS, "hour", region, size)


def on_fargate(state: ResourceState) -> bool:
    """Tasks on instances of one's own are paid for by the instances."""
    if text(state.inputs.get("launchType")) == "FARGATE":
        return True
    strategies = items(state.inputs.get("capacityProviderStrategies"))
    return any(dig(one, "capacityProvider") == "FARGATE" for one in strategies)


def task(state: ResourceState, asked: Asked) -> tuple[float, float]:
    """vCPUs and GB of one task."""
    tasks = asked.graph.link(state, "taskDefinition", ECS_TASKS)
    if not isinstance(tasks, ResourceState):
        raise CannotCountError("its task definition is none of these resources")
    cpu, memory = (number(tasks.inputs.get(key)) for key in ("cpu", "memory"))
    if cpu is None or memory is None:
        raise CannotCountError("its task definition says no number as cpu and memory")
    return cpu / _CPU_UNITS, memory / _MB


def database(state: ResourceState, asked: Asked) -> Iterator[Counted]:
    class_ = text(state.inputs.get("instanceClass"))
    if class_ is None:
        raise CannotCountError("instanceClass: not known before the deployment")
    twice = 2.0 if _true(state.inputs.get("multiAz")) else 1.0
    region = asked.region(state)
    yield _some(f"database instance {class_}", "hour", region, _ONE, twice)
    gb = number(state.inputs.get("allocatedStorage"))
    if gb:
        yield _some("GB of database storage", "month", region, _ONE, gb * twice)


def cache(state: ResourceState, asked: Asked) -> Iterator[Counted]:
    """Nodes of one kind, in one zone or several."""
    nodes = number(state.inputs.get("numCacheNodes"))
    yield _nodes(state, asked, 1.0 if nodes is None else nodes)


def caches(state: ResourceState, asked: Asked) -> Iterator[Counted]:
    """Every node of every shard, the primaries too."""
    shards = items(state.inputs.get("nodeGroupConfigurations"))
    clusters, groups, replicas = (
        number(state.inputs.get(key))
        for key in ("numCacheClusters", "numNodeGroups", "replicasPerNodeGroup")
    )
    if clusters is None:
        each = [number(dig(one, "replicaCount")) for one in shards]
        one = replicas or 0.0
        count = sum(1.0 + (one if own is None else own) for own in each)
        clusters = count or (groups or 1.0) * (1.0 + one)
    yield _nodes(state, asked, clusters)


def _nodes(state: ResourceState, asked: Asked, count: float) -> Counted:
    class_ = text(state.inputs.get("nodeType"))
    if class_ is None:
        raise CannotCountError("nodeType: not known before the deployment")
    return _some(f"cache node {class_}", "hour", asked.region(state), _ONE, count)


def _some(unit: str, per: Per, region: str, size: Size, each: float = 1.0) -> Counted:
    return Counted(unit, per, region, size.steady * each, size.failover * each)


def _volumes(inputs: Mapping[str, Value]) -> Iterator[tuple[str, float]]:
    for mapping in items(inputs.get("blockDeviceMappings")):
        disk = dig(mapping, "ebs")
        gb = number(dig(disk, "volumeSize"))
        if gb is not None:
            yield _volume(disk), gb


def _volume(disk: Value) -> str:
    kind = text(dig(disk, "volumeType")) or "gp2"  # EC2 API reference, EbsBlockDevice: the default
    return f"GB of {kind} volume" if re.fullmatch(r"\w+", kind) else "GB of volume"


def _public(state: ResourceState, asked: Asked, subnets: str, given: Value) -> bool:
    """As it says itself, else as all of its subnets do."""
    if given is not None:
        return _true(given)
    found = asked.graph.links(state, subnets, SUBNET)
    return bool(found) and all(_true(one.inputs.get("mapPublicIpOnLaunch")) for one in found)


def _true(value: Value) -> bool:
    return value is True or value == "true"
