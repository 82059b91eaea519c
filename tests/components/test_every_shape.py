"""What must be true of every stack, whatever its shape: the refusals that AWS would answer with."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from ipaddress import IPv4Network
from itertools import combinations
from keyword import iskeyword
from typing import Any

import pulumi_aws as aws
import pytest

from openline import contract
from openline_stacks.states import UNKNOWN, ResourceState, States, Value

# What the engine adds to a logical name to make a physical one.
AUTO = 8
# Characters that a name may have, by type (their API pages); 255 and more are left out.
LIMITS = {
    "aws:lb/loadBalancer:LoadBalancer": 32,
    "aws:lb/targetGroup:TargetGroup": 32,
    "aws:iam/role:Role": 64,
    "aws:iam/policy:Policy": 128,
    "aws:iam/rolePolicy:RolePolicy": 128,
    "aws:lambda/function:Function": 64,
    "aws:scheduler/schedule:Schedule": 64,
    "aws:iam/instanceProfile:InstanceProfile": 128,
    "aws:ec2/launchTemplate:LaunchTemplate": 128,
    "aws:s3/bucket:Bucket": 63,
    "aws:ec2/securityGroup:SecurityGroup": 255,
    "aws:autoscaling/group:Group": 255,
    "aws:cloudwatch/metricAlarm:MetricAlarm": 255,
    "aws:dynamodb/table:Table": 255,
    "aws:sns/topic:Topic": 256,
    "aws:cloudfront/originAccessControl:OriginAccessControl": 64,
    "aws:cloudfront/cachePolicy:CachePolicy": 128,
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": 128,
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": 60,
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": 60,
    "aws:globalaccelerator/accelerator:Accelerator": 64,
    "aws:wafv2/webAcl:WebAcl": 128,
    "aws:backup/vault:Vault": 50,
    "aws:backup/plan:Plan": 50,
    "aws:backup/selection:Selection": 50,
}
NAMES = {
    "aws:lb/loadBalancer:LoadBalancer": r"(?!internal-)[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?",
    "aws:lb/targetGroup:TargetGroup": r"[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?",
    "aws:ec2/securityGroup:SecurityGroup": r"(?!sg-)[a-zA-Z0-9-]+",
    "aws:s3/bucket:Bucket": r"(?!xn--|sthree-)[a-z0-9][a-z0-9-]+",
    "aws:dynamodb/table:Table": r"[a-zA-Z0-9_.-]{3,}",
    "aws:lambda/function:Function": r"[a-zA-Z0-9_-]+",
    "aws:scheduler/schedule:Schedule": r"[a-zA-Z0-9_.-]+",
    "aws:sns/topic:Topic": r"[a-zA-Z0-9_-]+",
    "aws:ec2/launchTemplate:LaunchTemplate": r"[a-zA-Z0-9().\-/_]{3,}",
    "aws:cloudfront/cachePolicy:CachePolicy": r"[a-zA-Z0-9_-]+",
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": r"[\w-]+",
    "aws:globalaccelerator/accelerator:Accelerator": r"[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?",
    "aws:wafv2/webAcl:WebAcl": r"[\w-]+",
    "aws:backup/vault:Vault": r"[a-zA-Z0-9_-]{2,}",
    "aws:backup/plan:Plan": r"[a-zA-Z0-9._-]{1,}",
    "aws:backup/selection:Selection": r"[a-zA-Z0-9._-]{1,}",
}
GLOBAL = ("aws:cloudfront/", "aws:globalaccelerator/", "aws:iam/", "aws:route53/")
TAG = re.compile(r"[A-Za-z0-9 +\-=._:/@]*")  # what every service takes


def of_aws(states: States) -> list[ResourceState]:
    return [state for state in states.resources if state.type.startswith("aws:")]


def components(states: States) -> list[ResourceState]:
    return [state for state in states.resources if state.type.startswith("openline:")]


@cache
def properties(type_: str) -> set[str]:
    """Input names of a type, as pulumi-aws has them."""
    package, _, name = type_.removeprefix("aws:").partition(":")
    folder = package.partition("/")[0]
    module = getattr(aws, f"{folder}{'_' * iskeyword(folder)}")
    home = inspect.getmodule(getattr(module, name))
    shape = getattr(home, f"{name}InitArgs", None) or getattr(home, f"{name}Args")
    return set(inspect.signature(shape.__init__).parameters) - {"__self__"}


def nulls(value: object, path: str) -> Iterator[str]:
    if value is None:
        yield path
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from nulls(item, f"{path}.{key}")
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for at, item in enumerate(value):
            yield from nulls(item, f"{path}[{at}]")


def mapping(value: Value) -> Mapping[str, Any]:
    assert isinstance(value, Mapping)
    return value


def test_10_names_fit_with_the_engines_suffix(states: States) -> None:
    for state in of_aws(states):
        if state.type in LIMITS and "name" not in state.inputs:
            assert len(state.name) + AUTO <= LIMITS[state.type], state.urn


def test_10_names_are_of_letters_that_the_type_takes(states: States) -> None:
    for state in of_aws(states):
        if pattern := NAMES.get(state.type):
            assert re.fullmatch(pattern, state.name), state.urn


def test_10_nothing_has_a_fixed_name_but_records_and_aliases(states: States) -> None:
    fixed = {state.type for state in of_aws(states) if "name" in state.inputs}
    # and, of what people must find by its name, what a system must
    found_by_name = {"aws:secretsmanager/secret:Secret", "aws:ssm/parameter:Parameter"}
    # named after its function, which has an automatic name
    of_functions = {"aws:cloudwatch/logGroup:LogGroup"}
    known = {"aws:route53/record:Record", "aws:kms/alias:Alias"} | found_by_name | of_functions
    assert fixed <= known


def test_urns_are_unique(states: States) -> None:
    urns = [state.urn for state in states.resources]
    assert len(set(urns)) == len(urns)


def test_children_are_named_after_their_component(states: States) -> None:
    by_urn = states.by_urn()
    for state in of_aws(states):
        parent = by_urn[state.parent or ""]
        assert parent.type.startswith("openline:"), state.urn
        if len(state.name) > 30 and len(parent.name) < 60:  # a shorter one may have been cut
            assert parent.name in state.name, state.urn


def test_15_every_regional_resource_says_its_region(states: States, regions: set[str]) -> None:
    for state in of_aws(states):
        if state.type.startswith(GLOBAL):
            assert "region" not in state.inputs, state.urn
        else:
            assert state.inputs.get("region") in regions, state.urn


def test_11_everything_that_takes_tags_has_ours(states: States) -> None:
    own = {"aws:autoscaling/group:Group"}  # a list of another form
    for state in of_aws(states):
        if "tags" not in properties(state.type):
            assert "tags" not in state.inputs
            continue
        tags = (
            {tag["key"]: tag["value"] for tag in state.inputs["tags"]}  # type: ignore[union-attr, index, call-overload]
            if state.type in own
            else mapping(state.inputs["tags"])
        )
        assert tags[contract.TAG_SCHEMA] == str(contract.SCHEMA_VERSION)
        assert tags.keys() >= {
            contract.TAG_STACK,
            contract.TAG_COMPONENT,
            contract.TAG_REGION,
            contract.TAG_ROLE,
            contract.TAG_SERVES_REGION,
        }


def test_11_tags_are_within_the_limits(states: States) -> None:
    for state in of_aws(states):
        tags = state.inputs.get("tags")
        if isinstance(tags, Mapping):
            assert len(tags) <= 50
            for key, value in tags.items():
                assert isinstance(value, str)
                assert TAG.fullmatch(key)
                assert len(key) <= 128
                assert TAG.fullmatch(value)
                assert len(value) <= 256


def test_11_no_tag_is_unknown_in_a_preview(states: States) -> None:
    for state in of_aws(states):
        assert UNKNOWN not in (state.inputs.get("tags"), state.inputs.get("region"))


def test_18_component_inputs_are_plain_and_without_nulls(states: States) -> None:
    for state in components(states):
        json.dumps(state.inputs)
        assert not list(nulls(state.inputs, state.name))
        assert state.inputs["schemaVersion"] == contract.SCHEMA_VERSION


CONTRACT = {
    contract.TYPE_STACK: contract.StackInputs,
    contract.TYPE_NETWORK: contract.NetworkInputs,
    contract.TYPE_KEYS: contract.KeysInputs,
    contract.TYPE_CERTIFICATES: contract.CertificatesInputs,
    contract.TYPE_FLEET: contract.FleetInputs,
    contract.TYPE_STORE: contract.StoreInputs,
    contract.TYPE_ROUTING: contract.RoutingInputs,
    contract.TYPE_EDGE: contract.EdgeInputs,
    contract.TYPE_ACCELERATOR: contract.AcceleratorInputs,
    contract.TYPE_BACKUPS: contract.BackupsInputs,
    contract.TYPE_INTERACTIONS: contract.InteractionsInputs,
    contract.TYPE_ALARMS: contract.AlarmsInputs,
    contract.TYPE_ACCESS: contract.AccessInputs,
    contract.TYPE_SECRETS: contract.SecretsInputs,
}


def test_component_inputs_are_the_contracts(states: States) -> None:
    optional = {"name", "notes", "witness", "ttlS", "servingRegion", "switch", "switches"}
    for state in components(states):
        shape = CONTRACT[state.type]
        names = set(shape.__annotations__) | set(contract.ComponentInputs.__annotations__)
        assert names - optional <= set(state.inputs) <= names, state.urn


def test_no_two_networks_or_subnets_overlap(states: States) -> None:
    for type_ in ("aws:ec2/vpc:Vpc", "aws:ec2/subnet:Subnet"):
        ranges = [IPv4Network(str(state.inputs["cidrBlock"])) for state in states.of_type(type_)]
        assert ranges
        assert not any(one.overlaps(other) for one, other in combinations(ranges, 2))


def test_1_aliases_have_no_ttl_and_cnames_have_one(states: States) -> None:
    for state in states.of_type("aws:route53/record:Record"):
        assert ("aliases" in state.inputs) is not ("ttl" in state.inputs), state.urn
        assert ("records" in state.inputs) is ("ttl" in state.inputs), state.urn


def test_1_the_apex_is_an_alias(states: States) -> None:
    apex = [
        state
        for state in states.of_type("aws:route53/record:Record")
        if state.inputs["name"] == "shop.example.net"
    ]
    assert all(
        state.inputs["type"] in ("A", "AAAA") and "ttl" not in state.inputs for state in apex
    )


def test_a_failover_set_has_one_primary_and_one_secondary(states: States) -> None:
    sets: dict[object, list[object]] = {}
    for state in states.of_type("aws:route53/record:Record"):
        if policies := state.inputs.get("failoverRoutingPolicies"):
            assert isinstance(policies, Sequence)
            sets.setdefault(state.inputs["name"], []).append(mapping(policies[0])["type"])
            assert str(state.inputs["setIdentifier"]).startswith("service:")
        elif "weightedRoutingPolicies" not in state.inputs:
            assert "setIdentifier" not in state.inputs
    assert all(sorted(map(str, roles)) == ["PRIMARY", "SECONDARY"] for roles in sets.values())


def test_a_weighted_set_has_two_even_records_each_with_a_check(states: States) -> None:
    sets: dict[object, list[object]] = {}
    for state in states.of_type("aws:route53/record:Record"):
        if policies := state.inputs.get("weightedRoutingPolicies"):
            assert isinstance(policies, Sequence)
            sets.setdefault(state.inputs["name"], []).append(mapping(policies[0])["weight"])
            assert "healthCheckId" in state.inputs
            assert "failoverRoutingPolicies" not in state.inputs
            assert str(state.inputs["setIdentifier"]).startswith("service:")
    assert all(weights == [50, 50] for weights in sets.values())


def test_names_of_records_fit_dns_and_the_wildcard(states: States) -> None:
    for state in states.of_type("aws:route53/record:Record"):
        name = state.inputs["name"]
        if isinstance(name, str):
            host = name.removesuffix("shop.example.net").rstrip(".")
            assert len(host) <= 63
            assert "." not in host


# By type: the property that must name a key, or say what else it must be.
ENCRYPTED = {
    "aws:cloudwatch/logGroup:LogGroup": "kmsKeyId",
    "aws:sns/topic:Topic": "kmsMasterKeyId",
    "aws:dynamodb/table:Table": "serverSideEncryption",
    "aws:backup/vault:Vault": "kmsKeyArn",
    "aws:ec2/launchTemplate:LaunchTemplate": "blockDeviceMappings",
    "aws:lambda/function:Function": "kmsKeyArn",
    "aws:scheduler/schedule:Schedule": "kmsKeyArn",
    "aws:secretsmanager/secret:Secret": "kmsKeyId",
    "aws:ssm/parameter:Parameter": "keyId",
}


def test_9_everything_at_rest_is_encrypted_with_our_key(states: States) -> None:
    """The exceptions: logs of load balancers refuse KMS, and a parameter that is no secure string,
    which says a bucket's name, takes no key."""
    for state in of_aws(states):
        if state.type == "aws:ssm/parameter:Parameter" and state.inputs["type"] == "String":
            continue
        if property_ := ENCRYPTED.get(state.type):
            assert state.inputs.get(property_), state.urn
            keys = [urn for urn in state.property_dependencies[property_] if "aws:kms/" in urn]
            assert len(keys) >= 1, state.urn
    for state in states.of_type("aws:dynamodb/table:Table"):
        assert mapping(state.inputs["serverSideEncryption"])["enabled"] is True
    for state in states.of_type("aws:ec2/launchTemplate:LaunchTemplate"):
        volumes = state.inputs["blockDeviceMappings"]
        assert isinstance(volumes, list)
        assert [mapping(mapping(one)["ebs"])["encrypted"] for one in volumes] == ["true"]


