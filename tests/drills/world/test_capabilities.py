"""What is acted out is what the reference says."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from openline_drills.world import capabilities
from openline_stacks.recovery import Mode

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "faults.md"


def test_the_reference_names_every_mode_and_every_service() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for word in (*get_args(Mode), *(service for service in capabilities() if service != "*")):
        assert f"`{word}`" in page


def test_the_reference_is_right_about_what_services_lack() -> None:
    known = capabilities()
    for service in ("ec2", "ebs", "dynamodb", "autoscaling", "cloudwatch", "monitoring"):
        assert set(known["elbv2"]) - set(known[service]) == {"disable"}
    assert "disable" in known["kms"]
    assert set(known["route53"]) - set(known["*"]) == {"disable"}
