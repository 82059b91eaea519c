"""Names of every type: as long as they may be, one longer, and of what letters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pytest

from openline_stacks.rules import check
from openline_stacks.rules._names import NAMES

if TYPE_CHECKING:
    from tests.stacks.rules.conftest import MakeStates

AUTO = len("-0123abc")
OF_PREFIX = 26


def broken(
    states_from: MakeStates, name: str, inputs: Mapping[str, object]
) -> set[tuple[str, str]]:
    found = check(states_from({name: inputs}))
    return {(one.rule, one.property) for one in found if one.rule in ("OL101", "OL102")}


def named(type_: str, length: int) -> str:
    start = "alias/" if type_ == "aws:kms/alias:Alias" else ""
    return start + "x" * (length - len(start))


@pytest.mark.parametrize("type_", sorted(NAMES))
def test_a_name_may_be_as_long_as_it_may_and_no_longer(type_: str, states_from: MakeStates) -> None:
    names = NAMES[type_]
    for length in (names.least if names.least > 1 else 7, names.most):
        given = {"is": type_, names.property: named(type_, length)}
        assert broken(states_from, "x", given) == set()
    for length in (names.most + 1, *([names.least - 1] if names.least > 1 else [])):
        given = {"is": type_, names.property: named(type_, length)}
        assert ("OL101", names.property) in broken(states_from, "x", given)


@pytest.mark.parametrize("type_", sorted(t for t, names in NAMES.items() if names.auto))
def test_an_automatic_name_has_room_for_its_suffix(type_: str, states_from: MakeStates) -> None:
    names = NAMES[type_]
    start = len("alias/") if type_ == "aws:kms/alias:Alias" else 0
    fits = "x" * (names.most - AUTO - start)
    assert broken(states_from, fits, {"is": type_}) == set()
    assert broken(states_from, f"{fits}x", {"is": type_}) == {("OL101", names.property)}


@pytest.mark.parametrize(
    ("type_", "most"),
    [
        ("aws:iam/role:Role", 38),
        ("aws:s3/bucket:Bucket", 37),
        ("aws:lb/loadBalancer:LoadBalancer", 6),
    ],
)
def test_a_prefix_has_room_for_what_the_provider_adds(
    type_: str, most: int, states_from: MakeStates
) -> None:
    property_ = f"{NAMES[type_].property}Prefix"
    assert broken(states_from, "x", {"is": type_, property_: "x" * most}) == set()
    too_long = broken(states_from, "x", {"is": type_, property_: "x" * (most + 1)})
    assert too_long == {("OL101", property_)}


@pytest.mark.parametrize(
    ("type_", "name"),
    [
        ("aws:lb/loadBalancer:LoadBalancer", "-front"),
        ("aws:lb/targetGroup:TargetGroup", "front_door"),
        ("aws:s3/bucket:Bucket", "Logs-of-shop"),
        ("aws:lb/targetGroup:TargetGroup", "shop--orders"),
        ("aws:s3/bucket:Bucket", "logs..shop"),
        ("aws:s3/bucket:Bucket", "xn--logs"),
        ("aws:ec2/securityGroup:SecurityGroup", "sg-front"),
        ("aws:iam/role:Role", "role/path"),
        ("aws:cloudwatch/logGroup:LogGroup", "logs of shop"),
        ("aws:kms/alias:Alias", "alias/aws/shop"),
        ("aws:kms/alias:Alias", "shop"),
        ("aws:dynamodb/table:Table", "book:of:orders"),
        ("aws:sns/topic:Topic", "alarms.shop"),
        ("aws:backup/vault:Vault", "vault.shop"),
        ("aws:wafv2/webAcl:WebAcl", "web acl"),
        ("aws:ssm/parameter:Parameter", "/aws/shop"),
        ("aws:ssm/parameter:Parameter", "ssm-shop"),
        ("aws:globalaccelerator/accelerator:Accelerator", "shop-"),
        ("aws:cloudwatch/dashboard:Dashboard", "shop.us-east-1"),
    ],
)
def test_names_of_other_letters_are_told(type_: str, name: str, states_from: MakeStates) -> None:
    property_ = NAMES[type_].property
    found = broken(states_from, "x", {"is": type_, property_: name})
    assert found == {("OL102", property_)}
