"""Real programs on a real provider over gRPC, at an AWS over HTTP: made, left alone, refreshed,
changed, and taken away. `Stack` plays the engine's part, in the order that the engine was seen in.
"""

from __future__ import annotations

import json
import re
import shutil
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import boto3
import pytest
from tests.engine.wire import Wire

from openline_stacks.engine import ResourceError, Stack

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "stacks" / "examples"

NETWORK = """
import pulumi
import pulumi_aws as aws

config = pulumi.Config()
vpc = aws.ec2.Vpc("vpc", cidr_block=config.get("range") or "10.9.0.0/16",
                  enable_dns_hostnames=config.get_bool("names") or False)
for number in range(config.get_int("subnets") or 1):
    aws.ec2.Subnet(f"subnet-{number}", vpc_id=vpc.id,
                   cidr_block=vpc.cidr_block.apply(
                       lambda text, n=number: text.replace(".0.0/16", f".{n}.0/24")))
pulumi.export("vpc", vpc.id)
"""


TUTORIAL = """
import json
import pathlib
import pulumi
import pulumi_aws as aws

# The provider runs elsewhere here; the genuine engine starts it in the program's folder.
here = pathlib.Path(__file__).parent
image = aws.ec2.get_ami(owners=["amazon"], most_recent=True,
                        filters=[{"name": "name", "values": ["al2023-ami-*-x86_64"]}])
group = aws.ec2.SecurityGroup("web")
aws.ec2.SecurityGroupRule("http", security_group_id=group.id, type="ingress", protocol="tcp",
                          from_port=80, to_port=80, cidr_blocks=["0.0.0.0/0"])
aws.ec2.Instance("web", ami=image.id, instance_type="t3.micro",
                 vpc_security_group_ids=[group.id])

pages = aws.s3.Bucket("pages", website={"index_document": "index.html"})
aws.s3.BucketObject("index.html", bucket=pages.id, content_type="text/html",
                    source=pulumi.FileAsset(str(here / "index.html")))

trust = aws.iam.get_policy_document(statements=[{
    "actions": ["sts:AssumeRole"],
    "principals": [{"type": "Service", "identifiers": ["lambda.amazonaws.com"]}]}])
role = aws.iam.Role("app", assume_role_policy=trust.json)
function = aws.lambda_.Function(
    "app", role=role.arn, runtime="python3.13", handler="index.handler",
    code=pulumi.AssetArchive({".": pulumi.FileArchive(str(here / "app"))}),
    environment={"variables": {"PAGES": pages.id}})
route = function.invoke_arn.apply(lambda arn: {"x-amazon-apigateway-any-method": {
    "x-amazon-apigateway-integration": {"type": "aws_proxy", "httpMethod": "POST", "uri": arn}}})
api = aws.apigateway.RestApi("api", body=pulumi.Output.json_dumps(
    {"swagger": "2.0", "info": {"title": "api"}, "paths": {"/{proxy+}": route}}))
deployment = aws.apigateway.Deployment("api", rest_api=api.id)
stage = aws.apigateway.Stage("api", rest_api=api.id, deployment=deployment.id, stage_name="v1")
pulumi.export("site", pulumi.Output.concat("http://", pages.website_endpoint))
pulumi.export("api", stage.invoke_url)
"""


