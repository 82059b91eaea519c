"""`openline forecast`: figures before anything is deployed, in a table and as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from openline_drills.cli._lost import MOST_TRIALS
from openline_stacks import forecast
from openline_stacks.forecast import SCHEMA_VERSION, forecast_schema

if TYPE_CHECKING:
    from tests.drills.cli.conftest import Refused, Run

PLAIN = Path(__file__).parents[3] / "stacks" / "examples" / "plain"
FAST = ("--trials", "80", "--disruption", "region")


def test_the_page_says_each_target_and_what_the_recovery_is_made_of(
    openline: Run, shop: Path
) -> None:
    ran = openline("forecast", str(shop), *FAST)
    assert ran.exit_code == 0
    assert "stack shop · 1 system · us-east-1 primary, us-west-2 standby · 80 trials" in ran.out
    (row,) = [line for line in ran.out.splitlines() if "chat · use" in line and "RTO" in line]
    assert "✓ would meet" in row
    assert "what it is made of (chat): people 5 min" in ran.out
    assert "trials leave open" not in ran.out
    assert ran.out.endswith("verdict: would meet\n")


def test_json_is_the_documented_one_and_the_same_bytes_each_time(openline: Run, shop: Path) -> None:
    first, second = (openline("forecast", str(shop), *FAST, "--format", "json") for _ in range(2))
    assert first.out == second.out
    found: dict[str, Any] = json.loads(first.out)
    assert found["schema_version"] == SCHEMA_VERSION
    assert list(Draft202012Validator(forecast_schema()).iter_errors(found)) == []
    (disruption,) = found["disruptions"]
    assert disruption["name"] == "region us-east-1"


@pytest.mark.slow
def test_other_processes_print_the_same_bytes(
    openline: Run, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ("forecast", str(shop), *FAST, "--format", "json")
    here = openline(*asked)
    monkeypatch.setattr("openline_drills.cli._forecast._WORTH_PROCESSES", 1)
    away = openline(*asked)
    assert (away.exit_code, away.out) == (here.exit_code, here.out)


def test_a_slow_decision_misses_and_the_exit_code_says_so(openline: Run, shop: Path) -> None:
    ran = openline("forecast", str(shop), *FAST, "--set", "failover.decision=30m")
    assert ran.exit_code == 10
    assert "✗ would miss" in ran.out


def test_without_being_asked_it_says_that_nobody_looked_at_what_a_verdict_rests_on(
    openline: Run, shop: Path
) -> None:
    found = json.loads(openline("forecast", str(shop), *FAST, "--format", "json").out)
    assert found["rests_on"] is None
    shown = openline("forecast", str(shop), *FAST).out
    assert f"{found['parameters']['assumed']} figures of the model are assumed" in shown
    assert "was not looked at; --sensitivity" in shown


@pytest.mark.slow
def test_asked_it_says_which_guess_a_verdict_rests_on_and_from_where_on(
    openline: Run, shop: Path
) -> None:
    """About 11 min of 15: people may take some 200 s more, never 300."""
    ran = openline("forecast", str(shop), *FAST, "--sensitivity")
    lines = ran.out.splitlines()
    found = next(n for n, line in enumerate(lines) if "rests on failover.decision_s" in line)
    assert lines[found].startswith("would meet rests on failover.decision_s (assumed: 300); from")
    assert 300.0 < float(lines[found].split("about ")[1].split(" on:")[0]) < 600.0
    assert lines[found + 1] == "   chat · use RTO (region us-east-1) would miss"


@pytest.mark.slow
def test_what_a_verdict_rests_on_is_in_the_documented_json(openline: Run, shop: Path) -> None:
    ran = openline("forecast", str(shop), *FAST, "--sensitivity", "--format", "json")
    found = json.loads(ran.out)
    assert list(Draft202012Validator(forecast_schema()).iter_errors(found)) == []
    assert "failover.decision_s" in {one["parameter"] for one in found["rests_on"]}
    assert {one["becomes"] for one in found["rests_on"]} == {"would miss"}


def test_few_trials_show_nothing(openline: Run, shop: Path) -> None:
    ran = openline("forecast", str(shop), "--trials", "20", "--disruption", "us-east-1")
    assert ran.exit_code == 11
    assert "20 trials leave open whether 95 % of them meet a target: more --trials" in ran.out
    assert "verdict: inconclusive" in ran.out


def test_an_experiment_brings_its_faults_and_what_it_supposes(openline: Run, shop: Path) -> None:
    asked = ("--trials", "80", "--disruption", "dns-tail", "--format", "json")
    found = json.loads(openline("forecast", str(shop), *asked).out)
    (disruption,) = found["disruptions"]
    assert disruption["name"] == "dns-tail"
    # a fifth of the clients hold the old answer for a quarter of an hour
    assert disruption["operations"][0]["rto_s"]["p50"] > 1200.0


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["retial"], "stack retial: there is no such folder; did you mean retail?"),
        (
            ["--disruption", "regoin-outage"],
            "no experiment is called regoin-outage; did you mean region-outage?",
        ),
        (
            ["--disruption", "eu-west-1"],
            "--disruption eu-west-1: the stack is in us-east-1 and us-west-2",
        ),
        (
            ["--disruption", "region-outage", "--disruption", "dns-tail"],
            "--disruption dns-tail: it supposes another stack; forecast it by itself",
        ),
        (
            ["--parameter", "dns.alias_tl_s=5"],
            "no parameter is called dns.alias_tl_s; did you mean dns.alias_ttl_s?",
        ),
    ],
)
def test_bad_input_is_a_line(refused: Refused, arguments: list[str], line: str) -> None:
    assert refused("forecast", *arguments) == [line]


def test_more_trials_than_a_forecast_takes_are_refused(refused: Refused) -> None:
    assert "1000000" in "\n".join(refused("forecast", "starter", "--trials", "1000001"))


def test_the_command_knows_how_many_a_forecast_takes() -> None:
    assert MOST_TRIALS == forecast.MOST_TRIALS


def test_what_no_trials_can_tell_is_not_told_as_a_matter_of_trials(openline: Run) -> None:
    """In one region nobody takes its writes over, however many outages are worked out."""
    plain = str(PLAIN / "web-app")
    ran = openline("forecast", plain, "--disruption", "region", "--trials", "100")
    assert (
        "no RPO of booking · bookings (region eu-west-1): nobody takes its writes over" in ran.out
    )
    assert "trials leave open" not in ran.out
