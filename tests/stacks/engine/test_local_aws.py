"""The engine and the local AWS together: what is created can be read through boto3."""

from collections.abc import Callable
from pathlib import Path

from openline_stacks.cloud import LocalAws
from openline_stacks.engine import Stack, preview, up
from openline_stacks.states import ResourceState, States

PROGRAM = """
import pulumi
import pulumi_aws as aws

key = aws.kms.Key("key", region="us-west-2", deletion_window_in_days=7)
role = aws.iam.Role("role", assume_role_policy='{"Version": "2012-10-17", "Statement": []}')
table = aws.dynamodb.Table(
    "orders",
    attributes=[{"name": "id", "type": "S"}],
    hash_key="id",
    billing_mode="PAY_PER_REQUEST",
    opts=pulumi.ResourceOptions(depends_on=role),
)
pulumi.export("key", key.arn)
pulumi.export("table", table.name)
"""


def test_an_up_into_the_local_aws_is_there_for_boto3(
    write: Callable[..., Path], by_name: Callable[[States], dict[str, ResourceState]]
) -> None:
    place = write(PROGRAM)
    with LocalAws() as aws:
        states = up(place, aws, config={"aws:region": "us-east-1"})
        named = states.stack_outputs["table"]
        assert named in aws.client("dynamodb", "us-east-1").list_tables()["TableNames"]
        arns = [k["KeyArn"] for k in aws.client("kms", "us-west-2").list_keys()["Keys"]]
        assert states.stack_outputs["key"] in arns
    found = by_name(states)
    assert found["key"].region == "us-west-2"
    assert found["orders"].region == "us-east-1"
    assert found["orders"].origin == "emulated"
    planned = {state.urn for state in preview(place, config={"aws:region": "us-east-1"}).resources}
    assert planned == {state.urn for state in states.resources}


def test_a_configured_region_is_not_an_input_of_what_has_none(
    write: Callable[..., Path], by_name: Callable[[States], dict[str, ResourceState]]
) -> None:
    place = write(PROGRAM)
    config = {"aws:region": "us-west-2"}
    with LocalAws() as aws:
        stack = Stack(place, aws.resources, place.parent / "state.json", config=config)
        found = by_name(stack.up().states)
        assert "region" not in found["role"].inputs
        assert found["orders"].inputs["region"] == "us-west-2"
        assert stack.preview().changes == ()