def _program(folder: Path, text: str) -> Path:
    (folder / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (folder / "__main__.py").write_text(text)
    return folder


def _unprotected(folder: Path, beside: Path) -> Path:
    """A copy of a declared stack whose resources may be deleted."""
    copy = beside / folder.name
    shutil.copytree(folder, copy)
    declared = copy / "openline.yaml"
    text = re.sub(r"^protection:.*\n", "", declared.read_text(), flags=re.MULTILINE)
    declared.write_text(f"{text}\nprotection: off\n")
    return copy


def _ec2(cloud: str) -> Any:
    session: Any = boto3.Session("testing", "testing", region_name="us-west-2")
    return session.client("ec2", endpoint_url=cloud)


@pytest.mark.parametrize("name", ["access", "accelerator", "backups", "edge", "fleet", "secrets"])
def test_an_example_is_made_once_and_then_stays_as_it_is(
    name: str, wire: Wire, tmp_path: Path
) -> None:
    stack = Stack(EXAMPLES / name, wire, tmp_path / "state.json")

    planned = stack.preview()
    made = stack.up()

    assert {(s.operation, s.urn) for s in planned.steps} == {
        (s.operation, s.urn) for s in made.steps
    }
    assert stack.up().changes == ()
    assert stack.refresh().changes == ()
    assert stack.preview().changes == ()


@pytest.mark.slow
def test_the_starter_stack_lives_its_whole_life(wire: Wire, tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    stack = Stack(_unprotected(ROOT / "stacks" / "starter", tmp_path), wire, state)

    stack.up()
    assert stack.up().changes == ()
    assert stack.refresh().changes == ()
    stack.destroy()

    held = json.loads(state.read_text())["deployment"].get("resources", [])
    assert [one["urn"] for one in held if one["custom"]] == []


def test_a_program_as_tutorials_write_it_lives_its_whole_life(wire: Wire, tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    stack = Stack(_program(tmp_path, TUTORIAL), wire, state)
    (tmp_path / "index.html").write_text("<p>Now</p>")
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "index.py").write_text("def handler(event, context): ...")

    made = stack.up()

    assert all(one.origin == "emulated" for one in made.states.resources if one.custom)
    assert [step.said for step in made.steps if step.said] == []
    told: dict[str, Any] = {**made.states.stack_outputs}
    assert told["site"].endswith(".s3-website-us-west-2.amazonaws.com")
    assert told["api"].endswith(".execute-api.us-west-2.amazonaws.com/v1")
    assert stack.up().changes == ()
    assert stack.refresh().changes == ()
    assert stack.preview().changes == ()
    stack.destroy()
    held = json.loads(state.read_text())["deployment"].get("resources", [])
    assert [one["urn"] for one in held if one["custom"]] == []


def test_changes_are_made_where_they_can_be_and_replacements_where_they_cannot(
    wire: Wire, cloud: str, tmp_path: Path
) -> None:
    program, state = _program(tmp_path, NETWORK), tmp_path / "state.json"
    stands: dict[str, Any] = {}

    def run(**config: object) -> list[tuple[str, str]]:
        settings: Mapping[str, object] = {f"shop:{key}": value for key, value in config.items()}
        outcome = Stack(program, wire, state, config=settings).up()
        stands.update(outcome.states.stack_outputs)
        return sorted((s.operation, s.urn.rsplit("::", 1)[1]) for s in outcome.changes)

    run(subnets=2)
    assert run(subnets=2, names="true") == [("update", "vpc")]
    assert run(subnets=1, names="true") == [("delete", "subnet-1")]
    assert run(subnets=1, names="true", range="10.8.0.0/16") == [
        ("delete", "subnet-0"),
        ("delete", "vpc"),
        ("replace", "subnet-0"),
        ("replace", "vpc"),
    ]
    (vpc,) = _ec2(cloud).describe_vpcs(VpcIds=[stands["vpc"]])["Vpcs"]
    assert vpc["CidrBlock"] == "10.8.0.0/16"
    Stack(program, wire, state).destroy()


def test_what_was_changed_by_hand_is_seen_and_put_right(
    wire: Wire, cloud: str, tmp_path: Path
) -> None:
    stack = Stack(_program(tmp_path, NETWORK), wire, tmp_path / "state.json")
    made = stack.up()
    vpc = made.states.stack_outputs["vpc"]
    _ec2(cloud).modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})

    (seen,) = stack.refresh().changes
    (mended,) = stack.up().changes

    assert (seen.operation, seen.paths) == ("refresh", ("enableDnsHostnames",))
    assert (mended.operation, mended.paths) == ("update", ("enableDnsHostnames",))
    assert stack.refresh().changes == ()
    stack.destroy()


def test_everything_wrong_with_a_resource_is_told_at_once(wire: Wire, tmp_path: Path) -> None:
    program = """
    import pulumi_aws as aws
    aws.dynamodb.Table("t", hash_key="id", billing_mode="FREE",
                       attributes=[{"name": "id", "type": "X"}])
    """
    text = "\n".join(line.removeprefix("    ") for line in program.splitlines())
    stack = Stack(_program(tmp_path, text), wire, tmp_path / "state.json")

    with pytest.raises(ResourceError) as caught:
        stack.up()

    assert "billingMode" in str(caught.value)
    assert "attributes[0].type" in str(caught.value)


def test_a_bucket_of_somebody_elses_is_refused_in_the_words_of_aws(
    wire: Wire, cloud: str, tmp_path: Path
) -> None:
    session: Any = boto3.Session("testing", "testing", region_name="us-west-2")
    place = {"LocationConstraint": "us-west-2"}
    session.client("s3", endpoint_url=cloud).create_bucket(
        Bucket="theirs", CreateBucketConfiguration=place
    )
    text = "import pulumi_aws as aws\naws.s3.Bucket('pages', bucket='theirs')\n"
    stack = Stack(_program(tmp_path, text), wire, tmp_path / "state.json")

    with pytest.raises(ResourceError, match="BucketAlreadyOwnedByYou"):
        stack.up()

    assert stack.destroy().changes == ()


def test_calls_go_in_the_order_of_the_engine(wire: Wire, tmp_path: Path) -> None:
    stack = Stack(_program(tmp_path, NETWORK), wire, tmp_path / "state.json")
    wire.calls.clear()
    stack.up()
    assert [one for one in wire.calls if one[1] == "vpc"] == [("Check", "vpc"), ("Create", "vpc")]
    wire.calls.clear()
    stack.up()
    assert [one for one in wire.calls if one[1] == "vpc"] == [("Check", "vpc"), ("Diff", "vpc")]
    wire.calls.clear()
    stack.destroy()
    assert wire.calls == [("Delete", "subnet-0"), ("Delete", "vpc")]


def test_a_local_aws_is_asked_by_nobody_else(cloud: str) -> None:
    with pytest.raises(HTTPError):
        urllib.request.urlopen(f"{cloud}/_openline/status")
