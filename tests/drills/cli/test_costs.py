"""`openline costs`: on a terminal, as Markdown, as JSON, and what stands in their way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema

from openline_stacks.costs import costs_schema

if TYPE_CHECKING:
    from tests.drills.cli.conftest import Refused, Run

PLAIN = Path(__file__).parents[3] / "stacks" / "examples" / "plain"


def test_the_three_forms_say_the_same(openline: Run, tmp_path: Path) -> None:
    page = tmp_path / "costs.md"
    printed = openline("costs", "starter", "--markdown", str(page))
    assert printed.exit_code == 0
    ran = openline("costs", "starter", "--format", "json")
    document = json.loads(ran.out)
    jsonschema.validate(document, costs_schema())
    written = page.read_text()
    for line in document["lines"]:
        assert line["unit"] in printed.out
        assert f"| {line['unit']} |" in written
    assert " → " in printed.out
    assert document["lost"] == "us-east-1"
    assert "No prices" in written


def test_a_change_of_the_declaration_is_counted(openline: Run) -> None:
    def standby(*more: str) -> float:
        ran = openline("costs", "starter", "--format", "json", *more)
        hourly = [one for one in json.loads(ran.out)["lines"] if one["per"] == "hour"]
        there = {one["unit"]: one["steady"] for one in hourly if one["region"] == "us-west-2"}
        (steady,) = (count for unit, count in there.items() if unit.startswith("instance "))
        return float(steady)

    assert standby() == 0  # a pilot light
    assert standby("--set", "strategy=warm-standby") > 0


def test_a_program_without_a_declaration_is_counted_as_it_is_made(
    openline: Run, tmp_path: Path
) -> None:
    program = tmp_path / "bare"
    program.mkdir()
    (program / "Pulumi.yaml").write_text("name: bare\nruntime: python\n")
    (program / "__main__.py").write_text(
        "import pulumi_aws as aws\n"
        "for n in range(5):\n"
        "    aws.ec2.Eip(f'a{n}', region='eu-west-1')\n"
        "aws.dax.ParameterGroup('cache', region='eu-west-1')\n"
    )
    ran = openline("costs", str(program))
    assert ran.exit_code == 0
    assert "stack bare · when all is well" in ran.out
    assert "elastic IP addresses" in ran.out
    assert "nothing is known of how aws:dax/parameterGroup:ParameterGroup is billed" in ran.out
    assert "→" not in ran.out


def test_a_stack_that_meets_no_quota_says_so(openline: Run) -> None:
    ran = openline("costs", str(PLAIN / "static-site"))
    assert "quotas that were counted is met" in ran.out


def test_bad_input_is_told_before_anything_is_counted(refused: Refused, tmp_path: Path) -> None:
    (line,) = refused("costs", "starter", "--markdown", str(tmp_path / "no" / "costs.md"))
    assert "there is no folder" in line
    (line,) = refused("costs", "retial")
    assert "did you mean retail?" in line
    (line,) = refused("costs", "starter", "--set", "strategy=hot")
    assert "write backup-and-restore, pilot-light" in line
