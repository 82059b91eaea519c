"""EdgeCache: what is asked of whom, what is kept, and what stands where."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from openline import contract
from openline_stacks.cloud import LocalAws
from openline_stacks.engine import ProgramError, up
from openline_stacks.states import ResourceState, States

EXAMPLE = Path(__file__).parents[2] / "stacks" / "examples" / "edge"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
POLICY = "aws:cloudfront/cachePolicy:CachePolicy"
RECORD = "aws:route53/record:Record"
RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
ALL_BUT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
Shape = Callable[[str], States]


@pytest.fixture(scope="module")
def stood_up() -> States:
    """The example, with the policies' values."""
    with LocalAws() as cloud:
        return up(EXAMPLE, cloud)


def inputs(states: States, type_: str, name: str = "") -> dict[str, Any]:
    (found,) = (s for s in states.of_type(type_) if not name or s.name.endswith(name))
    return dict(found.inputs)


def plain(state: ResourceState) -> dict[str, Any]:
    return dict(state.inputs)


def behaviours(states: States) -> dict[str, dict[str, Any]]:
    edge = inputs(states, DISTRIBUTION)
    return {one["pathPattern"]: one for one in edge["orderedCacheBehaviors"]}


def edge_of(states: States) -> list[ResourceState]:
    (component,) = states.of_type(contract.TYPE_EDGE)
    return [state for state in states.resources if state.parent == component.urn]


def test_2_writes_go_to_the_one_name_that_fails_over(shape: Shape) -> None:
    default = inputs(shape("edge"), DISTRIBUTION)["defaultCacheBehavior"]
    assert default["targetOriginId"] == contract.FAILOVER_ORIGIN
    assert {"POST", "PUT", "PATCH", "DELETE"} <= {*default["allowedMethods"]}
    assert default["cachePolicyId"] == CACHING_DISABLED
    assert default["originRequestPolicyId"] == ALL_BUT_HOST


def test_2_groups_of_origins_take_reads_alone(shape: Shape) -> None:
    found = behaviours(shape("edge"))
    assert {*found} == {"/limited/*", "/catalogue/*", "/help/*", "/search*"}
    for path, one in found.items():
        assert one["allowedMethods"] == ["GET", "HEAD", "OPTIONS"]
        assert one["targetOriginId"] == contract.origin_group(limited=path == "/limited/*")


def test_groups_ask_the_primary_first(shape: Shape) -> None:
    groups = inputs(shape("edge"), DISTRIBUTION)["originGroups"]
    assert [[member["originId"] for member in group["members"]] for group in groups] == [
        ["service:us-east-1", "service:us-west-2"],
        ["limited:us-east-1", "limited:us-west-2"],
    ]
    assert all(g["failoverCriteria"] == {"statusCodes": [500, 502, 503, 504]} for g in groups)


def test_with_one_region_there_is_no_group(shape: Shape) -> None:
    states = shape("edge-abroad")
    assert "originGroups" not in inputs(states, DISTRIBUTION)
    targets = {path: one["targetOriginId"] for path, one in behaviours(states).items()}
    assert targets == {"/limited/*": "limited:eu-west-1", "/*": "service:eu-west-1"}


def test_origins_are_given_up_as_declared(shape: Shape) -> None:
    for name, attempts in (("edge", 1), ("edge-abroad", 2)):
        for origin in inputs(shape(name), DISTRIBUTION)["origins"]:
            assert (origin["connectionAttempts"], origin["connectionTimeout"]) == (attempts, 1)
            if origin["originId"].startswith("service:"):
                custom = origin["customOriginConfig"]
                assert custom["originReadTimeout"] == 5
                assert custom["originProtocolPolicy"] == "https-only"
                assert custom["originSslProtocols"] == ["TLSv1.2"]
            else:
                assert "originAccessControlId" in origin


def test_a_stale_answer_is_there_as_long_as_both_times_together(shape: Shape) -> None:
    """CloudFront keeps none beyond the maximum, whatever the origin says."""
    policy = inputs(shape("edge"), POLICY, "reads-browse")
    assert (policy["minTtl"], policy["defaultTtl"], policy["maxTtl"]) == (0, 60, 3660)
    policy = inputs(shape("edge-abroad"), POLICY, "reads-browse")
    assert (policy["minTtl"], policy["defaultTtl"], policy["maxTtl"]) == (0, 0, 86_400)


def test_what_is_kept_is_nobodys_own(shape: Shape) -> None:
    states = shape("edge")
    keyed = inputs(states, POLICY, "reads-browse")["parametersInCacheKeyAndForwardedToOrigin"]
    assert keyed["cookiesConfig"] == {"cookieBehavior": "none"}
    assert keyed["headersConfig"] == {"headerBehavior": "none"}
    assert "originRequestPolicyId" not in behaviours(states)["/help/*"]


