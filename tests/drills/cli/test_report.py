"""`openline report`: from a folder alone, and `openline drill` leaves what it needs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.drills.cli.conftest import Refused, Run
    from tests.drills.conftest import Keep

RESULTS = "runs/*/result.json"


@pytest.fixture
def runs(folder: Path, keep: Keep) -> Path:
    """Two kept runs below `runs/`, the first of which misses."""
    (folder / "runs").mkdir()
    for name, rto_s in (("outage-slow", 1200.0), ("outage-fast", 600.0)):
        shutil.move(keep(rto_s=rto_s, folder=name).folder, folder / "runs" / name)
    return folder / "runs"


@pytest.mark.slow
def test_a_drill_writes_its_report_and_the_result_does_not_know(
    openline: Run, shop: Path, folder: Path
) -> None:
    arguments = ("drill", "region-outage", "--stack", str(shop), "--seeds", "1", "--workers", "1")
    without = openline(*arguments, "--no-report")
    (result,) = folder.glob(RESULTS)
    plain, details = result.read_bytes(), result.with_name("details.json").read_bytes()
    assert not result.with_name("report.html").exists()
    told = openline(*arguments)
    report = result.with_name("report.html")
    assert result.read_bytes() == plain
    assert result.with_name("details.json").read_bytes() == details
    assert (told.out, told.exit_code) == (without.out, without.exit_code)
    assert str(report.relative_to(folder)) in told.err
    shutil.copytree(result.parent, folder / "elsewhere" / result.parent.name)
    report_again = folder / "elsewhere" / result.parent.name / "report.html"
    report_again.unlink()
    assert openline("report", str(report_again.parent)).exit_code == 0
    assert report_again.read_bytes() == report.read_bytes()


def test_it_says_the_verdict_and_where_the_file_is(openline: Run, runs: Path) -> None:
    ran = openline("report", "outage-slow")
    assert ran.exit_code == 0  # it is the report that went well
    assert ran.out.startswith("When us-east-1 drops everything for 1 h, 2 targets would be missed")
    assert ran.err == "written to runs/outage-slow/report.html\n"
    assert (runs / "outage-slow" / "report.html").read_text("utf-8").startswith("<!doctype html>")


def test_another_place_may_be_named(openline: Run, runs: Path, folder: Path) -> None:
    assert openline("report", "outage-slow", "--output", "a.html").err == "written to a.html\n"
    assert not (runs / "outage-slow" / "report.html").exists()
    assert (folder / "a.html").exists()


def test_json_is_the_kept_result_byte_for_byte(openline: Run, runs: Path) -> None:
    ran = openline("report", "outage-slow", "--format", "json")
    assert ran.out == (runs / "outage-slow" / "result.json").read_text("utf-8")
    assert not (runs / "outage-slow" / "report.html").exists()


def test_two_are_compared_on_the_terminal_in_a_page_and_as_json(openline: Run, runs: Path) -> None:
    ran = openline("report", "outage-fast", "--compare", "outage-slow")
    assert "✗ would miss → ✓ would meet" in ran.out
    assert (runs / "outage-fast" / "compare-outage-slow.html").exists()
    ran = openline("report", "outage-fast", "--compare", "outage-slow", "--format", "json")
    found = json.loads(ran.out)
    assert (found["before"]["run"], found["after"]["run"]) == ("outage-slow", "outage-fast")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("report", "none"), "none: there is no such run; runs has outage-"),
        (("report", "outage"), "outage: several runs begin so: outage-"),
        (("report", "outage-slow", "--compare", "none"), "none: there is no such run"),
        (("report", "outage-slow", "--output", "no/such/a.html"), "there is no folder no/such"),
        (("report", "outage-slow", "--runs", "else"), "else holds no run"),
    ],
)
def test_what_cannot_be_is_refused(
    refused: Refused, runs: Path, arguments: tuple[str, ...], said: str
) -> None:
    assert said in "".join(refused(*arguments))


def test_a_damaged_folder_is_refused_and_left_as_it_is(refused: Refused, runs: Path) -> None:
    (runs / "outage-slow" / "details.json").write_text("{")
    (line,) = refused("report", "outage-slow")
    assert line.startswith("runs/outage-slow/details.json: no JSON: ")


def test_a_folder_that_cannot_be_written_is_told(openline: Run, runs: Path) -> None:
    (runs / "outage-slow" / "report.html").mkdir()
    ran = openline("report", "outage-slow")
    assert ran.exit_code == 2
    assert "report.html" in ran.err
    assert "Traceback" not in ran.err


def test_a_drill_for_real_gets_no_report_that_calls_it_a_rehearsal(
    refused: Refused, runs: Path
) -> None:
    path = runs / "outage-slow" / "result.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"on": "aws"}))
    for arguments in (("outage-slow",), ("outage-fast", "--compare", "outage-slow")):
        (line,) = refused("report", *arguments)
        assert "outage-slow: is a drill on aws, and reports are of rehearsals" in line
