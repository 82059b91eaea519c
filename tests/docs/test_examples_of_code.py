"""What the how-to guides tell people to write works as it stands there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from openline_stacks.cloud import LocalAws
from openline_stacks.cloud.handlers import HANDLERS
from openline_stacks.rules import RULES, check
from openline_stacks.states import UNKNOWN, ResourceState, States, Value

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to"
QUEUE = "aws:sqs/queue:Queue"
INPUTS: dict[str, Value] = {"name": "jobs", "visibilityTimeoutSeconds": 40}


def written(page: str) -> dict[str, Any]:
    """What the page's first block of Python defines."""
    text = (HOW_TO / page).read_text(encoding="utf-8")
    block = re.search(r"```python title=\S+\n(.*?)```", text, re.DOTALL)
    assert block is not None
    defined: dict[str, Any] = {"__name__": page}
    exec(block[1], defined)
    return defined


def queue(kept_s: Value) -> States:
    return States(
        (
            ResourceState(
                stack="dev",
                urn=f"urn:pulumi:dev::shop::{QUEUE}::jobs",
                type=QUEUE,
                name="jobs",
                custom=True,
                id=UNKNOWN,
                inputs={"messageRetentionSeconds": kept_s},
                outputs={},
                dependencies=(),
                property_dependencies={},
                region=None,
                origin="previewed",
            ),
        )
    )


def test_the_handler_of_the_guide_makes_a_queue_that_boto3_finds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (handler,) = written("add-a-resource-type.md")["HANDLERS"]
    monkeypatch.setitem(HANDLERS, handler.type, handler)
    with LocalAws(region="us-west-2") as aws:
        checked, failures = aws.check(QUEUE, "jobs", INPUTS)
        made = aws.create(QUEUE, "urn:pulumi:dev::shop::q::jobs", "jobs", checked)
        sqs = aws.client("sqs", "us-west-2")
        held = sqs.get_queue_attributes(QueueUrl=made.id, AttributeNames=["All"])["Attributes"]
        unsaid = aws.not_emulated
    assert failures == ()
    assert held["VisibilityTimeout"] == "40"
    assert made.outputs["arn"] == held["QueueArn"]
    assert made.outputs["url"] == made.id
    assert unsaid == ()


def test_an_input_that_reaches_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    (handler,) = written("add-a-resource-type.md")["HANDLERS"]
    monkeypatch.setitem(HANDLERS, handler.type, handler)
    with LocalAws(region="us-west-2") as aws:
        checked, _ = aws.check(QUEUE, "jobs", INPUTS | {"delaySeconds": 3})
        aws.create(QUEUE, "urn:pulumi:dev::shop::q::jobs", "jobs", checked)
        assert ["delaySeconds" in str(each) for each in aws.not_emulated] == [True]


@pytest.mark.parametrize(
    ("kept_s", "told"),
    [(1_209_600, []), (1_209_601, ["1209601 s is more than 14 days"]), (UNKNOWN, [])],
)
def test_the_rule_of_the_guide_finds_what_it_says(kept_s: Value, told: list[str]) -> None:
    rules = written("add-a-rule.md")["RULES"]
    assert {rule.id for rule in rules}.isdisjoint(rule.id for rule in RULES)
    assert [finding.what for finding in check(queue(kept_s), rules)] == told
