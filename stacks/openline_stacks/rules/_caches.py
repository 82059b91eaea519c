"""Caches: clusters of ElastiCache and groups of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from openline_stacks.rules._broken import Broken
from openline_stacks.rules._model import rule
from openline_stacks.rules._stack import Stack
from openline_stacks.states import ResourceState
from openline_stacks.topology._values import items, number, text

_CLUSTER: Final = "aws:elasticache/cluster:Cluster"
_GROUP: Final = "aws:elasticache/replicationGroup:ReplicationGroup"


@rule(
    "OL216",
    "A cache that has nothing to fail over to",
    why="Several zones need automatic failover, and that needs a second node; a cluster of Redis "
    "or Valkey by itself has one node, in one zone.",
    source="ElastiCache API reference, CreateReplicationGroup: AutomaticFailoverEnabled, "
    "MultiAZEnabled; CreateCacheCluster: AZMode, NumCacheNodes",
    mend="Turn automatic failover on and give the group a replica, or take one zone.",
)
def failing_over(stack: Stack) -> Iterator[Broken]:
    for state in stack.of_type(_GROUP):
        yield from _group(state)
    for state in stack.of_type(_CLUSTER):
        yield from _cluster(state)


def _group(state: ResourceState) -> Iterator[Broken]:
    failover = state.inputs.get("automaticFailoverEnabled")
    if _on(state.inputs.get("multiAzEnabled")) and failover in (None, False, "false"):
        yield Broken(state, "automaticFailoverEnabled", "multiAzEnabled is true, and this is not")
    nodes = number(state.inputs.get("numCacheClusters"))
    if _on(failover) and nodes is not None and nodes < 2:
        yield Broken(state, "numCacheClusters", f"{nodes:g} with automaticFailoverEnabled")


def _cluster(state: ResourceState) -> Iterator[Broken]:
    nodes = number(state.inputs.get("numCacheNodes"))
    engine = text(state.inputs.get("engine"))
    if engine in ("redis", "valkey") and nodes is not None and nodes != 1:
        yield Broken(state, "numCacheNodes", f"{nodes:g} of {engine}; it takes 1")
    if text(state.inputs.get("azMode")) == "cross-az" and nodes == 1:
        yield Broken(state, "azMode", "cross-az with one node")
    zones = items(state.inputs.get("preferredAvailabilityZones"))
    if zones and nodes is not None and len(zones) != nodes:
        yield Broken(state, "preferredAvailabilityZones", f"{len(zones)} for {nodes:g} nodes")


def _on(value: object) -> bool:
    return value is True or value == "true"


RULES: Final = (failing_over,)
