"""Stacks that were not made for it: plain pulumi-aws with a declaration beside it."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest

from openline_stacks.forecast import forecast
from openline_stacks.rules import check
from openline_stacks.sources import declared_beside, find_sources, planned
from openline_stacks.states import UNKNOWN, ResourceState, States
from openline_stacks.topology import Topology, read

PLAIN = Path(__file__).parents[2] / "stacks" / "examples" / "plain"
NAMES = sorted(folder.name for folder in PLAIN.iterdir())
SERVICE = "aws:ecs/service:Service"
_FLAG = "deletionProtectionEnabled"
_KEY = ("serverSideEncryption.enabled", "serverSideEncryption.kmsKeyArn")


@cache
def states_of(name: str) -> States:
    return planned(find_sources(str(PLAIN / name)))


def topology_of(name: str, states: States | None = None) -> Topology:
    found = states or states_of(name)
    return read(found, declared_beside(find_sources(str(PLAIN / name)), found))


@dataclass(frozen=True)
class Said:
    """`strange`: part of why each thing was not understood, in order. `verdicts`: of the RTO, by
    kind of disruption. `rules`: rule, resource and property of each finding."""

    entry: str | None
    fleets: Mapping[str, tuple[int, int, str]]
    stores: tuple[str, ...]
    strange: tuple[str, ...]
    verdicts: Mapping[str, set[str | None]]
    rules: tuple[tuple[str, str, str], ...]


WOULD_MEET_ZONE_ONLY: Mapping[str, set[str | None]] = {
    "region": {"would miss"},  # there is no other
    "zone": {"would meet"},
}
SAID = {
    "container-service": Said(
        entry="alias",
        fleets={"eu-west-1": (6, 18, "abc")},
        stores=(),
        strange=(),
        verdicts=WOULD_MEET_ZONE_ONLY,
        rules=(
            ("OL150", "search", "encryptionConfigurations"),
            ("OL150", "search", "kmsKeyId"),
            ("OL151", "search", "protocol"),
            ("OL201", "search", ""),
        ),
    ),
    "queue-worker": Said(
        entry=None,
        fleets={"eu-west-1": (2, 10, "ab")},
        stores=("eu-west-1",),
        strange=(
            "no record has the name invoices.shop.example.net",
            "no target that is modelled",
            "a queue is not modelled",
            "a queue is not modelled",
        ),
        verdicts={"region": {"inconclusive"}, "zone": {"inconclusive"}},
        rules=(
            ("OL150", "failed", "kmsMasterKeyId"),
            *(("OL150", "invoices", property_) for property_ in _KEY),
            ("OL150", "jobs", "kmsMasterKeyId"),
            ("OL150", "worker", "blockDeviceMappings"),
            ("OL201", "workers", ""),
            ("OL208", "invoices", _FLAG),
        ),
    ),
    "serverless-global": Said(
        entry=None,
        fleets={},
        stores=("eu-west-1 eu-central-1",),
        strange=(
            "neither an autoscaling group nor an ECS service in eu-central-1",
            "neither an autoscaling group nor an ECS service in eu-west-1",
            *["an API gateway is not modelled"] * 2,
            *["a function is not modelled"] * 2,
            *[
                "points to a aws:apigatewayv2/domainName:DomainName",
                "only failover, weighted and simple",
            ]
            * 2,
        ),
        verdicts={"region": {"inconclusive"}, "zone": {None}},
        rules=(
            ("OL150", "profiles", "replicas[0].kmsKeyArn"),
            *(("OL150", "profiles", property_) for property_ in _KEY),
            ("OL150", "profiles-eu-central-1", "kmsKeyArn"),
            ("OL150", "profiles-eu-west-1", "kmsKeyArn"),
            ("OL208", "profiles", _FLAG),
        ),
    ),
    "static-site": Said(
        entry=None,
        fleets={},
        stores=(),
        strange=(
            "neither an autoscaling group nor an ECS service in us-east-1",
            "origin content is a bucket",
        ),
        verdicts={"region": {"inconclusive"}, "zone": {None}},
        rules=(("OL152", "content", ""),),
    ),
    "two-region-api": Said(
        entry="alias",
        fleets={"eu-central-1": (6, 18, "abc"), "eu-west-1": (6, 18, "abc")},
        stores=("eu-west-1 eu-central-1",),
        strange=(),
        verdicts={"region": {"would meet"}, "zone": {"would meet"}},
        rules=(
            ("OL150", "eu-central-1", "blockDeviceMappings"),
            ("OL150", "eu-west-1", "blockDeviceMappings"),
            ("OL150", "prices", "replicas[0].kmsKeyArn"),
            *(("OL150", "prices", property_) for property_ in _KEY),
            ("OL208", "prices", _FLAG),
        ),
    ),
    "web-app": Said(
        entry="alias",
        fleets={"eu-west-1": (4, 12, "ab")},
        stores=("eu-west-1",),
        strange=(),
        verdicts=WOULD_MEET_ZONE_ONLY,
        rules=(
            ("OL150", "app", "blockDeviceMappings"),
            *(("OL150", "bookings", property_) for property_ in _KEY),
            ("OL151", "app", "protocol"),
            ("OL154", "app", "metadataOptions.httpTokens"),
            ("OL201", "app", ""),
            ("OL208", "bookings", _FLAG),
        ),
    ),
}


def test_each_of_them_is_spoken_of() -> None:
    assert sorted(SAID) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_it_uses_none_of_our_components(name: str) -> None:
    tree = ast.parse((PLAIN / name / "__main__.py").read_text(encoding="utf-8"))
    modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    modules |= {one.name for n in ast.walk(tree) if isinstance(n, ast.Import) for one in n.names}
    assert not any((module or "").startswith("openline") for module in modules)


@pytest.mark.parametrize("name", NAMES)
def test_who_serves_whom_is_understood_and_the_rest_is_named(name: str) -> None:
    said, topology = SAID[name], topology_of(name)
    (system,) = topology.systems
    assert (system.entry.kind if system.entry else None) == said.entry
    fleets = {fleet.region: (fleet.min, fleet.max, "".join(fleet.zones)) for fleet in system.fleets}
    assert fleets == said.fleets
    assert tuple(" ".join(store.replicas) for store in system.stores) == said.stores
    whys = [entry.why for entry in topology.not_understood]
    assert len(whys) == len(said.strange), whys
    assert all(part in why for part, why in zip(said.strange, whys, strict=True)), whys
    # and whatever was not understood is on the path of the system's verdict
    assert {entry.urn for entry in topology.not_understood} <= set(system.path_urns)


@pytest.mark.parametrize("name", NAMES)
def test_a_forecast_invents_nothing(name: str) -> None:
    found: dict[str, set[str | None]] = {}
    for under in forecast(topology_of(name), trials=80, knock_outs=False).disruptions:
        kind = found.setdefault(under.disruption.kind, set())
        kind.update(operation.verdict for operation in under.operations)
        for operation in under.operations:
            if operation.verdict not in ("would meet", "would miss"):
                assert operation.doubts
                assert operation.rto_s.p50 is operation.lost_requests.p50 is None
                assert operation.meets is None
    assert found == SAID[name].verdicts


@pytest.mark.parametrize("name", NAMES)
def test_the_rules_say_what_its_style_leaves_out(name: str) -> None:
    states = states_of(name)
    findings = check(states, beside=declared_beside(find_sources(str(PLAIN / name)), states))
    told = sorted((one.rule, one.name, one.property) for one in findings)
    assert told == sorted(SAID[name].rules)
    assert all(one.at is not None and one.at.file.endswith("__main__.py") for one in findings)


def changed(type_: str, **inputs: object) -> States:
    def change(state: ResourceState) -> ResourceState:
        return replace(state, inputs={**state.inputs, **inputs}) if state.type == type_ else state  # type: ignore[dict-item]

    return States(tuple(map(change, states_of("container-service").resources)))


def test_a_service_of_containers_scales_between_its_targets_sizes() -> None:
    (fleet,) = topology_of("container-service").systems[0].fleets
    assert (fleet.min, fleet.max, fleet.in_service, fleet.scale_at) == (6, 18, None, 0.6)
    assert (fleet.per_instance_per_s, fleet.starts_s) == (50.0, 60.0)
    assert fleet.group_name is None


def test_without_a_target_a_service_keeps_its_count() -> None:
    kept = (s for s in states_of("container-service").resources if "appautoscaling" not in s.type)
    (fleet,) = topology_of("container-service", States(tuple(kept))).systems[0].fleets
    assert (fleet.min, fleet.max, fleet.in_service, fleet.scale_at) == (6, 6, 6, None)


@pytest.mark.parametrize(
    ("type_", "inputs", "why"),
    [
        (SERVICE, {"launchType": "EC2"}, "need room on instances"),
        (SERVICE, {"schedulingStrategy": "DAEMON"}, "a task on every instance"),
        ("aws:appautoscaling/target:Target", {"minCapacity": UNKNOWN}, "as declared is taken"),
        (
            "aws:appautoscaling/policy:Policy",
            {"targetTrackingScalingPolicyConfiguration": None},
            "no target that is modelled",
        ),
        (SERVICE, {"networkConfiguration": None}, "its zones are not known"),
    ],
)
def test_what_is_strange_about_a_service_is_named(
    type_: str, inputs: dict[str, object], why: str
) -> None:
    states = changed(type_, **inputs)
    if "networkConfiguration" in inputs:  # nor by what the property depends on
        states = States(
            tuple(
                replace(s, property_dependencies={}) if s.type == SERVICE else s
                for s in states.resources
            )
        )
    topology = topology_of("container-service", states)
    assert [why in entry.why for entry in topology.not_understood].count(True) == 1
