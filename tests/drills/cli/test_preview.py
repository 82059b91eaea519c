"""`openline preview`: a change of a stack, what it does, and what the command ends with."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from openline_drills.cli._schema import Of, schema_text
from openline_stacks.engine import preview

if TYPE_CHECKING:
    from tests.drills.cli.conftest import Refused, Run

PLAIN = Path(__file__).parents[3] / "stacks" / "examples" / "plain"
QUICK = ("--trials", "20")
SUPPRESSED = """
suppress:
  - {rule: OL504, resource: chat, reason: the sale is over, until: 2026-12-31}
  - {rule: OL501, reason: the sale is over, until: 2026-12-31}
  - {rule: OL511, reason: the sale is over, until: 2026-12-31}
"""


def commit(folder: Path) -> None:
    for command in (
        ("init", "--quiet", "--initial-branch", "main"),
        ("add", "--all"),
        ("-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "--quiet", "--message", "a"),
    ):
        subprocess.run(["git", "-C", str(folder), *command], check=True)


@pytest.fixture
def smaller(shop: Path) -> Path:
    """The shop on main, and in the working tree with a standby a quarter as large."""
    declared = shop / "openline.yaml"
    text = declared.read_text().replace("peak: 30/s", "peak: 900/s")
    declared.write_text(text)
    commit(shop)
    declared.write_text(text + "    capacity: {standby: 25%}\n")
    return shop


@pytest.mark.slow
def test_a_standby_that_shrank_is_worse_and_everything_says_so(
    openline: Run, smaller: Path, folder: Path
) -> None:
    files = ("--markdown", "c.md", "--sarif", "p.sarif", "--junit", "p.xml")
    ran = openline("preview", str(smaller), "--against", "main", *QUICK, *files)
    assert (ran.exit_code, ran.err) == (10, "")
    assert "shop against main · " in ran.out
    assert "minSize: 10 → 3" in ran.out
    assert "OL504  The standby became smaller: chat in us-west-2 keeps" in ran.out
    assert "verdict: worse" in ran.out
    assert "**OL504**" in (folder / "c.md").read_text()
    result = json.loads((folder / "p.sarif").read_text())["runs"][0]["results"][0]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "__main__.py"
    assert "OL504" in (folder / "p.xml").read_text()


@pytest.mark.slow
def test_json_is_versioned_and_the_same_every_time(openline: Run, smaller: Path) -> None:
    command = ("preview", str(smaller), "--against", "main", *QUICK, "--format", "json")
    first, second = openline(*command), openline(*command)
    assert first == second
    found: dict[str, Any] = json.loads(first.out)
    jsonschema.validate(found, json.loads(schema_text(Of.PREVIEW)))
    assert found["exit_code"] == first.exit_code == 10
    (cause,) = [one for one in found["topology"] if one["field"].endswith("us-west-2.min")]
    assert (cause["property"], cause["at"]["file"]) == ("minSize", "__main__.py")


@pytest.mark.slow
def test_a_suppression_keeps_it_quiet_until_its_day(openline: Run, smaller: Path) -> None:
    declared = smaller / "openline.yaml"
    declared.write_text(declared.read_text() + SUPPRESSED.lstrip("\n"))
    command = ("preview", str(smaller), "--against", "main", *QUICK)
    quiet = openline(*command, "--today", "2026-12-31")
    assert quiet.exit_code == 0
    assert "suppressed until 2026-12-31: the sale is over" in quiet.out
    loud = openline(*command, "--today", "2027-01-01")
    assert loud.exit_code == 10
    assert "OL522  A suppression is over" in loud.out


@pytest.mark.slow
def test_no_change_is_nothing_worse(openline: Run, shop: Path) -> None:
    commit(shop)
    ran = openline("preview", str(shop), "--against", "main", *QUICK)
    assert ran.exit_code == 0
    assert "figures stay as they are" in ran.out
    assert "verdict: nothing is worse" in ran.out


@pytest.mark.slow
def test_a_preview_of_pulumis_is_before_and_after_at_once(
    openline: Run, shop: Path, digest: Callable[..., Any], folder: Path
) -> None:
    plan = digest(preview(shop))
    for step in plan["steps"]:
        if step["newState"]["type"] == "aws:autoscaling/group:Group":
            step["oldState"] = json.loads(json.dumps(step["newState"]))
            step["oldState"]["inputs"]["minSize"] = 9
        else:
            step["oldState"] = step["newState"]
        step["op"] = "update"
    (folder / "plan.json").write_text(json.dumps(plan))
    ran = openline("preview", "plan.json", *QUICK)
    assert ran.exit_code == 10
    assert "minSize: 9 → 2" in ran.out
    assert "OL504" in ran.out


def test_a_stack_without_a_declaration_is_compared_and_inconclusive(
    openline: Run, folder: Path
) -> None:
    for name in ("old", "new"):
        (folder / name).mkdir()
        text = f"import pulumi_aws as aws\naws.s3.Bucket('{name}')\n"
        (folder / name / "__main__.py").write_text(text)
    ran = openline("preview", "new", "--against", "old")
    assert ran.exit_code == 10  # the bucket goes, and AWS refuses while it holds anything
    assert "OL518" in ran.out
    assert "no forecast: new: no openline:index:CustomerServiceStack" in ran.out
    same = openline("preview", "new", "--against", "new")
    assert same.exit_code == 11


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("shop",), "--against: name what to compare with"),
        (("shop", "--against", "main"), "is in no git checkout"),
        (("shop", "--against", "none.json"), "none.json: there is no such file"),
        (("shop", "--set", "a.b=1"), "there is no such path"),
        (("shop", "--today", "tomorrow", "--against", "shop"), "--today tomorrow: no day"),
        (("shop", "--against", "shop", "--sarif", "no/such.sarif"), "there is no folder no"),
    ],
)
def test_bad_input_is_a_line_each(
    refused: Refused, shop: Path, arguments: tuple[str, ...], said: str
) -> None:
    assert said in "\n".join(refused("preview", *arguments))


@pytest.mark.slow
def test_asked_it_says_which_guess_a_verdict_after_the_change_rests_on(
    openline: Run, shop: Path, folder: Path
) -> None:
    change = ("--set", "defaults.objectives.region.rto=12m", *QUICK)
    plain = openline("preview", str(shop), *change)
    assert "on which of them a verdict rests was not looked at; --sensitivity" in plain.out
    asked = openline(
        "preview", str(shop), *change, "--sensitivity", "--format", "json", "--markdown", "c.md"
    )
    found = json.loads(asked.out)
    jsonschema.validate(found, json.loads(schema_text(Of.PREVIEW)))
    assert "switch.delay_s" in {one["parameter"] for one in found["rests_on"]}
    assert "rests on switch.delay_s (assumed: 60 to 120 alike)" in (folder / "c.md").read_text()


def test_a_stack_of_which_nothing_is_understood_is_inconclusive_and_says_so(openline: Run) -> None:
    """Its queues and how work comes in; that nothing is worse would be said of nothing."""
    plain = str(PLAIN / "queue-worker")
    ran = openline("preview", plain, "--set", "systems.invoices.demand.peak=400/s", *QUICK)
    assert ran.exit_code == 11
    assert "invoices · write-invoice RTO (region eu-west-1), invoices RPO" in ran.out
    assert "every target rests on what is not understood; `openline topology` says on" in ran.out
    assert "figures stay" not in ran.out