def test_a_read_that_is_not_kept_is_sent_on_whole(shape: Shape) -> None:
    states = shape("edge")
    assert not [s for s in states.of_type(POLICY) if s.name.endswith("reads-search")]
    search = behaviours(states)["/search*"]
    assert search["cachePolicyId"] == CACHING_DISABLED
    assert search["originRequestPolicyId"] == ALL_BUT_HOST


def test_errors_are_kept_as_short_as_declared_and_have_a_page(shape: Shape) -> None:
    found = inputs(shape("edge"), DISTRIBUTION)["customErrorResponses"]
    assert [one["errorCode"] for one in found] == [500, 502, 503, 504]
    for one in found:
        assert one["responseCode"] == one["errorCode"]
        assert one["errorCachingMinTtl"] == 1
        assert one["responsePagePath"] == "/limited/unavailable.html"


def test_3_the_public_name_is_the_edges_and_the_origins_fails_over(shape: Shape) -> None:
    states = shape("edge")
    records = [s for s in states.of_type(RECORD) if s.inputs["name"] == "shop.example.net"]
    assert sorted(str(s.inputs["type"]) for s in records) == ["A", "AAAA"]
    for record in records:
        (alias,) = plain(record)["aliases"]
        assert alias["evaluateTargetHealth"] is False
        assert "failoverRoutingPolicies" not in record.inputs
    origin = [s for s in states.of_type(RECORD) if str(s.inputs["name"]).startswith("portal-orig")]
    assert [s.inputs["name"] for s in origin] == ["portal-origin.shop.example.net"] * 2
    assert all("failoverRoutingPolicies" in s.inputs for s in origin)


def test_the_origins_record_has_the_declared_ttl(shape: Shape) -> None:
    (record,) = (
        s
        for s in shape("edge-abroad").of_type(RECORD)
        if s.inputs["name"] == "portal-origin.shop.example.net"
    )
    assert (record.inputs["type"], record.inputs["ttl"]) == ("CNAME", 30)


def test_8_what_cloudfront_reads_is_in_us_east_1(shape: Shape) -> None:
    for name in ("edge", "edge-abroad"):
        states = shape(name)
        edge = inputs(states, DISTRIBUTION)
        (distribution,) = states.of_type(DISTRIBUTION)
        for property_ in ("viewerCertificate", "webAclId"):
            for urn in distribution.property_dependencies[property_]:
                assert states.by_urn()[urn].inputs["region"] == "us-east-1"
        assert edge["viewerCertificate"]["minimumProtocolVersion"] == "TLSv1.2_2021"
        logged = ("waf", "logGroup", "logDelivery")
        for state in edge_of(states):
            if any(word in state.type for word in logged):
                assert state.inputs["region"] == "us-east-1", state.urn


def test_8_a_stack_elsewhere_has_a_key_of_its_own_there_and_no_replica(shape: Shape) -> None:
    states = shape("edge-abroad")
    (group,) = (s for s in edge_of(states) if s.type.endswith("LogGroup"))
    (urn,) = group.property_dependencies["kmsKeyId"]
    key = states.by_urn()[urn]
    assert key.type == "aws:kms/key:Key"
    assert "multiRegion" not in key.inputs
    assert key.inputs["region"] == "us-east-1"


def test_the_firewalls_log_has_the_name_that_waf_wants_and_no_sessions(shape: Shape) -> None:
    states = shape("edge")
    (group,) = (s for s in edge_of(states) if s.type.endswith("LogGroup"))
    assert group.name.startswith("aws-waf-logs-")
    logging = inputs(states, "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration")
    hidden = {one["singleHeader"]["name"] for one in logging["redactedFields"]}
    assert hidden == {"authorization", "cookie"}
    acl = inputs(states, "aws:wafv2/webAcl:WebAcl")
    assert acl["scope"] == "CLOUDFRONT"
    delivery = inputs(states, "aws:cloudwatch/logDelivery:LogDelivery")
    assert not {"cs(Cookie)", "cs-uri-query"} & {*delivery["recordFields"]}


def test_access_logs_are_written_where_a_lost_primary_does_not_take_them(shape: Shape) -> None:
    (bucket,) = (
        s for s in edge_of(shape("edge")) if s.type.endswith(":Bucket") and "logs" in s.name
    )
    assert bucket.inputs["region"] == "us-west-2"


def test_14_cloudfront_and_checkers_have_a_security_group_each(shape: Shape) -> None:
    """CloudFront's list weighs 55 rules, the checkers' 17, and a group takes 60."""
    states = shape("edge")
    listed: dict[str, list[str]] = {}
    for rule in states.of_type(RULE):
        if "-portal-" in rule.name and "prefixListId" in rule.inputs:
            (group,) = rule.property_dependencies["securityGroupId"]
            listed.setdefault(group, []).append(rule.name)
    assert sorted(listed.values()) == [
        [f"shop-portal-{region}-{who}-in"]
        for region in ("us-east-1", "us-west-2")
        for who in ("checkers", "edge")
    ]
    (balancer,) = (
        s
        for s in states.of_type("aws:lb/loadBalancer:LoadBalancer")
        if plain(s)["tags"]["Name"] == "shop-portal-us-east-1-alb"
    )
    assert len(balancer.property_dependencies["securityGroups"]) == 2


