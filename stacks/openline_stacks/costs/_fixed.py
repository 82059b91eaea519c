"""What is billed for being there: balancers, gateways, keys, checks, alarms and the like."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from openline_stacks.costs._asked import Asked, CannotCountError
from openline_stacks.costs._compute import ADDRESS
from openline_stacks.costs._model import Counted, Per
from openline_stacks.states import ResourceState
from openline_stacks.topology._graph import SUBNET
from openline_stacks.topology._values import dig, items, number, text

Counts: TypeAlias = Callable[[ResourceState, Asked], Iterator[Counted]]

_HIGH_RESOLUTION_S: Final = 60.0  # CloudWatch pricing: an alarm with a shorter period
_MORE: Final = 30.0  # Route 53 pricing: an interval of 10 s instead of 30 s is a feature


def one(unit: str, per: Per) -> Counts:
    """Each resource is one unit."""

    def count(state: ResourceState, asked: Asked) -> Iterator[Counted]:
        yield _there(unit, per, state, asked)

    return count


def _there(unit: str, per: Per, state: ResourceState, asked: Asked, amount: float = 1.0) -> Counted:
    return Counted(unit, per, asked.region(state), amount, amount)


def balancer(state: ResourceState, asked: Asked) -> Iterator[Counted]:
    kind = text(state.inputs.get("loadBalancerType")) or "application"
    yield _there(f"load balancer, {kind}", "hour", state, asked)
    units = number(dig(state.inputs, "minimumLoadBalancerCapacity", "capacityUnits"))
    if units:
        yield _there("reserved balancer capacity unit", "hour", state, asked, units)
    if state.inputs.get("internal") is not True:
        # one in each subnet at least; more where it has to grow. Elastic ones count themselves.
        own = [each for each in items(state.inputs.get("subnetMappings"))
               if dig(each, "allocationId") is not None]  # fmt: skip
        addresses = max(_subnets(state, asked) - len(own), 0)
        if addresses:
            yield _there(ADDRESS, "hour", state, asked, addresses)


def endpoint(state: ResourceState, asked: Asked) -> Iterator[Counted]:
    """A gateway endpoint is free."""
    if (text(state.inputs.get("vpcEndpointType")) or "Gateway") == "Gateway":
        return
    zones = _subnets(state, asked)
    if not zones:
        raise CannotCountError("subnetIds: not known before the deployment")
    yield _there("interface endpoint in a zone", "hour", state, asked, zones)


def _subnets(state: ResourceState, asked: Asked) -> int:
    """How many it lies in, listed or linked."""
    listed = 0
    linked: set[str] = set()
    for property_ in ("subnets", "subnetMappings", "subnetIds"):
        listed = max(listed, len(items(state.inputs.get(property_))))
        linked |= {found.urn for found in asked.graph.links(state, property_, SUBNET)}
    return max(listed, len(linked))


def check(state: ResourceState, asked: Asked) -> Iterator[Counted]:
    yield _there("health check", "month", state, asked)
    type_ = text(state.inputs.get("type")) or ""
    if type_ in ("CALCULATED", "CLOUDWATCH_METRIC", "RECOVERY_CONTROL"):
        return
    interval_s = number(state.inputs.get("requestInterval"))
    features = (
        type_.startswith("HTTPS"),
        type_.endswith("STR_MATCH"),
        interval_s is not None and interval_s < _MORE,
        state.inputs.get("measureLatency") is True,
    )
    if any(features):
        yield _there("health check feature", "month", state, asked, sum(features))


def alarm(state: ResourceState, asked: Asked) -> Iterator[Counted]:
    """An alarm over an expression is billed for each metric in it."""
    queries = items(state.inputs.get("metricQueries"))
    metrics = [dig(query, "metric") for query in queries if dig(query, "metric") is not None]
    periods = [number(dig(metric, "period")) for metric in metrics]
    periods.append(number(state.inputs.get("period")))
    fast = any(period is not None and period < _HIGH_RESOLUTION_S for period in periods)
    unit = "metric of a high-resolution alarm" if fast else "metric of an alarm"
    yield _there(unit, "month", state, asked, max(len(metrics), 1))


def web_acl(state: ResourceState, asked: Asked) -> Iterator[Counted]:
    yield _there("web ACL", "month", state, asked)
    rules = items(state.inputs.get("rules"))
    if rules:
        yield _there("rule of a web ACL", "month", state, asked, len(rules))


def secret(state: ResourceState, asked: Asked) -> Iterator[Counted]:
    """A replica is billed as a secret of its own."""
    yield _there("secret", "month", state, asked)
    for replica in items(state.inputs.get("replicas")):
        region = text(dig(replica, "region"))
        if region is not None:
            yield Counted("secret", "month", region, 1.0, 1.0)


def parameter(state: ResourceState, asked: Asked) -> Iterator[Counted]:
    if text(state.inputs.get("tier")) == "Advanced":
        yield _there("advanced parameter", "month", state, asked)


def stream(state: ResourceState, asked: Asked) -> Iterator[Counted]:
    if text(dig(state.inputs, "streamModeDetails", "streamMode")) == "ON_DEMAND":
        yield _there("data stream on demand", "hour", state, asked)
        return
    shards = number(state.inputs.get("shardCount"))
    if shards is None:
        raise CannotCountError("shardCount: not known before the deployment")
    yield _there("shard of a data stream", "hour", state, asked, shards)


def table(state: ResourceState, asked: Asked) -> Iterator[Counted]:
    """Every region of a global table is billed for every write, the one that took it too."""
    copies = [text(dig(each, "regionName")) or text(dig(each, "region"))
              for each in items(state.inputs.get("replicas"))]  # fmt: skip
    copies.append(text(dig(state.inputs, "globalTableWitness", "regionName")))
    regions = [asked.region(state), *(region for region in copies if region is not None)]
    provisioned = text(state.inputs.get("billingMode")) != "PAY_PER_REQUEST"
    for unit, key in (("read", "readCapacity"), ("write", "writeCapacity")):
        units = number(state.inputs.get(key)) if provisioned else None
        for region in regions if units else ():
            yield Counted(
                f"{unit} capacity unit of a table", "hour", region, units or 0.0, units or 0.0
            )
    writes = asked.load.writes.get(state.urn)
    if writes is not None:
        unit = "write to a replicated table" if len(regions) > 1 else "write to a table"
        for region in regions:
            yield Counted(unit, "second", region, *writes)
