"""What a stack is billed for: every type is known, every unit counted where it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openline_stacks.cloud.handlers import HANDLERS
from openline_stacks.costs import (
    BY_USE,
    COUNTED,
    FREE,
    Costs,
    QuotaUse,
    costs,
    costs_schema,
    to_json,
)
from openline_stacks.costs._load import load_of
from openline_stacks.engine import BUNDLED
from openline_stacks.permissions import NEEDS
from openline_stacks.sources import declared_beside, find_sources, planned
from openline_stacks.states import UNKNOWN, ResourceState, States, Value
from openline_stacks.topology import Topology, read

ROOT = Path(__file__).parents[3]
PLAIN = ROOT / "stacks" / "examples" / "plain"
EAST, WEST = "us-east-1", "us-west-2"
GROUP = "aws:autoscaling/group:Group"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"


@cache
def stood(name: str) -> tuple[States, Topology]:
    sources = find_sources(name)
    states = planned(sources)
    return states, read(states, declared_beside(sources, states))


@cache
def of(name: str) -> Costs:
    return costs(*stood(name))


def amounts(found: Costs, unit: str) -> dict[str, tuple[float, float | None]]:
    return {line.region: (line.steady, line.failover) for line in found.lines if line.unit == unit}


def state(type_: str, name: str = "one", /, **inputs: Value) -> ResourceState:
    urn = f"urn:pulumi:dev::shop::{type_}::{name}"
    given: dict[str, Value] = {"region": EAST, **inputs}
    return ResourceState("dev", urn, type_, name, True, None, given, {})


def alone(type_: str, /, **inputs: Value) -> dict[str, float]:
    """The units of one resource in a stack without a declaration."""
    found = costs(States((state(type_, **inputs),)))
    assert all(line.failover is None for line in found.lines)
    return {line.unit: line.steady for line in found.lines}


def fleet(size: Mapping[str, Value], made: Mapping[str, Value]) -> Costs:
    template = state(TEMPLATE, "template", **made)
    links = {"launchTemplate": (template.urn,)}
    group = replace(state(GROUP, "group", **size), property_dependencies=links)
    return costs(States((template, group)))


def test_every_type_of_the_local_aws_is_billed_somehow_or_known_to_be_free() -> None:
    known = {*COUNTED, *BY_USE, *FREE}
    assert not set(HANDLERS) - known
    assert not set(NEEDS) - known
    assert not FREE & {*COUNTED, *BY_USE}


@pytest.mark.parametrize("name", [*BUNDLED, *sorted(str(one) for one in PLAIN.iterdir())])
def test_nothing_of_our_stacks_is_left_uncounted(name: str) -> None:
    found = of(name)
    assert found.unknown == ()
    assert found.not_counted == ()


def test_what_is_billed_for_being_there_is_counted_where_it_is() -> None:
    retail = of("retail")
    assert amounts(retail, "NAT gateway") == {EAST: (3, 3), WEST: (3, 3)}
    assert amounts(retail, "load balancer, application") == {EAST: (5, 5), WEST: (5, 5)}
    assert amounts(retail, "KMS key") == {EAST: (1, 1), WEST: (1, 1)}
    assert amounts(retail, "secret") == {EAST: (1, 1), WEST: (1, 1)}  # its replica is one, too
    # three NAT gateways, and a balancer in three zones for each of five systems
    assert amounts(retail, "public IPv4 address") == {EAST: (18, 18), WEST: (18, 18)}
    assert amounts(retail, "health check") == {"": (15, 15)}
    assert amounts(retail, "accelerator") == {"": (1, 1)}


def test_the_survivor_is_paid_for_everybody_and_the_lost_region_goes_on() -> None:
    found = of("retail")
    assert found.lost == EAST
    instances = amounts(found, "instance m7g.large")
    systems = stood("retail")[1].systems
    least = sum(one.min for system in systems for one in system.fleets if one.region == EAST)
    most = sum(one.max for system in systems for one in system.fleets if one.region == WEST)
    assert least <= instances[EAST][0] < (instances[EAST][1] or 0)
    assert instances[WEST][0] < (instances[WEST][1] or 0) <= most
    requests = amounts(found, "request of a client")
    assert requests[EAST] == (1480, 0)  # steady demand of five systems
    assert requests[WEST] == (0, 5240)  # at peak, and three times the sign-ins
    gb = amounts(found, "GB of gp3 volume")
    assert gb[WEST] == (20 * instances[WEST][0], 20 * (instances[WEST][1] or 0))


def test_a_write_is_billed_in_every_region_of_the_table() -> None:
    found = of(str(PLAIN / "two-region-api"))
    each = {"eu-west-1": (7.5, 20.0), "eu-central-1": (7.5, 20.0)}  # 5 % of 150/s and of 400/s
    assert amounts(found, "write to a replicated table") == each


def test_of_two_active_regions_the_first_is_lost() -> None:
    found = of(str(PLAIN / "serverless-global"))
    assert found.lost == stood(str(PLAIN / "serverless-global"))[1].primary
    each = {"eu-west-1": (10.0, 40.0), "eu-central-1": (10.0, 40.0)}
    assert amounts(found, "write to a replicated table") == each


def test_a_pilot_light_has_no_instances_until_somebody_lights_it() -> None:
    found = of("starter")
    (unit,) = {line.unit for line in found.lines if line.unit.startswith("instance t")}
    steady, failover = amounts(found, unit)[WEST]
    (own,) = (one for one in stood("starter")[1].systems[0].fleets
              if one.region == WEST)  # fmt: skip
    assert (steady, own.min) == (0, 0)
    assert failover == own.full


def test_who_lights_it_raises_it_to_the_whole_of_it_whatever_comes() -> None:
    _, topology = stood("starter")
    (desk,) = topology.systems
    fleets = tuple(replace(one, full=7, max=9) for one in desk.fleets)
    large = replace(topology, systems=(replace(desk, fleets=fleets),))
    (lit,) = (one.urn for one in fleets if one.region == WEST)
    assert load_of(large).sizes[lit] == (0, 7, 9)


def test_tasks_are_billed_by_what_they_are_given() -> None:
    found = of(str(PLAIN / "container-service"))
    assert found.lost is None  # one region: nobody would take over
    assert amounts(found, "Fargate vCPU") == {"eu-west-1": (3, None)}  # six of half a vCPU
    assert amounts(found, "Fargate GB") == {"eu-west-1": (6, None)}
    assert amounts(found, "public IPv4 address") == {"eu-west-1": (9, None)}
    (vcpus,) = (use for use in found.quotas if use.quota == "Fargate vCPUs")
    assert (vcpus.steady, vcpus.most, vcpus.reached) == (3, 9, True)


@given(times=st.floats(1.0, 50.0))
def test_more_demand_is_never_paid_with_less(times: float) -> None:
    _, topology = stood("retail")
    busier = replace(
        topology,
        systems=tuple(
            replace(
                system,
                demand=replace(
                    system.demand,
                    steady_per_s=system.demand.steady_per_s * times,
                    peak_per_s=system.demand.peak_per_s * times,
                ),
            )
            for system in topology.systems
        ),
    )
    less, more = load_of(topology), load_of(busier)
    largest = {one.urn: one.max for system in topology.systems for one in system.fleets}
    for urn, size in less.sizes.items():
        assert all(a <= b for a, b in zip(size, more.sizes[urn], strict=True))
        assert all(count <= largest[urn] for count in more.sizes[urn])


def test_a_balancer_within_the_network_has_no_address() -> None:
    balancer = "aws:lb/loadBalancer:LoadBalancer"
    there: list[Value] = ["a", "b"]
    assert alone(balancer, subnets=there, internal=True) == {"load balancer, application": 1}
    assert alone(balancer, subnets=there)["public IPv4 address"] == 2
    mappings: list[Value] = [{"allocationId": "eipalloc-1"}, {"subnetId": "b"}]
    network = alone(balancer, subnetMappings=mappings, loadBalancerType="network")
    assert network == {"load balancer, network": 1, "public IPv4 address": 1}
    reserved = alone(balancer, minimumLoadBalancerCapacity={"capacityUnits": 200})
    assert reserved["reserved balancer capacity unit"] == 200


def test_an_endpoint_is_billed_by_the_zone_unless_it_is_a_gateway() -> None:
    endpoint = "aws:ec2/vpcEndpoint:VpcEndpoint"
    there: list[Value] = ["a", "b", "c"]
    found = alone(endpoint, vpcEndpointType="Interface", subnetIds=there)
    assert found == {"interface endpoint in a zone": 3}
    assert alone(endpoint, vpcEndpointType="Gateway") == {}


def test_a_check_is_billed_with_its_features_and_an_alarm_with_its_metrics() -> None:
    check, alarm = "aws:route53/healthCheck:HealthCheck", "aws:cloudwatch/metricAlarm:MetricAlarm"
    plain = alone(check, type="HTTP", requestInterval=30)
    assert plain == {"health check": 1}
    fast = alone(check, type="HTTPS_STR_MATCH", requestInterval=10, measureLatency=True)
    assert fast == {"health check": 1, "health check feature": 4}
    assert alone(check, type="CALCULATED") == {"health check": 1}
    queries: list[Value] = [
        {"metric": {"period": 60}},
        {"metric": {"period": 60}},
        {"expression": "a/b"},
    ]
    assert alone(alarm, metricQueries=queries) == {"metric of an alarm": 2}
    assert alone(alarm, period=10) == {"metric of a high-resolution alarm": 1}


def test_provisioned_tables_databases_and_streams() -> None:
    table = alone(
        "aws:dynamodb/table:Table", readCapacity=5, writeCapacity=3, replicas=[{"regionName": WEST}]
    )
    assert table == {"read capacity unit of a table": 5, "write capacity unit of a table": 3}
    database = alone(
        "aws:rds/instance:Instance",
        instanceClass="db.r7g.large",
        multiAz=True,
        allocatedStorage=100,
    )
    assert database == {"database instance db.r7g.large": 2, "GB of database storage": 200}
    assert alone("aws:kinesis/stream:Stream", shardCount=4) == {"shard of a data stream": 4}
    on_demand = alone("aws:kinesis/stream:Stream", streamModeDetails={"streamMode": "ON_DEMAND"})
    assert on_demand == {"data stream on demand": 1}


def test_without_a_declaration_a_group_is_as_it_is_made() -> None:
    found = fleet({"minSize": 2, "maxSize": 9}, {"instanceType": "c7g.xlarge"})
    assert amounts(found, "instance c7g.xlarge") == {EAST: (2, None)}
    (use,) = (use for use in found.quotas if use.quota.startswith("vCPUs"))
    assert (use.default, use.steady, use.failover, use.most) == (5, 8, None, 36)
    wanted = fleet({"minSize": 2, "desiredCapacity": 4}, {"instanceType": "c7g.xlarge"})
    assert amounts(wanted, "instance c7g.xlarge") == {EAST: (4, None)}


def test_a_public_instance_has_an_address_and_its_volumes() -> None:
    made: dict[str, Any] = {
        "instanceType": "t4g.small",
        "networkInterfaces": [{"associatePublicIpAddress": "true"}],
        "blockDeviceMappings": [{"ebs": {"volumeSize": 30}}],
    }
    found = fleet({"minSize": 3}, made)
    assert amounts(found, "public IPv4 address") == {EAST: (3, None)}
    assert amounts(found, "GB of gp2 volume") == {EAST: (90, None)}


@pytest.mark.parametrize(
    ("size", "made", "why"),
    [
        ({"minSize": UNKNOWN}, {"instanceType": "m7g.large"}, "how many there are"),
        ({"minSize": 1}, {"instanceType": UNKNOWN}, "instanceType"),
        ({"minSize": -1}, {"instanceType": "m7g.large"}, "-1 is no number"),
        ({"minSize": 1}, {"instanceType": "q9.large"}, "how many vCPUs"),
    ],
)
def test_what_cannot_be_counted_is_said(
    size: Mapping[str, Value], made: Mapping[str, Value], why: str
) -> None:
    assert why in fleet(size, made).not_counted[0].why


def test_a_type_that_nobody_knows_is_said() -> None:
    found = costs(States((state("aws:memorydb/cluster:Cluster"),)))
    assert found.unknown == ("aws:memorydb/cluster:Cluster",)
    assert found.lines == ()


def test_a_region_that_nothing_says_is_not_taken_for_everywhere() -> None:
    key, check = "aws:kms/key:Key", "aws:route53/healthCheck:HealthCheck"
    found = costs(States((state(key, region=None), state(check, region=None, type="TCP"))))
    assert amounts(found, "KMS key") == {"?": (1, None)}
    assert amounts(found, "health check") == {"": (1, None)}
    assert found.regions == ("?",)


def test_of_a_quota_that_each_table_has_the_warmest_counts() -> None:
    table = "aws:dynamodb/table:Table"
    warm: list[Value] = [{"readUnitsPerSecond": reads} for reads in (50_000, 12_000)]
    hot, mild = (state(table, f"t{n}", warmThroughput=one) for n, one in enumerate(warm))
    (use,) = (one for one in costs(States((hot, mild))).quotas if one.quota.startswith("warm"))
    assert (use.most, use.reached) == (50_000, True)


def test_a_quota_is_reached_when_it_is_met_and_not_before() -> None:
    four, five = (
        [use for use in costs(addresses(count)).quotas if use.quota == "elastic IP addresses"]
        for count in (4, 5)
    )
    assert not four[0].reached
    assert five[0].reached
    assert not QuotaUse("vCPUs of G and VT instances", EAST, 0, 0, None, 0).reached


def addresses(count: int) -> States:
    return States(tuple(state("aws:ec2/eip:Eip", f"nat-{number}") for number in range(count)))


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-1, 10**20), st.floats(), st.text(max_size=8),
              st.sampled_from(["1e400", "true", "FARGATE", "Interface"]), st.just(UNKNOWN)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)  # fmt: skip
KEYS = st.sampled_from([
    "minSize", "maxSize", "desiredCapacity", "launchTemplate", "instanceType", "subnets",
    "replicas", "rules", "metricQueries", "period", "requestInterval", "shardCount", "region",
    "billingMode", "readCapacity", "warmThroughput", "minimumLoadBalancerCapacity", "subnetIds",
    "vpcEndpointType", "launchType", "blockDeviceMappings", "rootBlockDevice", "allocatedStorage",
])  # fmt: skip


@given(type_=st.sampled_from(sorted(COUNTED)), inputs=st.dictionaries(KEYS, VALUES, max_size=5))
def test_no_input_makes_it_raise_and_every_figure_is_a_number(
    type_: str, inputs: dict[str, Value]
) -> None:
    one = state(type_, **inputs)
    template = state(TEMPLATE, "template", **inputs)
    linked = replace(one, property_dependencies={"launchTemplate": (template.urn,)})
    document = to_json(costs(States((linked, template))), "shop")
    json.dumps(document, allow_nan=False)


def test_the_document_follows_its_schema() -> None:
    document = to_json(of("retail"), "retail")
    jsonschema.validate(document, costs_schema())
    assert json.dumps(document) == json.dumps(to_json(costs(*stood("retail")), "retail"))
