"""`openline check`: what is found, where, and how to mend it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from openline_stacks.rules import RULES, SCHEMA_VERSION

if TYPE_CHECKING:
    from pathlib import Path

    from tests.drills.cli.conftest import Program, Refused, Run

# A stack of nobody's but pulumi-aws: an alias with a TTL, and a topic without a key.
PLAIN = """\
import pulumi_aws as aws

aws.sns.Topic("alarms", region="us-east-1")
aws.route53.Record(
    "www",
    zone_id="Z1",
    name="www.shop.example.net",
    type="A",
    ttl=60,
    aliases=[{"name": "x", "zone_id": "Z2", "evaluate_target_health": True}],
)
"""

# What a program does to its switches: without data they go back.
FORGETS = """\
import pulumi as forgets

def forget(args):
    if args.name.endswith("-switch") and "MetricAlarm" in args.type_:
        args.props["treat_missing_data"] = "notBreaching"
    return forgets.ResourceTransformationResult(args.props, args.opts)

forgets.runtime.register_stack_transformation(forget)
"""


def test_a_stack_that_breaks_no_rule(openline: Run, shop: Path) -> None:
    ran = openline("check", str(shop))
    assert (ran.exit_code, ran.err) == (0, "")
    assert ran.out.startswith("stack shop · ")
    assert ran.out.splitlines()[-1] == f"rules: {len(RULES)} checked, none broken"


def test_findings_are_grouped_by_resource_and_say_how_to_mend(
    openline: Run, program: Program
) -> None:
    ran = openline("check", program(PLAIN))
    assert (ran.exit_code, ran.err) == (10, "")
    lines = ran.out.splitlines()
    record = lines.index("www  aws:route53/record:Record  __main__.py:4")
    assert lines[record + 1] == "  urn:pulumi:dev::shop::aws:route53/record:Record::www"
    assert lines[record + 2] == "  OL120  error   ttl: an alias with ttl"
    assert lines[record + 3].split()[0] == "why"
    assert any(line.split()[:2] == ["mend", "Leave"] for line in lines[record:])
    assert "alarms  aws:sns/topic:Topic  __main__.py:3" in lines
    assert lines[-1].endswith("2 broken: AWS refuses 1 of 2 findings, and takes 1")
    assert "\x1b" not in ran.out


def test_json_is_versioned_and_in_a_stable_order(openline: Run, program: Program) -> None:
    folder = program(PLAIN)
    first, second = (openline("check", folder, "--format", "json") for _ in range(2))
    assert first == second
    assert first.exit_code == 10
    found: dict[str, Any] = json.loads(first.out)
    assert found["schema_version"] == SCHEMA_VERSION
    assert list(found) == sorted(found)
    assert (found["stack"], found["rules"]) == ("shop", len(RULES))
    by_rule = {one["rule"]: one for one in found["findings"]}
    assert set(by_rule) == {"OL120", "OL150"}
    assert by_rule["OL120"]["at"] == {"file": "__main__.py", "line": 4}
    assert by_rule["OL120"]["property"] == "ttl"


def test_sarif_has_the_lines_of_the_program_in_its_repository(
    openline: Run, program: Program
) -> None:
    ran = openline("check", program(PLAIN), "--format", "sarif")
    assert (ran.exit_code, ran.err) == (10, "")
    (run,) = json.loads(ran.out)["runs"]
    found = {one["ruleId"]: one["locations"][0]["physicalLocation"] for one in run["results"]}
    assert found["OL120"]["region"] == {"startLine": 4}
    assert found["OL120"]["artifactLocation"]["uri"].endswith("__main__.py")


# A name that SNS does not take, in a stack of ours.
SHOUTS = """
import pulumi_aws as aws

aws.sqs.Queue("late", visibility_timeout_seconds=50_000, sqs_managed_sse_enabled=True)
"""
KEPT = """
suppress:
  - {rule: OL155, resource: late, reason: it is moved in March, until: 2027-03-31}
  - {rule: OL150, reason: no key yet, until: 2027-03-31}
