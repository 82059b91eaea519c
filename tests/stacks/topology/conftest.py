"""Hand-built states of a two-region stack, shaped as the components make them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from openline import contract
from openline.declaration import Declaration, fqdn
from openline_stacks.states import UNKNOWN, ResourceState, States, Value

PRIMARY, STANDBY = "us-east-1", "us-west-2"
ZONE = "Z0123456789ABCDEFGHIJ"


def declared(**over: Any) -> Declaration:
    """Two systems: one with a store, one that needs it."""
    data: dict[str, Any] = {
        "openline": 1,
        "stack": "shop",
        "account": "123456789012",
        "domain": "shop.example.net",
        "zone_id": ZONE,
        "regions": {PRIMARY: "primary", STANDBY: "standby"},
        "zones": {PRIMARY: ["a", "b"], STANDBY: ["a", "b"]},
        "network": {PRIMARY: "10.20.0.0/16", STANDBY: "10.30.0.0/16"},
        "defaults": {"objectives": {"region": {"rto": "15m", "rpo": "15s"}}},
        "systems": {
            "orders": {
                "demand": {"steady": "120/s", "peak": "500/s"},
                "needs": ["portal", {"on": "cards", "kind": "external"}],
                "operations": {
                    "place": {"share": "10%", "writes": "baskets", "after_failover": "2x for 5m"},
                    "track": {"share": "90%"},
                },
                "stores": {"baskets": {}},
            },
            "portal": {"host": "@", "demand": {"steady": "80/s", "peak": "200/s"}},
        },
    }
    return Declaration.model_validate({**data, **over})


class Builder:
    """Adds states one by one; `links` maps a property to what it points to."""

    def __init__(self, stack: str, *, known: bool) -> None:
        self.stack = stack
        self.known = known
        self.states: list[ResourceState] = []

    def add(
        self,
        type_: str,
        name: str,
        inputs: Mapping[str, Value],
        *,
        parent: ResourceState | None = None,
        region: str | None = None,
        links: Mapping[str, tuple[ResourceState, ...]] | None = None,
    ) -> ResourceState:
        custom = not type_.startswith("openline:")
        known = f"{type_.split(':')[-1].lower()}-{name}" if custom and self.known else None
        state = ResourceState(
            stack=self.stack,
            urn=f"urn:pulumi:test::shop::{type_}::{name}",
            type=type_,
            name=name,
            custom=custom,
            id=known or (UNKNOWN if custom else None),
            inputs={**inputs, **({"region": region} if region else {})},
            outputs={"arn": f"arn:{known}", "dnsName": f"{known}.test"} if known else {},
            parent=parent.urn if parent else None,
            property_dependencies={
                property_: tuple(target.urn for target in targets)
                for property_, targets in (links or {}).items()
            },
            region=region,
            origin="emulated" if self.known else "previewed",
        )
        self.states.append(state)
        return state

    def later(self, text: str) -> Value:
        """A value that only a deployment knows."""
        return text if self.known else UNKNOWN


def built(declaration: Declaration, *, known: bool = True) -> States:
    """The whole stack, deployed (`known`) or previewed."""
    builder = Builder(declaration.stack, known=known)
    top = builder.add(
        contract.TYPE_STACK,
        "shop",
        {
            "schemaVersion": contract.SCHEMA_VERSION,
            "declaration": declaration.canonical_json(),
            "declarationDigest": declaration.digest(),
        },
    )
    for system in declaration.systems:
        balancers = {
            region: _fleet(builder, declaration, top, system, region)
            for region in declaration.regions
        }
        _stores(builder, declaration, top, system)
        _routing(builder, declaration, top, system, balancers)
    return States(tuple(builder.states))


def _tags(declaration: Declaration, system: str, region: str) -> dict[str, Value]:
    return {
        contract.TAG_STACK: declaration.stack,
        contract.TAG_SYSTEM: system,
        contract.TAG_REGION: region,
        contract.TAG_SERVES_REGION: region,
        contract.TAG_ROLE: declaration.regions[region],
    }


def _fleet(
    builder: Builder, declaration: Declaration, top: ResourceState, system: str, region: str
) -> ResourceState:
    tags = _tags(declaration, system, region)
    name = f"{system}-{region}"
    component = builder.add(
        contract.TYPE_FLEET,
        name,
        {
            "schemaVersion": 1,
            "system": system,
            "region": region,
            "fullSize": 9,
            "warmUpS": 180.0,
            "requestsPerInstancePerS": 120.0,
        },
        parent=top,
    )

    def add(
        type_: str, suffix: str, inputs: Mapping[str, Value], **links: tuple[ResourceState, ...]
    ) -> ResourceState:
        return builder.add(
            type_, f"{name}-{suffix}", inputs, parent=component, region=region, links=links
        )

    balancer = add("aws:lb/loadBalancer:LoadBalancer", "alb", {"tags": tags})
    target = add("aws:lb/targetGroup:TargetGroup", "tg", {"tags": tags})
    certificate = add("aws:acm/certificate:Certificate", "cert", {})
    add(
        "aws:lb/listener:Listener",
        "https",
        {"defaultActions": [{"type": "forward", "targetGroupArn": builder.later("arn")}]},
        loadBalancerArn=(balancer,),
        defaultActions=(target,),
        certificateArn=(certificate,),
    )
    add(
        "aws:lb/listener:Listener",
        "http",
        {"defaultActions": [{"type": "redirect", "redirect": {"port": "443"}}]},
        loadBalancerArn=(balancer,),
    )
    subnets = tuple(
        add("aws:ec2/subnet:Subnet", zone, {"availabilityZone": f"{region}{zone}"})
        for zone in declaration.zones[region]
    )
    template = add("aws:ec2/launchTemplate:LaunchTemplate", "lt", {})
    group = add(
        "aws:autoscaling/group:Group",
        "fleet",
        {
            "minSize": 6,
            "maxSize": 12.0,
            "tags": [{"key": key, "value": value} for key, value in tags.items()],
        },
        launchTemplate=(template,),
        targetGroupArns=(target,),
        vpcZoneIdentifiers=subnets,
    )
    add(
        "aws:autoscaling/policy:Policy",
        "scaling",
        {
            "targetTrackingConfiguration": {
                "targetValue": 5040.0,
                "predefinedMetricSpecification": {
                    "predefinedMetricType": "ALBRequestCountPerTarget",
                    "resourceLabel": builder.later("label"),
                },
            }
        },
        autoscalingGroupName=(group,),
        targetTrackingConfiguration=(balancer, target),
    )
    return balancer


def _stores(builder: Builder, declaration: Declaration, top: ResourceState, system: str) -> None:
    for store in declaration.systems[system].stores:
        component = builder.add(
            contract.TYPE_STORE,
            f"{system}-{store}",
            {"schemaVersion": 1, "system": system, "store": store},
            parent=top,
        )
        replicas: list[Value] = [
            {"regionName": region} for region in declaration.regions if region != PRIMARY
        ]
        builder.add(
            "aws:dynamodb/table:Table",
            f"{system}-{store}",
            {"replicas": replicas, "tags": _tags(declaration, system, PRIMARY)},
            parent=component,
            region=PRIMARY,
        )


def _routing(
    builder: Builder,
    declaration: Declaration,
    top: ResourceState,
    system: str,
    balancers: Mapping[str, ResourceState],
) -> None:
    public = fqdn(declaration, system)
    component = builder.add(
        contract.TYPE_ROUTING, system, {"schemaVersion": 1, "system": system}, parent=top
    )
    regional = {
        region: builder.add(
            "aws:route53/record:Record",
            f"{system}-{region}",
            {
                "name": f"{system}-{region}.{declaration.domain}",
                "type": "A",
                "zoneId": ZONE,
                "aliases": [{"name": builder.later(region), "evaluateTargetHealth": False}],
            },
            parent=component,
            links={"aliases": (balancer,)},
        )
        for region, balancer in balancers.items()
    }
    endpoints = {
        region: builder.add(
            "aws:route53/healthCheck:HealthCheck",
            f"{system}-{region}-serves",
            {
                "type": "HTTPS",
                "fqdn": f"{system}-{region}.{declaration.domain}",
                "resourcePath": "/ready",
                "requestInterval": 10,
                "failureThreshold": 3,
                "tags": _tags(declaration, system, region),
            },
            parent=component,
            links={"fqdn": (record,)},
        )
        for region, record in regional.items()
    }
    checks = {PRIMARY: _decider(builder, declaration, component, system, endpoints[PRIMARY])}
    for region in balancers:
        _public(
            builder, declaration, component, system, public, region, balancers, regional, checks
        )


def _decider(
    builder: Builder,
    declaration: Declaration,
    component: ResourceState,
    system: str,
    endpoint: ResourceState,
) -> ResourceState:
    alarm = builder.add(
        "aws:cloudwatch/metricAlarm:MetricAlarm",
        f"{system}-switch",
        {
            "namespace": "Openline",
            "metricName": "FailOver",
            "dimensions": {"stack": declaration.stack, "group": "stack"},
        },
        parent=component,
        region=STANDBY,
    )
    metric = builder.add(
        "aws:route53/healthCheck:HealthCheck",
        f"{system}-switch",
        {
            "type": "CLOUDWATCH_METRIC",
            "cloudwatchAlarmName": builder.later("switch"),
            "cloudwatchAlarmRegion": STANDBY,
            "insufficientDataHealthStatus": "LastKnownStatus",
        },
        parent=component,
        links={"cloudwatchAlarmName": (alarm,)},
    )
    failover = declaration.systems[system].failover or declaration.failover
    if failover.decide == "manual":
        return metric
    return builder.add(
        "aws:route53/healthCheck:HealthCheck",
        f"{system}-either",
        {
            "type": "CALCULATED",
            "childHealthThreshold": 2,
            "childHealthchecks": [builder.later("a"), builder.later("b")],
        },
        parent=component,
        links={"childHealthchecks": (metric, endpoint)},
    )


def _public(
    builder: Builder,
    declaration: Declaration,
    component: ResourceState,
    system: str,
    public: str,
    region: str,
    balancers: Mapping[str, ResourceState],
    regional: Mapping[str, ResourceState],
    checks: Mapping[str, ResourceState],
) -> None:
    entry = declaration.systems[system].entry
    inputs: dict[str, Value] = {"name": public, "zoneId": ZONE}
    links: dict[str, tuple[ResourceState, ...]] = {}
    if entry.kind == "alias":
        inputs |= {"type": "A", "aliases": [{"evaluateTargetHealth": False}]}
        links["aliases"] = (balancers[region],)
    else:
        inputs |= {"type": "CNAME", "ttl": entry.ttl_s, "records": [builder.later(region)]}
        links["records"] = (regional[region],)
    if len(balancers) > 1:
        role = declaration.regions[region]
        kind = "PRIMARY" if role == "primary" else "SECONDARY"
        inputs |= {
            "setIdentifier": f"service:{region}",
            "failoverRoutingPolicies": [{"type": kind}],
        }
        if region in checks:
            inputs["healthCheckId"] = builder.later("check")
            links["healthCheckId"] = (checks[region],)
    builder.add(
        "aws:route53/record:Record",
        f"{system}-public-{region}",
        inputs,
        parent=component,
        links=links,
    )


def changed(states: States, name: str, type_: str, **inputs: Value) -> States:
    """The same states with some inputs of one resource set; None takes one away."""
    found = [s for s in states.resources if s.name == name and s.type.endswith(type_)]
    assert len(found) == 1, f"{len(found)} resources {name} of type {type_}"
    return States(
        tuple(
            replace(
                state,
                inputs={
                    key: value
                    for key, value in {**state.inputs, **inputs}.items()
                    if value is not None
                },
            )
            if state is found[0]
            else state
            for state in states.resources
        )
    )


@pytest.fixture
def declare() -> Callable[..., Declaration]:
    return declared


@pytest.fixture
def build() -> Callable[..., States]:
    return built


@pytest.fixture
def change() -> Callable[..., States]:
    return changed


@pytest.fixture
def builder() -> type[Builder]:
    return Builder