def test_9_buckets_of_balancers_have_sse_s3_and_all_others_our_key(states: States) -> None:
    buckets = states.of_type("aws:s3/bucket:Bucket")
    encryption = states.of_type(
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
    )
    assert len(buckets) == len(encryption)
    for state in encryption:
        rule = mapping(state.inputs["rules"][0])  # type: ignore[index]
        default = mapping(rule["applyServerSideEncryptionByDefault"])
        if (state.parent or "").split("::")[-2].endswith("RegionalNetwork"):
            assert default["sseAlgorithm"] == "AES256"
        else:
            assert default["sseAlgorithm"] == "aws:kms"
            assert [u for u in state.property_dependencies["rules"] if "aws:kms/" in u], state.urn


def test_9_tls_from_customer_to_balancer_to_instances(states: States) -> None:
    for state in states.of_type("aws:lb/targetGroup:TargetGroup"):
        assert state.inputs["protocol"] == "HTTPS"
        assert mapping(state.inputs["healthCheck"])["protocol"] == "HTTPS"
    for state in states.of_type("aws:lb/listener:Listener"):
        if state.inputs["protocol"] == "HTTPS":
            assert str(state.inputs["sslPolicy"]).startswith("ELBSecurityPolicy-TLS13-1-2")
            assert "certificateArn" in state.inputs
        else:
            assert '"redirect"' in json.dumps(state.inputs["defaultActions"], default=str)


def test_14_security_groups_have_their_rules_beside_them(states: States) -> None:
    for state in states.of_type("aws:ec2/securityGroup:SecurityGroup"):
        assert not {"ingress", "egress"} & state.inputs.keys()


def test_17_no_group_has_a_desired_size(states: States) -> None:
    for state in states.of_type("aws:autoscaling/group:Group"):
        assert "desiredCapacity" not in state.inputs


def test_17_nothing_is_looked_up(states: States) -> None:
    """A look-up needs credentials and makes a preview differ from an export."""
    assert all(not state.provider or state.id is not None for state in of_aws(states))


@pytest.fixture
def regions(states: States) -> set[str]:
    (stack,) = states.of_type(contract.TYPE_STACK)
    declared = json.loads(str(stack.inputs["declaration"]))["regions"]
    return {*declared, "us-east-1"}
