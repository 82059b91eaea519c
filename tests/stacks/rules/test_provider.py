"""The provider's own schema: each entry of its tables finds what it says, and no more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest
from tests.stacks.rules.conftest import MakeStates

from openline_stacks.cloud._annotations import input_properties
from openline_stacks.rules import check
from openline_stacks.rules._provider_pairs import EXCLUSIVE
from openline_stacks.rules._provider_values import (
    FIGURES,
    JSON,
    LENGTHS,
    LOOSE,
    PATTERNS,
    VALUES,
)
from openline_stacks.rules._provider_wanted import WANTED

_TABLES: Final[tuple[Mapping[str, Any], ...]] = (VALUES, LOOSE, FIGURES, LENGTHS, JSON, PATTERNS)


def at(path: str, value: Any) -> dict[str, Any]:
    """`rules[].schedule` as a program writes it."""
    step, _, rest = path.partition(".")
    inner = at(rest, value) if rest else value
    return {step.removesuffix("[]"): [inner] if step.endswith("[]") else inner}


def found(states_from: MakeStates, type_: str, inputs: Mapping[str, Any], rule: str) -> set[str]:
    told = check(states_from({"it": {"is": type_, **inputs}}))
    return {one.property.replace("[0]", "[]") for one in told if one.rule == rule}


def _entries(*tables: Mapping[str, Any]) -> list[tuple[str, str, Any]]:
    return [
        (t, path, said) for table in tables for t, of in table.items() for path, said in of.items()
    ]


def _named() -> Iterator[tuple[str, str]]:
    for type_, pairs in EXCLUSIVE.items():
        yield from ((type_, path) for pair in pairs for path in pair)
    for type_, groups in WANTED.items():
        yield from ((type_, group.of or path) for group in groups for path in group.inputs)
    for table in _TABLES:
        yield from ((type_, path) for type_, paths in table.items() for path in paths)


def test_every_entry_names_an_input_that_the_provider_has() -> None:
    for type_, path in _named():
        step = path.partition(".")[0].removesuffix("[]")
        assert step in input_properties(type_), (type_, path)


@pytest.mark.parametrize("type_", sorted(EXCLUSIVE))
def test_either_of_two_that_exclude_each_other_is_fine(type_: str, states_from: MakeStates) -> None:
    for one, other in EXCLUSIVE[type_]:
        alone, there = at(one, ["x"]), at(other, ["x"])
        for given in (alone, there, _both(alone, at(other, "?"))):
            assert found(states_from, type_, given, "OL104") == set()
        assert other in found(states_from, type_, _both(alone, there), "OL104")


def _both(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    merged = {**one}
    for key, value in other.items():
        held = merged.get(key)
        merged[key] = _both(held, value) if isinstance(held, Mapping) else value
    return merged


@pytest.mark.parametrize(("type_", "path", "taken"), _entries(VALUES, LOOSE))
def test_of_an_enumeration_each_value_is_taken_and_no_other(
    type_: str, path: str, taken: tuple[str, ...], states_from: MakeStates
) -> None:
    for value in taken:
        assert path not in found(states_from, type_, at(path, value), "OL209")
    assert path in found(states_from, type_, at(path, f"{taken[0]}-"), "OL209")


def test_capitals_count_only_where_the_provider_says_so(states_from: MakeStates) -> None:
    group, vpc = "aws:lb/targetGroup:TargetGroup", "aws:ec2/vpc:Vpc"
    assert found(states_from, group, {"protocolVersion": "http2"}, "OL209") == set()
    wrong = {"instanceTenancy"}
    assert found(states_from, vpc, {"instanceTenancy": "Dedicated"}, "OL209") == wrong


@pytest.mark.parametrize(("type_", "path", "range_"), _entries(FIGURES))
def test_a_figure_is_taken_from_its_smallest_to_its_largest(
    type_: str, path: str, range_: tuple[float, float], states_from: MakeStates
) -> None:
    least, most = range_
    for figure, told in ((least - 1, {path}), (least, set()), (most, set()), (most + 1, {path})):
        assert found(states_from, type_, at(path, figure), "OL209") == told


def test_a_great_figure_is_told_in_its_digits(states_from: MakeStates) -> None:
    type_ = "aws:elasticache/serverlessCache:ServerlessCache"
    inputs = at("cacheUsageLimits.ecpuPerSeconds[].maximum", 15_000_001)
    told = {one.what for one in check(states_from({"it": {"is": type_, **inputs}}))}
    assert any("15000001; it takes 1000 to 15000000" in what for what in told)


@pytest.mark.parametrize(
    ("type_", "of"),
    [
        ("aws:elasticache/cluster:Cluster", "replicationGroupId"),
        ("aws:elasticache/replicationGroup:ReplicationGroup", "globalReplicationGroupId"),
    ],
)
def test_a_cache_of_a_group_is_encrypted_as_its_group_is(
    type_: str, of: str, states_from: MakeStates
) -> None:
    """The provider refuses to be told so once more."""
    asked = {"transitEncryptionEnabled", "atRestEncryptionEnabled"}
    alone, member = (
        found(states_from, type_, inputs, "OL150") | found(states_from, type_, inputs, "OL151")
        for inputs in ({"engine": "valkey"}, {of: "?"})
    )
    assert asked & alone
    assert not asked & member


@pytest.mark.parametrize(("type_", "path", "most"), _entries(LENGTHS))
def test_a_text_has_its_most_characters(
    type_: str, path: str, most: int, states_from: MakeStates
) -> None:
    assert found(states_from, type_, at(path, "x" * most), "OL209") == set()
    assert found(states_from, type_, at(path, "x" * (most + 1)), "OL209") == {path}


@pytest.mark.parametrize("type_", sorted(JSON))
def test_what_has_to_be_json_is(type_: str, states_from: MakeStates) -> None:
    for path in JSON[type_]:
        assert found(states_from, type_, {path: '[{"name": "a"}]'}, "OL209") == set()
        assert found(states_from, type_, {path: "source: aws.ec2"}, "OL209") == {path}


@pytest.mark.parametrize("type_", sorted(WANTED))
def test_any_one_of_those_wanted_is_enough(type_: str, states_from: MakeStates) -> None:
    """Known or not."""
    for group in WANTED[type_]:
        for one in group.inputs:
            inputs = at(f"{group.of}.{one}" if group.of else one, "?")
            missing = found(states_from, type_, inputs, "OL210")
            where = f"{group.of}.{group.inputs[0]}" if group.of else group.inputs[0]
            assert where not in missing, (group, one)


_FUNCTION, _POLICY = "aws:lambda/function:Function", "aws:autoscaling/policy:Policy"
_LISTENER, _GROUP = "aws:lb/listener:Listener", "aws:lb/targetGroup:TargetGroup"
_TRACKED: Final = "targetTrackingConfiguration.predefinedMetricSpecification.resourceLabel"


@pytest.mark.parametrize(
    ("type_", "inputs", "missing"),
    [
        (_FUNCTION, {}, {"code", "handler", "runtime"}),
        (_FUNCTION, {"imageUri": "?", "packageType": "Image"}, set()),
        (_FUNCTION, {"s3Bucket": "code", "handler": "a.b", "runtime": "x"}, {"s3Key"}),
        (_GROUP, {}, {"vpcId", "port", "protocol"}),
        (_GROUP, {"targetType": "lambda"}, set()),
        (_GROUP, {"targetType": "?"}, set()),
        (_LISTENER, {"defaultActions": [{"type": "forward"}]}, {"defaultActions[].targetGroupArn"}),
        (_LISTENER, {"defaultActions": [{"type": "redirect"}]}, {"defaultActions[].redirect"}),
        (_LISTENER, {"defaultActions": [{"type": "?"}]}, set()),
        (_POLICY, {}, {"adjustmentType"}),
        (_POLICY, {"policyType": "TargetTrackingScaling"}, {"targetTrackingConfiguration"}),
        (
            _POLICY,
            {"policyType": "TargetTrackingScaling"}
            | at(_TRACKED.replace("resourceLabel", "predefinedMetricType"),
                 "ALBRequestCountPerTarget"),
            {_TRACKED},
        ),
        ("aws:ec2/natGateway:NatGateway", {"subnetId": "?"}, {"allocationId"}),
        ("aws:ec2/natGateway:NatGateway", {"connectivityType": "private"}, set()),
        ("aws:kinesis/stream:Stream", {}, {"shardCount"}),
        ("aws:kinesis/stream:Stream", {"streamModeDetails": {"streamMode": "ON_DEMAND"}}, set()),
        ("aws:dynamodb/table:Table", {"streamEnabled": True}, {"streamViewType"}),
    ],
)  # fmt: skip
def test_what_is_wanted_hangs_on_the_others(
    type_: str, inputs: Mapping[str, Any], missing: set[str], states_from: MakeStates
) -> None:
    assert found(states_from, type_, inputs, "OL210") == missing


@pytest.mark.parametrize(
    ("schedule", "right"),
    [
        ("rate(1 minute)", True),
        ("rate(1 minutes)", False),
        ("rate(5 minutes)", True),
        ("rate(5 minute)", False),
        ("rate(0 minutes)", False),
        ("cron(0 5 * * ? *)", True),
        ("cron(0 5 ? * MON-FRI *)", True),
        ("cron(0 5 * * *)", False),
        ("cron(0 5 ? * ? *)", False),
        ("0 5 * * ? *", False),
        ("at(2026-11-30T05:00:00)", False),
        ("?", True),
    ],
)
def test_a_rules_schedule_is_read_as_eventbridge_does(
    schedule: str, right: bool, states_from: MakeStates
) -> None:
    rule = {"scheduleExpression": schedule}
    told = found(states_from, "aws:cloudwatch/eventRule:EventRule", rule, "OL213")
    assert told == (set() if right else {"scheduleExpression"})


def test_the_scheduler_takes_a_time_and_does_not_mind_the_plural(states_from: MakeStates) -> None:
    type_ = "aws:scheduler/schedule:Schedule"
    for schedule in ("at(2026-11-30T05:00:00)", "rate(1 minutes)", "rate(1 minute)"):
        assert found(states_from, type_, {"scheduleExpression": schedule}, "OL213") == set()
    assert found(states_from, type_, {"scheduleExpression": "at(noon)"}, "OL213") != set()


@pytest.mark.parametrize(
    ("cidr", "wrong"),
    [
        ("0.0.0.0/0", None),
        ("192.0.2.17/32", None),
        ("192.0.2.17/24", "192.0.2.17/24 starts at 192.0.2.0/24"),
        ("192.0.2.17", "192.0.2.17 has no prefix; one address is 192.0.2.17/32"),
        ("192.0.2.0/33", "192.0.2.0/33 is no range"),
        ("anywhere", "anywhere is no range"),
        ("?", None),
    ],
)
def test_a_range_starts_where_it_says(
    cidr: str, wrong: str | None, states_from: MakeStates
) -> None:
    group = {"is": "aws:ec2/securityGroup:SecurityGroup", "ingress": [{"cidrBlocks": [cidr]}]}
    told = [one for one in check(states_from({"it": group})) if one.rule == "OL211"]
    assert [(one.property, one.what) for one in told] == (
        [("ingress[0].cidrBlocks[0]", wrong)] if wrong else []
    )


def test_a_text_that_no_request_can_be_made_of_is_a_finding(states_from: MakeStates) -> None:
    task = {
        "is": "aws:ecs/taskDefinition:TaskDefinition",
        "family": "x",
        "containerDefinitions": "x",
    }
    told = {(one.rule, one.property) for one in check(states_from({"it": task}))}
    assert ("OL209", "containerDefinitions") in told


_ALARM, _EDGE = "aws:cloudwatch/metricAlarm:MetricAlarm", "aws:cloudfront/distribution:Distribution"
_FUNCTIONS: Final = "defaultCacheBehavior.functionAssociations[].eventType"


@pytest.mark.parametrize(
    ("type_", "path", "right", "wrong"),
    [
        (_ALARM, "alarmActions[]", ("arn:aws:sns:us-east-1:123456789012:oncall",), ("oncall",)),
        (_ALARM, "extendedStatistic", ("p95", "p99.9", "p100", "TM(10%:90%)", "TC(2:)", "IQM"),
         ("p101", "95", "P95", "TM10")),
        (_ALARM, "metricQueries[].id", ("m1", "bad_ones"), ("M1", "1m")),
        (_EDGE, "defaultRootObject", ("index.html", ""), ("/index.html",)),
        (_EDGE, "origins[].originPath", ("", "/site", "/a/b"), ("site", "/site/", "/")),
        (_EDGE, _FUNCTIONS, ("viewer-request",), ("origin-request",)),
        ("aws:ec2/launchTemplate:LaunchTemplate", "userData", ("IyEvYmluL3NoCg==", "IyEv\n"),
         ("#!/bin/sh\necho",)),
        (_GROUP, "healthCheck.port", ("traffic-port", "8443"), ("https",)),
    ],
)  # fmt: skip
def test_a_text_looks_like_what_it_is(
    type_: str, path: str, right: tuple[str, ...], wrong: tuple[str, ...], states_from: MakeStates
) -> None:
    for value in right:
        assert path not in found(states_from, type_, at(path, value), "OL209"), value
    for value in wrong:
        told = found(states_from, type_, at(path, value), "OL209")
        assert path.removesuffix("[]") in {one.removesuffix("[]") for one in told}, value
