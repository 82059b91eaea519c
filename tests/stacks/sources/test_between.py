"""Programs given together read each other's outputs, as stacks of one project family do."""

from __future__ import annotations

from pathlib import Path

import pytest

from openline_stacks.cloud import LocalAws
from openline_stacks.engine import ResourceError
from openline_stacks.sources import find_sources, made, planned

GLOBAL = """
import pulumi
import pulumi_aws as aws

topic = aws.sns.Topic("pages", name="pages", region="us-west-2")
pulumi.export("topic", topic.arn)
"""
REGION = """
import pulumi
import pulumi_aws as aws

there = pulumi.StackReference(f"organization/whole/{pulumi.get_stack()}")
aws.ssm.Parameter(
    "topic", name="/topic", type="String", value=there.require_output("topic"), region="us-west-2"
)
"""


@pytest.fixture
def folders(tmp_path: Path) -> tuple[str, str]:
    for name, text in (("whole", GLOBAL), ("west", REGION)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__main__.py").write_text(text)
    return str(tmp_path / "whole"), str(tmp_path / "west")


def test_a_stack_reads_the_outputs_of_those_before_it(folders: tuple[str, str]) -> None:
    with LocalAws() as aws:
        states = made(find_sources(folders), aws)
        held = aws.client("ssm", "us-west-2").get_parameter(Name="/topic")["Parameter"]["Value"]
    assert held == "arn:aws:sns:us-west-2:123456789012:pages"
    assert len(states.of_type("aws:sns/topic:Topic", "aws:ssm/parameter:Parameter")) == 2


def test_what_is_not_deployed_yet_is_not_known(folders: tuple[str, str]) -> None:
    states = planned(find_sources(folders))
    assert len(states.of_type("aws:ssm/parameter:Parameter")) == 1


def test_a_stack_cannot_read_one_that_comes_after_it(folders: tuple[str, str]) -> None:
    whole, west = folders
    with LocalAws() as aws, pytest.raises(ResourceError, match="outputs of stack organization"):
        made(find_sources((west, whole)), aws)
