"""A cloud that is closed is gone: nothing of it is in the next one of the process."""

from __future__ import annotations

import subprocess
import sys

from openline_stacks.cloud import LocalAws, sealed_chance

REGION = "eu-west-1"


def networks(aws: LocalAws) -> list[str]:
    with sealed_chance("networks"):
        found = aws.client("ec2", REGION).describe_vpcs()["Vpcs"]
    return [vpc["VpcId"] for vpc in found]


def test_what_moto_makes_anew_as_it_forgets_is_forgotten_as_well() -> None:
    """Its Auto Scaling makes EC2's default network, whose ids would follow from no seal."""
    with LocalAws() as aws:
        fresh = networks(aws)
        aws.client("autoscaling", REGION).describe_auto_scaling_groups()
    with LocalAws() as aws:
        assert networks(aws) == fresh


# in a process that has imported neither yet
SAME_SEED = """
from openline_stacks.cloud import LocalAws, sealed_chance

with LocalAws() as aws:
    with sealed_chance("seed"):
        import moto.acm.models, uuid
        drawn = uuid.uuid4()
    with sealed_chance("seed"):
        assert drawn == uuid.uuid4(), "what was imported before tells"
    with sealed_chance("seed"):
        import moto.kinesis.models
    aws.client("acm").request_certificate(DomainName="left.example.net")
    aws.client("kinesis").create_stream(StreamName="left", ShardCount=1)
with LocalAws() as aws:
    print(aws.client("kinesis").list_streams()["StreamNames"])
"""


def test_services_that_were_imported_under_one_seed_are_two_and_take_nothing_from_it() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SAME_SEED], capture_output=True, text=True, check=False
    )
    assert done.stdout == "[]\n", done.stderr
