"""The run folder is never half-written."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from openline_drills.result import Result, assemble, describe_run, write_run_folder
from openline_stacks.recovery import parameters, region_dark

if TYPE_CHECKING:
    from tests.drills.conftest import Build


@pytest.fixture
def result(build: type[Build]) -> Result:
    return assemble(
        topology=build.topology(),
        experiment="region-outage",
        faults=(region_dark("us-east-1", 0.0, 3600.0),),
        runbook=None,
        measurements=[build.measurement()],
        knock_outs=(),
        parameters=parameters(),
        findings=(),
    )


def test_a_folder_holds_the_result_the_run_and_what_else_is_kept(
    tmp_path: Path, result: Result
) -> None:
    folder = tmp_path / "runs" / "first"
    write_run_folder(folder, result, {"wall_s": 1.5}, {"events.txt": "Fehler: größer\n"})
    assert sorted(path.name for path in folder.iterdir()) == [
        "events.txt",
        "result.json",
        "run.json",
    ]
    assert (folder / "result.json").read_text(encoding="utf-8") == result.to_json()
    assert json.loads((folder / "run.json").read_text()) == {"wall_s": 1.5}
    assert (folder / "events.txt").read_bytes() == "Fehler: größer\n".encode()


def test_writing_again_replaces_all_and_leaves_other_files_alone(
    tmp_path: Path, result: Result
) -> None:
    (tmp_path / "journal.jsonl").write_text("kept")
    write_run_folder(tmp_path, result, {"wall_s": 1})
    write_run_folder(tmp_path, result, {"wall_s": 2})
    assert json.loads((tmp_path / "run.json").read_text()) == {"wall_s": 2}
    assert (tmp_path / "journal.jsonl").read_text() == "kept"
    assert len(list(tmp_path.iterdir())) == 3


def test_a_write_that_fails_leaves_no_result_and_no_half_file(
    tmp_path: Path, result: Result
) -> None:
    write_run_folder(tmp_path, result, {})
    with pytest.raises(UnicodeEncodeError):
        write_run_folder(tmp_path, result, {}, {"events.txt": "\ud800"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run.json"]


def test_a_run_is_described_by_what_the_result_leaves_out(result: Result) -> None:
    started = datetime(2026, 1, 1, tzinfo=UTC)
    ended = started + timedelta(seconds=19)
    run = describe_run(["openline", "drill"], started, ended, 19.00049)
    assert run["command"] == ["openline", "drill"]
    assert run["started_at"] == "2026-01-01T00:00:00+00:00"
    assert run["ended_at"] == "2026-01-01T00:00:19+00:00"
    assert run["operator"]
    assert run["wall_s"] == 19.0
    assert run["versions"]["pydantic"]
    assert "platform" in run["machine"]
    assert not set(run) & set(json.loads(result.to_json()))