def test_behind_an_edge_only_it_checkers_and_neighbours_get_in(shape: Shape) -> None:
    states = shape("edge")
    by_urn = states.by_urn()
    rules = [s for s in states.of_type(RULE) if "-portal-" in s.name and "instances" not in s.name]
    assert all(rule.inputs["fromPort"] == 443 for rule in rules)
    assert not [rule for rule in rules if rule.inputs.get("cidrIpv4") == "0.0.0.0/0"]
    neighbours = [rule for rule in rules if "neighbours" in rule.name]
    assert len(neighbours) == 4  # two zones in each region
    for rule in neighbours:
        (nat,) = (by_urn[urn] for urn in rule.property_dependencies["cidrIpv4"])
        assert nat.inputs["region"] == rule.inputs["region"]
    plain = [s for s in states.of_type("aws:lb/listener:Listener") if "-portal-" in s.name]
    assert {s.inputs["protocol"] for s in plain} == {"HTTPS"}


def test_a_system_without_an_edge_is_open_as_before(shape: Shape) -> None:
    rules = [s for s in shape("edge").of_type(RULE) if "-orders-" in s.name]
    assert [s for s in rules if s.inputs.get("cidrIpv4") == "0.0.0.0/0"]


def test_only_the_distribution_reads_the_limited_service(stood_up: States) -> None:
    (distribution,) = stood_up.of_type(DISTRIBUTION)
    policies = [
        json.loads(str(s.inputs["policy"]))
        for s in stood_up.of_type("aws:s3/bucketPolicy:BucketPolicy")
        if s.name.endswith("limited")
    ]
    assert len(policies) == 2
    for policy in policies:
        allowed = [one for one in policy["Statement"] if one["Effect"] == "Allow"]
        assert [one["Principal"] for one in allowed] == [{"Service": "cloudfront.amazonaws.com"}]
        assert [one["Action"] for one in allowed] == [["s3:GetObject"]]
        arn = distribution.outputs["arn"]
        assert allowed[0]["Condition"] == {"StringEquals": {"AWS:SourceArn": arn}}
        assert policy["Statement"][-1]["Sid"] == "TlsOnly"


def test_the_page_is_in_every_bucket_before_it_is_needed(stood_up: States) -> None:
    pages = stood_up.of_type("aws:s3/bucketObjectv2:BucketObjectv2")
    assert {s.inputs["region"] for s in pages} == {"eu-west-1", "eu-central-1"}
    assert {s.inputs["key"] for s in pages} == {"limited/unavailable.html"}
    versioning = stood_up.of_type("aws:s3/bucketVersioning:BucketVersioning")
    assert len(versioning) == 2
    assert len(stood_up.of_type("aws:s3/bucketReplicationConfig:BucketReplicationConfig")) == 1


def test_nothing_of_it_is_recorded_only(stood_up: States) -> None:
    assert not [s.type for s in stood_up.resources if s.origin == "recorded"]


GOOD = """
from openline import EdgeCache
args = {
    "stack": "shop", "account": "123456789012", "system": "desk", "zone_id": "Z1",
    "name": "desk.example.net", "regions": {"us-east-1": "primary"},
    "origin_name": "desk-origin.example.net", "origin": "desk-origin.example.net",
    "regional_names": {"us-east-1": "desk-us-east-1.example.net"},
    "certificate_arn": "arn:certificate", "key_arns": {"us-east-1": "arn:key"},
    "cached": {"read": {"paths": ["/a/*"], "fresh_s": 60, "stale_s": 60}},
    "attempts": 1, "connect_s": 1, "answer_s": 5, "errors_s": 1,
}
"""


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"regions": {"us-east-1": "standby"}}, "regions: 0 regions are primary"),
        ({"origin_name": "desk.example.net"}, "it would ask itself"),
        ({"regional_names": {}}, "regional_names: none in us-east-1"),
        ({"key_arns": {}}, "key_arns: none in us-east-1"),
        ({"cached": {"read": {"paths": [], "stale_s": 0}}}, "cached.read.paths: none"),
        ({"cached": {"read": {"paths": ["a"], "stale_s": 0}}}, "'a' is not a path"),
        ({"attempts": 4}, "attempts: 4; CloudFront takes 1 to 3"),
        ({"connect_s": 11}, "connect_s: 11; CloudFront takes 1 to 10"),
        ({"answer_s": 0}, "answer_s: 0; CloudFront takes 1 to 60"),
    ],
)
def test_what_cannot_be_an_edge_is_refused(
    run: Callable[[str], States], change: dict[str, Any], line: str
) -> None:
    with pytest.raises(ProgramError) as caught:
        run(f"{GOOD}\nEdgeCache('desk', args | {change!r})")
    assert line in str(caught.value)
