"""Policies with ARNs that nobody knows yet are compared by what a program makes of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from openline_stacks.engine import Program, stood_in
from openline_stacks.preview import Asked, ResourceDiff, Side, both_sides, compare, preview_of
from openline_stacks.sources import find_sources

POLICY = """
import json
import pulumi
import pulumi_aws as aws

topic = aws.sns.Topic("{topic}"{alias})
role = aws.iam.Role("reader", assume_role_policy="{{}}")
document = topic.arn.apply(lambda arn: json.dumps({{
    "Version": "2012-10-17",
    "Statement": [
        {{"Sid": "Tell", "Effect": "Allow", "Action": "{action}", "Resource": {resource}}},
        {{"Sid": "Look", "Effect": "Allow", "Action": "sns:List*", "Resource": "*"}},
    ],
}}))
aws.iam.RolePolicy("tells", role=role.id, policy=document)
"""
USUAL = {"topic": "calls", "alias": "", "action": "sns:Publish", "resource": "arn"}


def written(folder: Path, text: str) -> Path:
    folder.mkdir()
    (folder / "__main__.py").write_text(text)
    (folder / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    return folder


def sides(tmp_path: Path, old: str, new: str) -> tuple[Side, Side]:
    before = str(written(tmp_path / "old", old))
    return both_sides(Asked(find_sources(str(written(tmp_path / "new", new))), before))


def compared(tmp_path: Path, old: str, new: str) -> ResourceDiff:
    before, after = sides(tmp_path, old, new)
    return compare(before.states, after.states, None, stand_ins=(before.stand_ins, after.stand_ins))


def policy(**to: str) -> str:
    return POLICY.format(**USUAL | to)


def changes(diff: ResourceDiff) -> list[tuple[str, object, object]]:
    return [(one.path, one.before, one.after) for each in diff.changes for one in each.properties]


def test_a_statement_that_changes_is_told_by_its_path(tmp_path: Path) -> None:
    diff = compared(tmp_path, policy(), policy(action="sns:*"))
    assert changes(diff) == [("policy.Statement[0].Action", "sns:Publish", "sns:*")]
    assert diff.uncompared == ()


def test_an_arn_is_told_by_what_it_comes_from(tmp_path: Path) -> None:
    diff = compared(tmp_path, policy(), policy(resource='"*"'))
    assert changes(diff) == [("policy.Statement[0].Resource", "${calls.arn}", "*")]


def test_the_same_document_of_the_same_parts_is_counted_and_no_change(tmp_path: Path) -> None:
    diff = compared(tmp_path, policy(), policy())
    assert diff.changes == ()
    assert diff.uncompared == ()
    assert diff.folded == {"known only after deployment, and made of the same as before": 2}


def test_a_resource_that_is_only_called_otherwise_is_the_same(tmp_path: Path) -> None:
    alias = ', opts=pulumi.ResourceOptions(aliases=[pulumi.Alias(name="calls")])'
    diff = compared(tmp_path, policy(), policy(topic="rings", alias=alias))
    assert changes(diff) == []
    assert [(one.op, one.name) for one in diff.changes] == [("rename", "rings")]


def test_what_comes_from_a_replaced_resource_still_changes(tmp_path: Path) -> None:
    fifo = policy().replace('Topic("calls"', 'Topic("calls", fifo_topic=True')
    diff = compared(tmp_path, policy(), fifo)
    told = {each.name: [one.path for one in each.properties] for each in diff.changes}
    assert told == {"calls": ["fifoTopic"], "tells": ["policy"]}


def test_a_program_that_does_not_take_stand_ins_is_compared_as_before(tmp_path: Path) -> None:
    """It wants twelve digits where a stand-in has none."""
    picky = policy().replace("lambda arn: json", "lambda arn: int(arn.split(':')[4]) and json")
    before, after = sides(tmp_path, picky, picky.replace("sns:Publish", "sns:*"))
    found = preview_of(before, after, today=date(2027, 1, 1))
    assert changes(found.resources) == []
    assert {(one.path, one.why) for one in found.resources.uncompared} == {
        ("policy", "unknown"),
        ("role", "unknown"),
    }
    assert len(found.notes) == 2
    assert all("does not take a text in their place" in note for note in found.notes)
    assert "aws:iam/rolePolicy:RolePolicy tells" in found.notes[0]


def test_an_output_that_is_no_text_stays_unknown(tmp_path: Path) -> None:
    program = 'import pulumi_aws as aws\nt = aws.ec2.LaunchTemplate("t")\n'
    program += 'aws.sns.Topic("v", display_name=t.latest_version.apply(str))\n'
    inputs, _ = stood_in(Program.find(written(tmp_path / "p", program)), lambda type_: ("arn",))
    (value,) = [one.get("displayName") for urn, one in inputs.items() if urn.endswith("::v")]
    assert not isinstance(value, str)


def test_a_document_that_is_known_is_compared_inside(tmp_path: Path) -> None:
    plain = policy(resource='"*"').replace("topic.arn.apply(lambda arn: ", "(lambda arn: ")
    plain = plain.replace("}))\naws", "}))('')\naws")
    diff = compared(tmp_path, plain, plain.replace("sns:List*", "sns:Get*"))
    assert changes(diff) == [("policy.Statement[1].Action", "sns:List*", "sns:Get*")]


@pytest.mark.parametrize("made", ["arn", "id"])
def test_a_stand_in_names_the_output_that_it_stands_for(tmp_path: Path, made: str) -> None:
    program = 'import pulumi_aws as aws\nk = aws.kms.Key("k")\n'
    program += f'aws.sns.Topic("v", display_name=k.{made})\n'
    inputs, _ = stood_in(Program.find(written(tmp_path / "p", program)), lambda type_: ("arn",))
    (value,) = [one["displayName"] for urn, one in inputs.items() if urn.endswith("::v")]
    assert str(value).endswith(f"${{k.{made}}}")


def test_for_secrets_and_what_cannot_be_read_no_program_runs_again(tmp_path: Path) -> None:
    plain = """
import pulumi
import pulumi_aws as aws
aws.ssm.Parameter("p", type="SecureString", value="hush")
aws.s3.BucketObjectv2("o", bucket="b", source=pulumi.FileAsset("not-built.html"))
"""
    before, after = sides(tmp_path, plain, plain)
    assert (before.stand_ins, after.stand_ins) == (None, None)
    found = compare(before.states, after.states)
    assert {(one.path, one.why) for one in found.uncompared} == {
        ("value", "secret"),
        ("source", "unread"),
    }
