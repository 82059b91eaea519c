"""EncryptionKeys: one key in every region, and policies that name no role of ours."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from openline_stacks.engine import ProgramError
from openline_stacks.states import States

KEY = "aws:kms/key:Key"
REPLICA = "aws:kms/replicaKey:ReplicaKey"
Shape = Callable[[str], States]


def policies(states: States) -> dict[str, dict[str, Any]]:
    """Region -> statement by its name."""
    return {
        str(state.inputs["region"]): {
            one["Sid"]: one for one in json.loads(str(state.inputs["policy"]))["Statement"]
        }
        for state in states.of_type(KEY, REPLICA)
    }


def test_one_key_in_two_regions(shape: Shape) -> None:
    states = shape("warm-standby")
    (key,) = states.of_type(KEY)
    (replica,) = states.of_type(REPLICA)
    assert (key.inputs["region"], replica.inputs["region"]) == ("us-east-1", "us-west-2")
    assert key.inputs["multiRegion"] is True
    assert key.inputs["enableKeyRotation"] is True
    assert replica.property_dependencies["primaryKeyArn"] == (key.urn,)
    assert len(states.of_type("aws:kms/alias:Alias")) == 2


def test_7_no_key_policy_names_a_role(shape: Shape) -> None:
    for statements in policies(shape("warm-standby")).values():
        principals = [json.dumps(one["Principal"]) for one in statements.values()]
        assert not any(":role/" in one for one in principals)
        assert statements["AccountAdministers"]["Principal"] == {
            "AWS": "arn:aws:iam::123456789012:root"
        }


def test_7_everybody_means_everybody_of_this_account_through_a_service(shape: Shape) -> None:
    for region, statements in policies(shape("warm-standby")).items():
        for one in statements.values():
            if one["Principal"] == {"AWS": "*"}:
                condition = one["Condition"]["StringEquals"]
                assert condition["kms:CallerAccount"] == "123456789012"
                assert f"ec2.{region}.amazonaws.com" in condition["kms:ViaService"]
                assert f"dynamodb.{region}.amazonaws.com" in condition["kms:ViaService"]


def test_7_grants_are_for_aws_resources_alone(shape: Shape) -> None:
    for statements in policies(shape("warm-standby")).values():
        grants = [one for one in statements.values() if "kms:CreateGrant" in one["Action"]]
        (only,) = grants
        assert only["Condition"]["Bool"] == {"kms:GrantIsForAWSResource": "true"}


def test_7_each_replica_has_the_policy_of_its_own_region(shape: Shape) -> None:
    for region, statements in policies(shape("warm-standby")).items():
        logs = statements["LogGroupsOfThisAccount"]
        assert logs["Principal"] == {"Service": f"logs.{region}.amazonaws.com"}
        other = {"us-east-1", "us-west-2"} - {region}
        assert not any(name in json.dumps(statements) for name in other)


def test_alarms_may_publish_to_encrypted_topics(shape: Shape) -> None:
    for statements in policies(shape("warm-standby")).values():
        assert statements["AlarmsPublish"]["Principal"] == {"Service": "cloudwatch.amazonaws.com"}


@pytest.mark.parametrize(("name", "days"), [("warm-standby", 30), ("cname-unprotected", 7)])
def test_16_protection_gives_a_month_to_change_ones_mind(
    shape: Shape, name: str, days: int
) -> None:
    keys = shape(name).of_type(KEY, REPLICA)
    assert {state.inputs["deletionWindowInDays"] for state in keys} == {days}
    assert {state.protect for state in keys} == {days == 30}


def test_8_the_key_of_customers_data_stays_in_the_declared_regions(shape: Shape) -> None:
    states = shape("europe")
    multi = [s for s in states.of_type(KEY, REPLICA) if s.inputs.get("multiRegion", True)]
    regions = {str(s.inputs["region"]) for s in multi if "alarms" not in s.name}
    assert regions == {"eu-west-1", "eu-central-1"}
    (alarms,) = (s for s in states.of_type(KEY) if s.inputs["region"] == "us-east-1")
    assert "multiRegion" not in alarms.inputs


def test_two_primaries_are_refused(run: Callable[[str], States]) -> None:
    program = """
from openline import EncryptionKeys
regions = {"us-east-1": "primary", "us-west-2": "primary"}
EncryptionKeys("keys", {"stack": "shop", "account": "1", "regions": regions})
"""
    with pytest.raises(ProgramError, match="regions: 2 regions are primary; exactly one is needed"):
        run(program)