"""


def test_what_the_declaration_suppresses_decides_nothing_until_its_day(
    openline: Run, shop: Path
) -> None:
    with (shop / "__main__.py").open("a") as program:
        program.write(SHOUTS)
    with (shop / "openline.yaml").open("a") as declared:
        declared.write(KEPT)
    quiet = openline("check", str(shop), "--today", "2027-03-31")
    assert quiet.exit_code == 0
    assert "quiet   until 2027-03-31: it is moved in March" in quiet.out
    assert quiet.out.splitlines()[-1].endswith("none broken (2 suppressed)")
    over = openline("check", str(shop), "--today", "2027-04-01")
    assert over.exit_code == 10
    told = "note: OL155 of late was suppressed until 2027-03-31 (it is moved in March)"
    assert f"{told}: it counts again" in over.out.splitlines()
    loud = openline("check", str(shop), "--today", "2027-04-01", "--format", "json")
    assert loud.exit_code == 10
    assert {one["rule"] for one in json.loads(loud.out)["findings"]} == {"OL150", "OL155"}


def test_what_is_set_on_the_command_line_is_checked(openline: Run, shop: Path) -> None:
    ran = openline("check", str(shop), "--set", "strategy=pilot-light")
    assert (ran.exit_code, ran.err) == (0, "")


def test_every_rule_is_listed_and_can_be_explained(openline: Run) -> None:
    listed = openline("check", "--list").out.splitlines()
    assert [line.split()[0] for line in listed] == [rule.id for rule in RULES]
    ran = openline("check", "--explain", "ol120")
    assert ran.exit_code == 0
    assert ran.out.splitlines()[0] == "OL120  An alias with a TTL or with values"
    assert [line.split()[0] for line in ran.out.splitlines()[1:3]] == ["error:", "why"]


def test_a_drill_stops_before_it_makes_what_aws_would_refuse(
    refused: Refused, program: Program
) -> None:
    """At every error, and at no warning: AWS takes the topic."""
    (line,) = refused("drill", "region-outage", "--stack", program(PLAIN))
    assert line.startswith("__main__.py:4: aws:route53/record:Record www: ttl: an alias with ttl")
    assert "(OL120: leave ttl and records out" in line


@pytest.mark.slow
def test_after_a_failover_nothing_is_undone(openline: Run, shop: Path) -> None:
    ran = openline("check", str(shop), "--after-failover")
    assert (ran.exit_code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0].endswith("us-east-1 lost, then:")
    assert lines[1].startswith("  chat: the switch in us-west-2, ")
    assert "left alone:" in lines
    assert lines[-1] == "after failover: nothing is undone"


@pytest.mark.slow
def test_after_a_failover_what_an_up_would_undo_is_told(openline: Run, shop: Path) -> None:
    program = shop / "__main__.py"
    program.write_text(f"{FORGETS}\n{program.read_text()}")
    ran = openline("check", str(shop), "--after-failover", "--format", "json")
    assert (ran.exit_code, ran.err) == (10, "")
    undone = [one for one in json.loads(ran.out)["failovers"][0]["differences"] if one["undone"]]
    assert [one["name"] for one in undone] == ["shop-chat-us-east-1-switch"]
    assert "treatMissingData" in undone[0]["why"]


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["retial"], "stack retial: there is no such folder; did you mean retail?"),
        (["--explain", "OL12"], "--explain OL12: there is no such rule; did you mean OL212?"),
        (
            ["--explain", "names"],
            "--explain names: there is no such rule; `openline check --list` lists them",
        ),
        (
            ["nothing.json", "--after-failover"],
            "stack nothing.json: there is no such file; name one that `pulumi preview --json` or "
            "`pulumi stack export` wrote",
        ),
        (
            ["--after-failover", "--format", "sarif"],
            "--format sarif: it tells broken rules alone; leave --after-failover out, or take "
            "--format json",
        ),
        (["--today", "tomorrow"], "--today tomorrow: no day; write it as 2026-12-31"),
        (["--set", "x"], "--set x: no PATH=VALUE, such as failover.decision=30m"),
    ],
)
def test_bad_input_is_a_line(refused: Refused, arguments: list[str], line: str) -> None:
    assert refused("check", *arguments) == [line]
