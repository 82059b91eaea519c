"""What a role is allowed: all that the stack needs, on what is the stack's, in a size AWS takes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

import boto3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from moto.core import set_initial_no_auth_action_count
from moto.iam import access_control

from openline_stacks.cloud import LocalAws
from openline_stacks.cloud.handlers import HANDLERS
from openline_stacks.cloud.planes import reads_only
from openline_stacks.engine import BUNDLED, EngineError, Program, bundled_stack, up
from openline_stacks.permissions import LARGEST, NEEDS, permissions, size
from openline_stacks.permissions._pack import packed
from openline_stacks.sources import find_sources, planned
from openline_stacks.states import ResourceState, States

ACCOUNT = "123456789012"


@cache
def states_of(name: str) -> States:
    return planned(find_sources(name))


def statements(states: States, purpose: Any = "deploy") -> list[dict[str, Any]]:
    found = permissions(states, purpose, ACCOUNT)
    return [one for document in found.documents for one in document["Statement"]]


def allowed(states: States, action: str, arn: str = "*") -> list[dict[str, Any]]:
    """The statements that allow the action there, whatever their conditions."""
    return [
        one
        for one in statements(states)
        if action in one["Action"]
        and (
            one["Resource"] == "*" or any(fnmatchcase(arn, pattern) for pattern in one["Resource"])
        )
    ]


def state(type_: str, name: str = "one", **inputs: Any) -> ResourceState:
    urn = f"urn:pulumi:dev::shop::{type_}::{name}"
    return ResourceState("dev", urn, type_, name, True, None, inputs, {})


@pytest.mark.parametrize("name", BUNDLED)
def test_every_type_of_our_stacks_is_known_and_every_document_fits(name: str) -> None:
    for purpose in ("deploy", "refresh"):
        found = permissions(states_of(name), purpose, ACCOUNT)
        assert found.unknown == ()
        assert all(size(document) <= LARGEST for document in found.documents)
        sids = [one["Sid"] for document in found.documents for one in document["Statement"]]
        assert len(sids) == len(set(sids))


def test_every_type_of_the_local_aws_has_a_row() -> None:
    assert not set(HANDLERS) - set(NEEDS)


def test_who_may_refresh_may_change_nothing() -> None:
    found = permissions(states_of("retail"), "refresh", ACCOUNT)
    changing = [one for one in found.actions if not reads_only(one.split(":")[1])]
    assert changing == ["kms:Decrypt"]  # of an object that is compared
    assert {one["Effect"] for one in statements(states_of("retail"), "refresh")} == {"Allow"}


def test_nothing_is_allowed_on_another_stacks_names() -> None:
    retail = states_of("retail")
    for action, arn in (
        ("iam:CreateRole", f"arn:aws:iam::{ACCOUNT}:role/{{}}-x"),
        ("dynamodb:DeleteTable", f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/{{}}-x"),
        ("s3:DeleteBucket", "arn:aws:s3:::{}-x"),
        (
            "lambda:UpdateFunctionCode",
            f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:{{}}-alarms-us-east-1-reader-0a1b2c3",
        ),
    ):
        assert allowed(retail, action, arn.format("retail")), action
        assert not allowed(retail, action, arn.format("other")), action


def test_contents_are_read_in_the_stacks_own_alone() -> None:
    own = "arn:aws:s3:::retail-self-service-portal-edge-us-east-1-limited-0a1b2c3/limited/index"
    assert allowed(states_of("retail"), "s3:GetObject", own)
    assert not allowed(states_of("retail"), "s3:GetObject", "arn:aws:s3:::payroll/salaries")


def test_a_role_is_passed_to_the_services_that_it_trusts_alone() -> None:
    (passed,) = allowed(
        states_of("retail"), "iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/retail-x"
    )
    services = passed["Condition"]["StringEquals"]["iam:PassedToService"]
    assert "ec2.amazonaws.com" in services
    assert "cloudformation.amazonaws.com" not in services
    assert not allowed(states_of("retail"), "iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/admin")


def test_calls_stay_in_the_stacks_regions_and_where_global_services_are() -> None:
    found = permissions(states_of("eu-residency"), "deploy", ACCOUNT)
    declared = {
        one.inputs["region"]
        for one in states_of("eu-residency").resources
        if one.type.startswith("aws:") and "region" in one.inputs
    }
    assert set(found.regions) == declared | {"us-east-1"}


def test_a_region_that_nobody_says_excludes_none() -> None:
    found = permissions(States((state("aws:sqs/queue:Queue"),)), "deploy", ACCOUNT)
    assert found.regions == ()
    assert "aws:RequestedRegion" not in json.dumps(found.documents)


def test_what_destroys_asks_for_the_stacks_tag() -> None:
    (one,) = allowed(states_of("retail"), "ec2:DeleteVpc")
    assert one["Condition"] == {"StringEquals": {"aws:ResourceTag/openline:stack": ["retail"]}}


def test_without_tags_nothing_asks_for_one() -> None:
    bare = States((state("aws:ec2/vpc:Vpc", region="us-east-1", cidrBlock="10.0.0.0/16"),))
    (one,) = allowed(bare, "ec2:DeleteVpc")
    assert one["Condition"] == {"StringEquals": {"aws:RequestedRegion": ["us-east-1"]}}


def test_a_bucket_is_emptied_only_where_it_may_be_deleted_full() -> None:
    bucket = state("aws:s3/bucket:Bucket", bucket="shop", region="us-east-1")
    kept, full = (States((replace(bucket, inputs={**bucket.inputs, "forceDestroy": f}),))
                  for f in (False, True))  # fmt: skip
    objects = "arn:aws:s3:::shop/photo"
    assert not allowed(kept, "s3:DeleteObject", objects)
    assert allowed(full, "s3:DeleteObject", objects)


def test_a_type_without_a_row_is_said() -> None:
    found = permissions(States((state("aws:lex/bot:Bot", region="us-east-1"),)), "deploy")
    assert found.unknown == ("aws:lex/bot:Bot",)
    assert found.documents == ()


_WORD = st.text("abcdefghij", min_size=1, max_size=20)
_STATEMENTS = st.builds(
    lambda actions, arns: {
        "Sid": "Any", "Effect": "Allow", "Action": sorted(actions), "Resource": sorted(arns)},
    st.sets(_WORD, min_size=1, max_size=150),
    st.sets(_WORD, min_size=1, max_size=30),
)  # fmt: skip


@settings(max_examples=30)
@given(st.lists(_STATEMENTS, max_size=4))
def test_packing_loses_nothing_and_adds_nothing(given_: list[dict[str, Any]]) -> None:
    def pairs(found: list[dict[str, Any]]) -> set[tuple[str, str]]:
        return {(a, r) for one in found for a in one["Action"] for r in one["Resource"]}

    documents = packed(given_)
    assert all(size(one) <= LARGEST for one in documents)
    assert pairs([s for one in documents for s in one["Statement"]]) == pairs(given_)


# moto's IAM takes every condition for unmet, asks for every action on "*", has names of its own for
# some actions, and finds the signature of any call wrong whose path it decodes. What is tried here
# is whether an action is missing.
_MOTO_SAYS = {"cloudwatch:": "monitoring:", "s3:ListBucket": "s3:HeadBucket"}


def _as_moto_says(action: str) -> set[str]:
    return {action, *(action.replace(real, said) for real, said in _MOTO_SAYS.items())}


def _as_user(cloud: LocalAws, documents: list[dict[str, Any]]) -> None:
    """From here on the local AWS is asked as a user with these policies."""
    iam = cloud.client("iam", "us-east-1")
    iam.create_user(UserName="deployer")
    for number, document in enumerate(documents):
        plain = [
            {"Effect": "Allow", "Resource": "*",
             "Action": [said for action in one["Action"] for said in _as_moto_says(action)]}
            for one in document["Statement"]
        ]  # fmt: skip
        text = json.dumps({**document, "Statement": plain})
        policy = iam.create_policy(PolicyName=f"deploy-{number}", PolicyDocument=text)["Policy"]
        iam.attach_user_policy(UserName="deployer", PolicyArn=policy["Arn"])
    key = iam.create_access_key(UserName="deployer")["AccessKey"]
    cloud._forget_clients()
    cloud._session = boto3.Session(
        key["AccessKeyId"], key["SecretAccessKey"], region_name=cloud.region
    )


@pytest.fixture
def enforced(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalAws]:
    for request in (access_control.IAMRequest, access_control.S3IAMRequest):
        monkeypatch.setattr(request, "check_signature", lambda _: None)
    with LocalAws(account=ACCOUNT) as cloud:
        yield cloud


def _stand_up(cloud: LocalAws, name: str, documents: list[dict[str, Any]]) -> States:
    _as_user(cloud, documents)
    program = Program.find(bundled_stack(name))
    made: States = set_initial_no_auth_action_count(0)(lambda: up(program, cloud))()
    return made


def _documents(name: str, *without: str) -> list[dict[str, Any]]:
    found = permissions(states_of(name), "deploy", ACCOUNT).documents
    return [
        {**one, "Statement": [
            {**s, "Action": [a for a in s["Action"] if a not in without]} for s in one["Statement"]
        ]}
        for one in found
    ]  # fmt: skip


@pytest.mark.slow
def test_retail_stands_up_for_whoever_has_its_policies(enforced: LocalAws) -> None:
    made = _stand_up(enforced, "retail", _documents("retail"))
    assert len(made.of_type("aws:dynamodb/table:Table")) == 3


@pytest.mark.parametrize("action", ["dynamodb:CreateTable", "kms:CreateKey", "ec2:CreateVpc"])
def test_without_one_of_its_actions_the_stack_is_refused_by_name(
    enforced: LocalAws, action: str
) -> None:
    with pytest.raises(EngineError, match=action):
        _stand_up(enforced, "starter", _documents("starter", action))
