"""A run that is killed at any call: the next one goes on from there, and nothing is orphaned."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from openline_stacks.cloud import Resources
from openline_stacks.engine import ResourceError, Stack

PROGRAM = """
import json, pathlib
import pulumi, pulumi_aws as aws

size = json.loads(pathlib.Path("size.json").read_text())
vpc = aws.ec2.Vpc("net", cidr_block=f"10.{size}.0.0/16", enable_dns_hostnames=True,
                  tags={"size": str(size)})
subnet = aws.ec2.Subnet("a", vpc_id=vpc.id, cidr_block=f"10.{size}.1.0/24")
key = aws.kms.Key("data", description=f"size {size}", enable_key_rotation=True)
bucket = aws.s3.Bucket("pages", tags={"size": str(size)})
aws.s3.BucketVersioning("pages", bucket=bucket.bucket,
                        versioning_configuration={"status": "Enabled"})
aws.dynamodb.Table("orders", hash_key="id", billing_mode="PAY_PER_REQUEST",
                   attributes=[{"name": "id", "type": "S"}],
                   point_in_time_recovery={"enabled": size > 1})
aws.kms.Alias("data", name="alias/orders", target_key_id=key.id)
aws.cloudwatch.LogGroup("said", name="orders", tags={"size": str(size)})
aws.sns.Topic("told", name="told", display_name=f"size {size}")
"""


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """The local AWS in a process of its own, which ends with its standard input."""
    command = [sys.executable, "-m", "openline_stacks.local"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        yield f"http://127.0.0.1:{json.loads(server.stdout.readline())['ports']['us-east-1']}"
        server.communicate()


@pytest.fixture
def place(tmp_path: Path, endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    assert not any(_held(endpoint).values())
    (tmp_path / "__main__.py").write_text(PROGRAM)
    yield tmp_path
    _stack(tmp_path, endpoint, 1).destroy()
    assert not any(_held(endpoint).values())


def _stack(place: Path, endpoint: str, size: int, resources: Resources | None = None) -> Stack:
    (place / "size.json").write_text(str(size))
    lives = resources or Resources.at(endpoint)
    return Stack(place, lives, place / "state.json", config={"aws:region": "us-east-1"})


class _Deadly:
    """Clients whose process is killed after so many calls: AWS has done it, nobody knows."""

    def __init__(self, endpoint: str, calls: int) -> None:
        self.left, self.endpoint = calls, endpoint

    def __call__(self, service: str, region: str) -> Any:
        make: Any = boto3.client
        client = make(service, region_name=region, endpoint_url=self.endpoint)
        client.meta.events.register("after-call", self._count)
        return client

    def _count(self, **_: Any) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def _killed(place: Path, endpoint: str, size: int, calls: int) -> bool:
    """Run `up` in a process of its own; whether it was killed before its end."""
    child = os.fork()
    if child == 0:
        code = 3
        try:
            _stack(place, endpoint, size, Resources(_Deadly(endpoint, calls))).up()
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0
    return os.WIFSIGNALED(status)


def _held(endpoint: str) -> dict[str, list[str]]:
    """What moto holds of the kinds that the program makes."""

    def client(service: str) -> Any:
        make: Any = boto3.client
        return make(service, region_name="us-east-1", endpoint_url=endpoint)

    ec2, kms = client("ec2"), client("kms")
    keys = [kms.describe_key(KeyId=k["KeyId"])["KeyMetadata"] for k in kms.list_keys()["Keys"]]
    return {
        "aws:ec2/vpc:Vpc": [v["VpcId"] for v in ec2.describe_vpcs()["Vpcs"] if not v["IsDefault"]],
        "aws:ec2/subnet:Subnet": [
            s["SubnetId"] for s in ec2.describe_subnets()["Subnets"] if not s["DefaultForAz"]
        ],
        "aws:kms/key:Key": [k["KeyId"] for k in keys if k["KeyState"] != "PendingDeletion"],
        "aws:s3/bucket:Bucket": [b["Name"] for b in client("s3").list_buckets()["Buckets"]],
        "aws:dynamodb/table:Table": client("dynamodb").list_tables()["TableNames"],
        "aws:kms/alias:Alias": [
            a["AliasName"]
            for a in kms.list_aliases()["Aliases"]
            if "alias/aws/" not in a["AliasName"]
        ],
        "aws:cloudwatch/logGroup:LogGroup": [
            g["logGroupName"] for g in client("logs").describe_log_groups()["logGroups"]
        ],
        "aws:ssm/parameter:Parameter": [
            p["Name"] for p in client("ssm").describe_parameters()["Parameters"]
        ],
        "aws:sns/topic:Topic": [t["TopicArn"] for t in client("sns").list_topics()["Topics"]],
    }


def _same(outcome: Any, endpoint: str) -> None:
    """moto holds exactly what the state says."""
    for type_, ids in _held(endpoint).items():
        assert [state.id for state in outcome.states.of_type(type_)] == ids, type_


@pytest.mark.slow
@pytest.mark.parametrize("calls", [1, 3, 9, 16, 23, 27])
def test_a_killed_creation_is_gone_on_with(place: Path, endpoint: str, calls: int) -> None:
    assert _killed(place, endpoint, 1, calls)
    outcome = _stack(place, endpoint, 1).up()
    _same(outcome, endpoint)
    assert _stack(place, endpoint, 1).preview().changes == ()
    assert {s.operation for s in _stack(place, endpoint, 1).refresh().steps} == {"same"}


def test_what_somebody_else_made_is_refused_as_aws_does(place: Path, endpoint: str) -> None:
    make: Any = boto3.client
    logs = make("logs", region_name="us-east-1", endpoint_url=endpoint)
    logs.create_log_group(logGroupName="orders", tags={"size": "theirs"})

    for _ in range(2):
        with pytest.raises(ResourceError, match="ResourceAlreadyExistsException"):
            _stack(place, endpoint, 1).up()

    (group,) = logs.describe_log_groups()["logGroups"]
    assert logs.list_tags_for_resource(resourceArn=group["arn"].removesuffix(":*"))["tags"] == {
        "size": "theirs"
    }
    _stack(place, endpoint, 1).destroy()
    assert logs.describe_log_groups()["logGroups"], "not ours to delete"
    logs.delete_log_group(logGroupName="orders")


@pytest.mark.slow
@pytest.mark.parametrize("calls", [9, 15, 30])
def test_a_killed_change_is_gone_on_with(place: Path, endpoint: str, calls: int) -> None:
    """The network is replaced, the rest is updated."""
    _stack(place, endpoint, 1).up()
    _killed(place, endpoint, 2, calls)
    outcome = _stack(place, endpoint, 2).up()
    _same(outcome, endpoint)
    assert _stack(place, endpoint, 2).preview().changes == ()
    assert {s.operation for s in _stack(place, endpoint, 2).refresh().steps} == {"same"}
