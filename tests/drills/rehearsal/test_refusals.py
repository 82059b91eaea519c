"""A stack that AWS would refuse is not drilled, and the rule says what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from openline_drills.rehearsal import BadInput
from openline_drills.rehearsal._settings import resolve
from openline_drills.rehearsal._stand import stand_up

# the local AWS takes the bucket's name, and refuses the topic's
BUCKET = "aws.s3.Bucket('logs', bucket='Bad_Name', region='us-east-1')"
TOPIC = "aws.sns.Topic('alarms', name='to page', region='us-east-1')"


@pytest.mark.parametrize(
    ("program", "told"),
    [
        (BUCKET, ["__main__.py:2: aws:s3/bucket:Bucket logs: bucket: the name 'Bad_Name' is not"]),
        (TOPIC, ["__main__.py:2: aws:sns/topic:Topic alarms: name: the name 'to page' is not of"]),
        (
            f"{TOPIC}\n{BUCKET}",
            ["__main__.py:2: aws:sns/topic:Topic alarms", "__main__.py:3: aws:s3/bucket:Bucket"],
        ),
    ],
    ids=["by a rule alone", "by the local AWS, too", "both, all at once"],
)
def test_what_aws_would_refuse_is_told_by_its_rules(
    tmp_path: Path, program: str, told: list[str]
) -> None:
    (tmp_path / "__main__.py").write_text(f"import pulumi_aws as aws\n{program}\n")
    with pytest.raises(BadInput) as refused:
        stand_up(resolve({"stack": str(tmp_path)}))
    lines = sorted(refused.value.lines)
    assert [line[: len(begin)] for line, begin in zip(lines, told, strict=True)] == told
    assert all("(OL102: " in line for line in lines)
