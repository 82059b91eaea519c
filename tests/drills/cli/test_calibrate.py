"""`openline calibrate`: from what drills saw to a file that every other command reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from openline_drills.calibrate import calibration_schema
from openline_drills.result import observations_schema

if TYPE_CHECKING:
    from tests.drills.cli.conftest import Refused, Run
    from tests.drills.conftest import Keep


def measured() -> dict[str, Any]:
    """Three failovers of a chat, timed by hand."""
    return {
        "schema_version": 1,
        "stack": "shop",
        "declaration_digest": "d" * 64,
        "experiment": "region-outage",
        "date": "2026-10-02",
        "evidence": {"control_plane": "injected", "world": "injected"},
        "switches": [
            {"system": "chat", "flipped_s": 400.0, "answered_s": 400.0 + late}
            for late in (95.0, 131.0, 160.0)
        ],
        "decisions": [{"group": "stack", "detected_s": 41.0, "decided_s": 395.0}],
    }


@pytest.fixture
def file(folder: Path) -> Path:
    path = folder / "measured.json"
    path.write_text(json.dumps(measured()))
    return path


def test_the_page_shows_what_was_and_what_was_measured(openline: Run, file: Path) -> None:
    ran = openline("calibrate", str(file))
    assert ran.exit_code == 0
    assert "stack shop · 1 injected drill" in ran.out
    (row,) = (line for line in ran.out.splitlines() if "switch.delay_s" in line)
    assert "uniform(62.5s, 192.5s)" in row
    assert "failover.decision_s: one sample has no interval" in ran.out
    assert "of the declaration: --set failover.decision=354s" in ran.out


def test_json_is_the_documented_one(openline: Run, file: Path) -> None:
    assert list(Draft202012Validator(observations_schema()).iter_errors(measured())) == []
    first, second = (openline("calibrate", str(file), "--format", "json").out for _ in range(2))
    assert first == second
    found = json.loads(first)
    assert list(Draft202012Validator(calibration_schema()).iter_errors(found)) == []
    assert [one["grade"] for one in found["figures"]] == ["yours", "yours"]


@pytest.mark.slow
def test_what_is_written_is_read_and_shown_as_yours(openline: Run, file: Path, shop: Path) -> None:
    ran = openline("calibrate", file.name, "--write", "calibrated.yaml")
    assert ran.out.endswith("written: calibrated.yaml; use it with --parameters calibrated.yaml\n")
    with_it = ("--parameters", "calibrated.yaml")
    foreseen = openline("forecast", str(shop), "--trials", "80", "--disruption", "region", *with_it)
    assert "parameters: 1 yours," in foreseen.out
    drilled = openline(
        "drill", "region-outage", "--stack", str(shop), "--seeds", "1", "--workers", "1", *with_it
    )
    assert "1 yours" in drilled.out
    (details,) = Path("runs").glob("*/details.json")
    figures = {one["name"]: one for one in json.loads(details.read_text())["figures"]}
    switch = figures["switch.delay_s"]
    assert (switch["grade"], switch["date"]) == ("yours", "2026-10-02")
    assert switch["value"] == "62.5 to 192.5 alike"
    assert switch["source"].startswith("yours: 1 injected drill (measured.json), n 3, low ")


def test_a_rehearsal_is_refused(refused: Refused, keep: Keep, folder: Path) -> None:
    kept = keep().folder
    (line,) = refused("calibrate", str(kept), "--write", "calibrated.yaml")
    assert line.startswith(f"{kept}: is a rehearsal, its evidence is modelled, not injected")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"evidence": {"control_plane": "emulated", "world": "modelled"}}, "not injected"),
        ({"schema_version": 2}, "schema_version: is 2, this release reads 1"),
        ({"switches": [], "decisions": []}, "no step was observed"),
        ({"decisions": [], "switches": measured()["switches"][:1]}, "1 sample; the ends"),
        ({"date": "last Friday"}, "date: "),
        ({"declaration_digest": ""}, "declaration_digest: "),
    ],
)
def test_what_cannot_be_calibrated_by_is_refused(
    refused: Refused, file: Path, change: dict[str, object], said: str
) -> None:
    file.write_text(json.dumps(measured() | change))
    assert any(said in line for line in refused("calibrate", str(file)))


def test_a_place_that_cannot_be_written_to_is_said_first(refused: Refused, file: Path) -> None:
    (line,) = refused("calibrate", str(file), "--write", "no-folder/calibrated.yaml")
    assert line == "--write no-folder/calibrated.yaml: there is no folder no-folder; make it first"


def test_drills_of_two_declarations_are_refused(refused: Refused, file: Path) -> None:
    other = file.with_name("other.json")
    other.write_text(json.dumps(measured() | {"declaration_digest": "e" * 64}))
    (line,) = refused("calibrate", str(file), str(other))
    assert "other.json: is of another declaration (shop, eeeeeeeeeeee)" in line
