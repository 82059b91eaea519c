"""Programs given together read each other's outputs, as stacks of one project family do."""

from __future__ import annotations

from pathlib import Path

import pytest

from openline_stacks.cloud import LocalAws
from openline_stacks.engine import ResourceError
from openline_stacks.sources import SourceError, find_sources, made, planned
from openline_stacks.states import UNKNOWN

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


TOPIC, REFERENCE = "aws:sns/topic:Topic", "pulumi:pulumi:StackReference"


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
    assert len(states.of_type(TOPIC, "aws:ssm/parameter:Parameter")) == 2


ALARM = """
aws.cloudwatch.MetricAlarm(
    "late", region="us-west-2", namespace="Shop", metric_name="Late", statistic="Sum", period=60,
    evaluation_periods=1, comparison_operator="GreaterThanThreshold", threshold=1,
    alarm_actions=[there.require_output("topic")],
)
"""
SUBSCRIBED = """
aws.sns.TopicSubscription(
    "told", topic=topic.arn, region="us-west-2", protocol="email", endpoint="a@shop.example.net"
)
"""
TWICE = """
import pulumi
import pulumi_aws as aws

for name in ("one", "two"):
    aws.sns.Topic(name, name=name, display_name="same", region="us-west-2")
pulumi.export("topic", "same")
"""


def linked(folders: tuple[str, str], more: str = "", whole: str | None = None) -> list[str]:
    """Types of the resources that an alarm in the west depends on for whom it tells."""
    there, here = (Path(folder, "__main__.py") for folder in folders)
    there.write_text((whole or GLOBAL) + more)
    here.write_text(REGION + ALARM)
    states = planned(find_sources(folders))
    (alarm,) = states.of_type("aws:cloudwatch/metricAlarm:MetricAlarm")
    urns = alarm.property_dependencies["alarmActions"]
    assert {*urns} <= {*alarm.dependencies}
    by_urn = states.by_urn()
    return sorted(by_urn[urn].type for urn in urns)


def test_a_preview_knows_whose_value_it_is_though_not_the_value(folders: tuple[str, str]) -> None:
    """As where both are in one program: the value comes with the deployment."""
    assert linked(folders) == [TOPIC, REFERENCE]
    (parameter,) = planned(find_sources(folders)).of_type("aws:ssm/parameter:Parameter")
    assert parameter.inputs["value"] is UNKNOWN


def test_what_was_only_passed_on_is_whose_it_was_first(folders: tuple[str, str]) -> None:
    """A subscription and its topic both have the topic's ARN."""
    assert linked(folders, SUBSCRIBED) == [TOPIC, REFERENCE]


def test_what_two_resources_have_is_neithers(folders: tuple[str, str]) -> None:
    assert linked(folders, whole=TWICE) == [REFERENCE]


def test_where_stacks_do_not_stand_it_is_said_that_they_are_not_joined(
    folders: tuple[str, str],
) -> None:
    with Path(folders[0], "__main__.py").open("a") as program:
        program.write('aws.sns.Topic("again", name="a topic", region="us-west-2")\n')
    (note,) = planned(find_sources(folders)).notes
    assert note.startswith("what the stacks hand to each other is not known")
    assert "again" in note


def test_a_stack_cannot_read_one_that_comes_after_it(folders: tuple[str, str]) -> None:
    whole, west = folders
    with LocalAws() as aws, pytest.raises(ResourceError, match="outputs of stack organization"):
        made(find_sources((west, whole)), aws)
    with pytest.raises(SourceError, match="west refers to whole; give whole before it"):
        planned(find_sources((west, whole)))
