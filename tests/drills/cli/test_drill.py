"""`openline drill`: bad input leaves lines on stderr and nothing else; a run leaves a result."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from openline_drills.rehearsal import experiments, load_experiment
from openline_drills.result import Result, result_schema

if TYPE_CHECKING:
    from tests.drills.cli.conftest import Program, Refused, Run

DRILL = ("drill", "region-outage")
BUNDLED = ", ".join(experiment.name for experiment in experiments())
# lists of lists of lists: a few lines, and hours to walk through
BOMB = "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n"
    for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)


def as_file(name: str, content: str | bytes) -> str:
    Path(name).write_bytes(content.encode() if isinstance(content, str) else content)
    return name


# What is no experiment


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("region-outtage", "no experiment is called region-outtage; did you mean region-outage?"),
        ("", f"no experiment is called ''; there are: {BUNDLED}"),
        ("a\nb", f"no experiment is called a b; there are: {BUNDLED}"),
        ("none.yaml", "none.yaml: there is no such file; give an experiment's path or name"),
        (".", ".: this is a folder; give an experiment's path or name"),
        ("notes", "notes: an experiment is a .yaml, .yml or .json file"),
        ("noise.yaml", "noise.yaml: no text; an experiment is YAML or JSON in UTF-8"),
        ("list.yaml", "list.yaml: no Chaos Toolkit experiment: it needs a title and a method"),
        (
            "bomb.yaml",
            "bomb.yaml: its aliases stand for over 100,000 values; write what they repeat once",
        ),
    ],
)
def test_what_is_no_experiment_is_refused_with_a_line(
    refused: Refused, folder: Path, name: str, line: str
) -> None:
    as_file("notes", "hello")
    as_file("noise.yaml", bytes(range(256)))
    as_file("list.yaml", "- a\n- b\n")
    as_file("bomb.yaml", BOMB + "title: *j\ndescription: *j\nmethod: []\n")
    assert refused("drill", name) == [line]


def test_no_experiment_at_all_is_told_what_to_type(refused: Refused) -> None:
    (line,) = refused("drill")
    assert "`openline drill region-outage`" in line


def test_yaml_makes_no_objects(refused: Refused, folder: Path) -> None:
    as_file("x.yaml", "!!python/object/apply:os.mkdir [made]\n")
    (line,) = refused("drill", "x.yaml")
    assert "could not determine a constructor" in line


# Options


@pytest.mark.parametrize(
    ("arguments", "lines"),
    [
        (["--on", "aws"], ["--on aws: only `rehearsal` is possible in this version"]),
        (
            ["--seeds", "9" * 30],
            [
                f"configuration.seeds: {'9' * 30} is not possible; "
                "a whole number from 1 to 10000 is needed"
            ],
        ),
        (
            ["--workers", "100000", "--seed", "9" * 30],
            [
                f"configuration.seed: {'9' * 30} is not possible; "
                f"a whole number from 0 to {2**63} is needed",
                "configuration.workers: 100000 is not possible; "
                "a whole number from 1 to 256 is needed",
            ],
        ),
        (
            ["--until-sure", "--seeds", "4"],
            [
                "--until-sure --seeds 4: one or the other; --until-sure runs as many seeds as it "
                "takes, at most 59"
            ],
        ),
        (
            ["--set", "a", "--set", "=b"],
            [
                "--set a: no PATH=VALUE, such as failover.decision=30m",
                "--set =b: no PATH=VALUE, such as failover.decision=30m",
            ],
        ),
        (
            ["--parameter", "replication.stall_s"],
            [
                "--parameter replication.stall_s: no NAME=VALUE, such as replication.stall_s=10m",
            ],
        ),
        (
            ["--parameter", "replication.stal_s=1"],
            ["no parameter is called replication.stal_s; did you mean replication.stall_s?"],
        ),
        (
            ["--parameter", "replication.stall_s=soon"],
            ["replication.stall_s=soon: a time such as 90s, 10m or 1h is needed"],
        ),
        (
            ["--parameter", "replication.stall_s=soon", "--parameter", "warm_up_s=3"],
            [
                "replication.stall_s=soon: a time such as 90s, 10m or 1h is needed",
                "no parameter is called warm_up_s; did you mean warm_s?",
            ],
        ),
        (["--parameters", "none.yaml"], ["--parameters none.yaml: there is no such file"]),
        (["--parameters", "."], ["--parameters .: there is no such file"]),
    ],
)
def test_an_option_with_nonsense_is_refused_with_what_is_right(
    refused: Refused, shop: Path, arguments: list[str], lines: list[str]
) -> None:
    assert refused(*DRILL, "--stack", str(shop), *arguments) == lines


@pytest.mark.parametrize("arguments", [["--seeds", "0"], ["--seeds", "x"], ["--seed", "-1"]])
def test_a_number_that_is_none_is_refused(refused: Refused, arguments: list[str]) -> None:
    assert f"Invalid value for '{arguments[0]}'" in " ".join(refused(*DRILL, *arguments))


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"\xff\xfe\x00 [", ":1: this is not UTF-8 text; save the file as UTF-8"),
        ("a: [", ":1: not YAML: "),
        ("- 1\n", ":1: holds no mapping; write `replication.stall_s: 10m` lines"),
        ("replication:\n  stall_s: 10m\n", ": no parameter is called replication; did you mean "),
        ("replication.stall_s: soon\n", ": replication.stall_s=soon: a time such as "),
        (BOMB + "replication.stall_s: *j\n", ":1: over 100000 values; use fewer aliases"),
        (
            "replication.stall_s: [1, 1]\n",
            ": replication.stall_s=a list: a time such as 90s, 10m or 1h is needed",
        ),
    ],
    ids=["noise", "open", "list", "nested", "wrong", "bomb", "list as value"],
)
def test_a_file_of_parameters_with_nonsense_is_refused(
    refused: Refused, folder: Path, content: str | bytes, line: str
) -> None:
    as_file("mine.yaml", content)
    (said,) = refused(*DRILL, "--parameters", "mine.yaml")
    assert said.startswith(f"mine.yaml{line}")


# Stacks


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("raise RuntimeError('boom')", "__main__.py:1: RuntimeError: boom"),
        ("def (:", "__main__.py:1: SyntaxError: invalid syntax"),
        (
            "import sys\nsys.exit('no')",
            "__main__.py:2: the program left by sys.exit(no); let it run to its end",
        ),
        (
            "import sys\nsys.exit(0)",
            "__main__.py:2: the program left by sys.exit(0); let it run to its end",
        ),
        (
            "def f():\n    f()\nf()",
            "__main__.py:2: RecursionError: maximum recursion depth exceeded",
        ),
    ],
)
def test_a_program_that_does_not_come_to_its_end_is_told_by_its_line(
    refused: Refused, program: Program, source: str, line: str
) -> None:
    assert refused(*DRILL, "--stack", program(source)) == [line]


def test_a_program_without_our_component_is_told_what_is_missing(
    refused: Refused, program: Program
) -> None:
    stack = program("import pulumi\npulumi.export('a', 1)\n")
    (Path(stack) / "openline.yaml").unlink(missing_ok=True)
    (line,) = refused(*DRILL, "--stack", stack)
    assert line.startswith("no openline:index:CustomerServiceStack among these resources")


def test_a_stack_that_is_none_is_refused(refused: Refused, folder: Path, shop: Path) -> None:
    def said(stack: str) -> str:
        (line,) = refused(*DRILL, "--stack", stack)
        return line

    (folder / "empty").mkdir()
    assert said("retial") == "stack retial: there is no such folder; did you mean retail?"
    assert said("empty") == (
        f"{folder / 'empty'}: neither Pulumi.yaml nor __main__.py is here; "
        "name the program's folder"
    )
    assert said("shop/openline.yaml") == (
        "shop/openline.yaml: not a Pulumi program; give a folder or a .py file"
    )
    (shop / "Pulumi.yaml").write_text("name: shop\nruntime: nodejs\n")
    assert "runtime: is nodejs; only python programs run here" in said("shop")


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("strategy: warm", "strategi: warm", 'strategi: unknown key; did you mean "strategy"?'),
        (
            "decision: 5m",
            "decision: soon",
            'failover.decision: "soon" is not a duration; '
            "write a duration such as 5m, 1h30m, 250ms or 10s",
        ),
        (
            "entry: alias",
            "entry: {kind: alias, ttl: 60s}",
            "defaults.entry.ttl: an alias has no TTL of its own: AWS's is 60 s; leave it out, "
            "or write {kind: cname, ttl: ...}",
        ),
        (
            "needs: [customer-authentication, {on: card",
            "needs: [customer-authentification, {on: card",
            'systems.order-management.needs[0]: no system "customer-authentification"; '
            'did you mean "customer-authentication"?',
        ),
        (
            "stores: {orders: {}}",
            "stores: {orders: {consistency: strong}}",
            "systems.order-management.stores.orders.consistency: a strong store needs three "
            "regions, and there are two; add a third region as witness or replica, or write "
            "eventual",
        ),
        (
            "steady: 120/s, peak: 500/s",
            "steady: 900/s, peak: 500/s",
            "systems.order-management.demand.peak: steady 900/s is over peak 500/s; peak is the "
            "most that is ever offered, so write at least the steady rate",
        ),
        (
            "fresh: 1m, stale: 6h}",
            "fresh: 1m, stale: 6h, writes: profiles}",
            "systems.self-service-portal.operations.browse.fresh: browse writes, and CloudFront "
            "sends no writes to a group of origins; leave it out: writes go by the failover name",
        ),
        (
            "us-west-2: standby}",
            "us-west-2: primary}",
            "regions.us-west-2: a second primary beside us-east-1; one region is primary, another "
            "may be standby, a third a witness or a replica",
        ),
        (
            "    runs: {",
            "    needs: [order-management]\n    runs: {",
            "systems.customer-authentication.needs[0]: a circle: customer-authentication needs "
            "order-management needs customer-authentication; take one of these needs out",
        ),
    ],
)
def test_a_wrong_edit_of_the_reference_stack_gets_exactly_its_line(
    refused: Refused, retail: Path, right: str, wrong: str, told: str
) -> None:
    declaration = retail / "openline.yaml"
    text = declaration.read_text()
    assert text.count(right) == 1
    declaration.write_text(text.replace(right, wrong))
    line = text[: text.index(right)].count("\n") + 1 + wrong.count("\n") * ("entry" in wrong)
    assert refused(*DRILL, "--stack", str(retail)) == [f"{declaration}:{line}: {told}"]


def test_a_runbook_that_does_not_exist_is_refused_before_anything_stands(
    refused: Refused, retail: Path
) -> None:
    (retail / "openline.yaml").write_text("not reached")
    told = refused(*DRILL, "--stack", str(retail), "--runbook", "fail_over.py:main")
    assert told == [
        "runbook fail_over.py:main: there is no such file; write module:function or "
        "path/to/file.py:function"
    ]


# What is refused once the stack stands


def test_a_fault_that_is_too_short_for_its_target_is_refused(
    refused: Refused, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENLINE_DURATION", "20m")
    assert refused(*DRILL, "--stack", str(shop)) == [
        "method: a fault of 1200 s is too short to judge a target of 900 s "
        "by; it must last 1800 s or longer (the largest target and 15 minutes)"
    ]


def test_faults_that_cannot_be_are_refused_all_at_once(refused: Refused, shop: Path) -> None:
    experiment: dict[str, Any] = copy.deepcopy(load_experiment("region-outage"))
    dark = experiment["method"][0]
    module = dark["provider"]["module"]

    def black_out(name: str, **arguments: str) -> dict[str, Any]:
        provider = dark["provider"] | {"arguments": arguments}
        return {"name": name, "type": "action", "provider": provider}

    astray = {"selector": {"regoin": "us-east-1"}, "mode": "drop", "to_s": 3600}
    experiment["method"] = [
        black_out("elsewhere", region="eu-north-1"),
        black_out("unheard of", mode="explode"),
        black_out("for later", mode="slow"),
        {
            "name": "astray",
            "type": "action",
            "provider": {
                "type": "python",
                "module": module,
                "func": "inject_fault",
                "arguments": {"fault": astray},
            },
        },
    ]
    as_file("faults.json", json.dumps(experiment))
    elsewhere, unheard_of, later, lost = refused("drill", "faults.json", "--stack", str(shop))
    assert elsewhere == (
        "method: elsewhere: shop is not in eu-north-1; it is in us-east-1 and us-west-2"
    )
    assert unheard_of.startswith("method: unheard of: mode: ")
    assert later.startswith("method: for later: ")
    assert "slow" in later
    assert lost == "method: astray: fault.selector: unknown regoin; did you mean region?"


def test_a_region_that_the_stack_is_not_in_is_refused(refused: Refused, shop: Path) -> None:
    assert refused(*DRILL, "--stack", str(shop), "--region", "eu-west-9") == [
        "region eu-west-9: the stack is not there; shop has us-east-1 and us-west-2"
    ]


def test_a_folder_that_takes_no_run_is_refused(refused: Refused, shop: Path) -> None:
    as_file("taken", "")
    assert refused(*DRILL, "--stack", str(shop), "--runs", "taken") == [
        "runs taken: cannot be written to: Not a directory; name another folder"
    ]


def test_an_experiment_without_our_control_is_told_what_to_add(
    refused: Refused, folder: Path
) -> None:
    experiment = copy.deepcopy(load_experiment("region-outage"))
    del experiment["controls"]
    as_file("bare.json", json.dumps(experiment))
    (line,) = refused("drill", "bare.json")
    assert line.startswith("bare.json: controls: Openline's control is missing; add `controls: ")


# What a run leaves


def test_json_is_the_result_alone_and_the_timeline_goes_to_stderr(
    openline: Run, shop: Path, folder: Path
) -> None:
    ran = openline(*DRILL, "--stack", str(shop), "--seeds", "1", "--format", "json")
    assert ran.exit_code == 0
    result = Result.model_validate_json(ran.out)
    assert result.to_json() == ran.out
    assert (result.stack, result.verdict) == ("shop", "would meet")
    (kept,) = folder.glob("runs/*/result.json")
    assert kept.read_text() == ran.out
    stack, experiment, timeline, *events = ran.err.splitlines()
    assert stack.startswith("stack shop · 1 system · ")
    assert experiment.startswith("region-outage · us-east-1 drops everything for 1 h, at peak")
    assert timeline == "timeline of the median seed (1):"
    at = [line.split(maxsplit=2) for line in events if re.match(r" *[+-]\d", line)]
    assert ["+0:00", "stack", "fault: us-east-1 drops everything"] in at
    assert {"detected", "decided", "switched", "failed back"} <= {what for _, _, what in at}


def test_text_in_a_pipe_has_headline_findings_notes_table_and_verdict(
    openline: Run, shop: Path, folder: Path
) -> None:
    late = ("--set", "failover.decision=30m")
    # an inherited CNAME, which the apex cannot have
    apex = ("--set", "defaults.entry.kind=cname", "--set", "systems.chat.host='@'")
    ran = openline(*DRILL, "--stack", str(shop), "--seeds", "1", *late, *apex)
    assert ran.exit_code == 10
    assert ran.out.startswith("stack shop · 1 system · ")
    assert "\nregion-outage · us-east-1 drops everything for 1 h" in ran.out
    assert "\nfinding: " in ran.out
    note = "defaults.entry: the apex cannot be a CNAME: chat falls back to alias"
    assert f"\nnote: {note}" in ran.out
    assert f"\nnote: {note}" in ran.err
    (page,) = folder.glob("runs/*/report.html")
    assert f"<li>{note}" in page.read_text()
    (row,) = [line for line in ran.out.splitlines() if "chat · use" in line]
    assert "✗ would miss" in row
    assert "\nchat: decision: " in ran.out
    assert ran.out.rstrip().endswith("verdict: would miss")
    assert "\x1b" not in ran.out + ran.err
    assert "…" not in ran.out


def test_a_run_that_took_nothing_away_is_inconclusive(openline: Run, shop: Path) -> None:
    experiment = copy.deepcopy(load_experiment("region-outage"))
    experiment["method"] = []
    as_file("nothing.json", json.dumps(experiment))
    arguments = ("--stack", str(shop), "--seeds", "1", "--format", "json")
    ran = openline("drill", "nothing.json", *arguments)
    assert ran.exit_code == 11
    assert Result.model_validate_json(ran.out).verdict == "inconclusive"


@pytest.mark.slow
def test_a_drill_says_which_guess_its_verdict_rests_on_without_being_asked(
    openline: Run, shop: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """About 11 min of 15: people may take some 200 s more, never 300."""
    arguments = ("drill", "region-outage", "--stack", str(shop), "--seeds", "1", "--workers", "1")
    monkeypatch.delenv("OPENLINE_SENSITIVITY")
    plain = openline(*arguments, "--no-sensitivity")
    assert "which guesses the verdicts rest on: left out: --no-sensitivity\n" in plain.out
    (usual,) = folder.glob("runs/*/result.json")
    assert json.loads(usual.read_text())["rests_on"] is None
    asked = openline(*arguments)
    assert "would meet rests on failover.decision_s (assumed: 300); from about " in asked.out
    assert "   chat · use RTO (region-outage) would miss\n" in asked.out
    (path,) = (each for each in folder.glob("runs/*/result.json") if each != usual)
    found = json.loads(path.read_text())
    assert list(Draft202012Validator(result_schema()).iter_errors(found)) == []
    assert {one["verdict"] for one in found["rests_on"]} == {"would meet"}
