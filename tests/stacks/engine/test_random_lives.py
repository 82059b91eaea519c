"""Any program through its whole life: after every step a refresh sees no change, and moto holds
exactly what the state says."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openline_stacks.cloud import LocalAws
from openline_stacks.engine import Outcome, Stack

# Builds what it is given as data. A queue of networks, each with subnets; topics; buckets.
BUILDER = """
import json, pathlib
import pulumi, pulumi_aws as aws

for name, one in json.loads(pathlib.Path("wanted.json").read_text()).items():
    opts = pulumi.ResourceOptions(import_=one.get("import"), retain_on_delete=False)
    tags = {"size": str(one["size"])} if one["size"] else None
    if one["kind"] == "net":
        vpc = aws.ec2.Vpc(name, cidr_block=f"10.{one['cidr']}.0.0/16", tags=tags,
                          enable_dns_hostnames=bool(one["size"] % 2))
        aws.ec2.Subnet(name, vpc_id=vpc.id, cidr_block=f"10.{one['cidr']}.1.0/24",
                       map_public_ip_on_launch=one["size"] > 1)
        aws.ec2.SecurityGroup(name, vpc_id=vpc.id, tags=tags, ingress=[
            {"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": [f"10.{n}.0.0/16"]}
            for n in range(one["size"])])
    elif one["kind"] == "topic":
        aws.sns.Topic(name, display_name=str(one["size"]), tags=tags,
                      name=f"fixed-{name}" if one["cidr"] % 2 else None, opts=opts)
    else:
        table = aws.dynamodb.Table(
            name, hash_key=f"id{one['cidr']}", billing_mode="PAY_PER_REQUEST", tags=tags,
            attributes=[{"name": f"id{one['cidr']}", "type": "S"}],
            point_in_time_recovery={"enabled": one["size"] > 1})
        aws.ssm.Parameter(name, type="String", value=table.name, name=f"/{name}/table")
"""

thing = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["net", "topic", "table"]),
        "size": st.integers(0, 3),
        "cidr": st.integers(1, 3),
    }
)
program = st.dictionaries(st.sampled_from("abc"), thing, max_size=3)

_HELD = {
    "aws:ec2/vpc:Vpc": ("ec2", "describe_vpcs", "Vpcs", "VpcId"),
    "aws:ec2/subnet:Subnet": ("ec2", "describe_subnets", "Subnets", "SubnetId"),
    "aws:ec2/securityGroup:SecurityGroup": (
        "ec2", "describe_security_groups", "SecurityGroups", "GroupId"),
    "aws:sns/topic:Topic": ("sns", "list_topics", "Topics", "TopicArn"),
    "aws:dynamodb/table:Table": ("dynamodb", "list_tables", "TableNames", ""),
    "aws:ssm/parameter:Parameter": ("ssm", "describe_parameters", "Parameters", "Name"),
}  # fmt: skip


@pytest.fixture(scope="module")
def aws() -> Iterator[LocalAws]:
    with LocalAws() as opened:
        yield opened


def held(aws: LocalAws, type_: str) -> set[str]:
    service, operation, member, key = _HELD[type_]
    found: list[Any] = getattr(aws.client(service, "us-east-1"), operation)()[member]
    ours = [one for one in found if not key or not _born_with_the_region(one)]
    return {one[key] if key else one for one in ours}


def _born_with_the_region(one: dict[str, Any]) -> bool:
    return bool(
        one.get("IsDefault") or one.get("DefaultForAz") or one.get("GroupName") == "default"
    )


class Life:
    def __init__(self, aws: LocalAws, folder: Path) -> None:
        self.aws, self.folder = aws, folder
        (folder / "__main__.py").write_text(BUILDER)
        self.stack = Stack(
            folder, aws.resources, folder / "state.json", config={"aws:region": "us-east-1"}
        )

    def up(self, wanted: dict[str, Any]) -> Outcome:
        (self.folder / "wanted.json").write_text(json.dumps(wanted))
        planned = {(s.operation, s.urn) for s in self.stack.preview().changes}
        outcome = self.stack.up()
        # what is replaced is deleted at the end as well
        done = {(s.operation, s.urn) for s in outcome.changes}
        replaced = {("delete", urn) for operation, urn in done if operation == "replace"}
        assert done - replaced == planned - replaced, "as previewed"
        self.settled(outcome)
        return outcome

    def settled(self, outcome: Outcome) -> None:
        assert {s.operation for s in self.stack.refresh().steps} <= {"same"}
        assert self.stack.preview().changes == ()
        for type_ in _HELD:
            ours = {state.id for state in outcome.states.of_type(type_)}
            assert held(self.aws, type_) == ours, type_


@pytest.mark.slow
@settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(first=program, second=program, third=program)
def test_any_program_lives_and_dies(
    aws: LocalAws, first: dict[str, Any], second: dict[str, Any], third: dict[str, Any]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        life = Life(aws, Path(folder))
        try:
            for wanted in (first, second, third):
                life.up(wanted)
        finally:
            life.stack.destroy()
        for type_ in _HELD:
            assert held(aws, type_) == set(), type_


def test_what_was_forgotten_is_taken_in_again(aws: LocalAws, tmp_path: Path) -> None:
    wanted = {"a": {"kind": "topic", "size": 2, "cidr": 1}}
    life = Life(aws, tmp_path)
    (topic,) = life.up(wanted).states.of_type("aws:sns/topic:Topic")
    (tmp_path / "state.json").unlink()
    wanted["a"]["import"] = topic.id
    outcome = life.up(wanted)
    assert [step.operation for step in outcome.changes] == ["import"]
    assert [s.id for s in outcome.states.of_type("aws:sns/topic:Topic")] == [topic.id]
    life.stack.destroy()
    assert held(aws, "aws:sns/topic:Topic") == set()
