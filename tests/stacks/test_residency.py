"""Where the European stack is: every resource in its residency, or said to be abroad."""

from __future__ import annotations

from functools import cache

import pytest

from openline import contract
from openline.declaration import Declaration, from_canonical
from openline_stacks.engine import bundled_stack, preview
from openline_stacks.states import ResourceState, States

ABROAD = "us-east-1"
# What is there, by the word that the declaration has for it, and why AWS has it nowhere else.
KINDS = {
    "alarms": {
        "aws:cloudwatch/metricAlarm:MetricAlarm",  # on metrics that Route 53 publishes there
        "aws:cloudwatch/dashboard:Dashboard",
        "aws:sns/topic:Topic",  # an alarm publishes in its own region
        "aws:sns/topicSubscription:TopicSubscription",
        "aws:kms/key:Key",  # of that topic: no replica of the stack's key, no data
        "aws:kms/alias:Alias",
    },
    "edge": {
        "aws:acm/certificate:Certificate",  # CloudFront reads its parts from there
        "aws:acm/certificateValidation:CertificateValidation",
        "aws:wafv2/webAcl:WebAcl",
    },
    "edge-logs": {
        "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
        "aws:cloudwatch/logGroup:LogGroup",
        "aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
        "aws:cloudwatch/logDelivery:LogDelivery",
        "aws:cloudwatch/logDeliverySource:LogDeliverySource",
        "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination",
    },
}


@cache
def european() -> States:
    return preview(bundled_stack("eu-residency"))


def declaration() -> Declaration:
    (stack,) = european().of_type(contract.TYPE_STACK)
    return from_canonical(str(stack.inputs["declaration"]))


def regional() -> list[ResourceState]:
    return [
        state
        for state in european().resources
        if state.type.startswith("aws:") and "region" in state.inputs
    ]


def test_every_region_is_in_the_residency_or_named_as_an_exception() -> None:
    residency = declaration().residency
    assert residency is not None
    regions = {str(state.inputs["region"]) for state in regional()}
    assert {region for region in regions if not residency.allows(region)} == {ABROAD}
    assert residency.except_[ABROAD] == ("alarms", "edge", "edge-logs")


def test_what_is_abroad_is_what_was_said_and_none_of_it_holds_customers_data() -> None:
    residency = declaration().residency
    assert residency is not None
    allowed = set().union(*(KINDS[what] for what in residency.except_[ABROAD]))
    there = {state.type for state in regional() if state.inputs["region"] == ABROAD}
    assert there <= allowed, there - allowed


@pytest.mark.parametrize(
    "type_",
    [
        "aws:dynamodb/table:Table",
        "aws:backup/vault:Vault",
        "aws:s3/bucket:Bucket",
        "aws:kms/replicaKey:ReplicaKey",
    ],
)
def test_whatever_holds_customers_data_is_at_home(type_: str) -> None:
    residency = declaration().residency
    assert residency is not None
    found = european().of_type(type_)
    assert found
    for state in found:
        assert residency.allows(str(state.inputs["region"])), state.urn
        for replica in state.inputs.get("replicas") or ():  # type: ignore[union-attr]
            assert residency.allows(str(replica["regionName"])), state.urn  # type: ignore[index, call-overload]
