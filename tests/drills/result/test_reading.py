"""A run folder is read whole, or it is said what is wrong with it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openline_drills.result import UnreadableRun, find_run, read_run

if TYPE_CHECKING:
    from tests.drills.conftest import Keep


@pytest.fixture
def folder(keep: Keep) -> Path:
    return keep().folder


def refused(folder: Path) -> tuple[str, ...]:
    with pytest.raises(UnreadableRun) as said:
        read_run(folder)
    assert all(line.isprintable() for line in said.value.lines)
    return said.value.lines


def changed(path: Path, change: Callable[[Any], object]) -> None:
    value = json.loads(path.read_text())
    change(value)
    path.write_text(json.dumps(value))


def test_what_was_written_is_read(folder: Path) -> None:
    kept = read_run(folder)
    assert kept.result_json == (folder / "result.json").read_bytes()
    assert kept.result.to_json().encode() == kept.result_json
    assert kept.journal[0]["what"] == "plain"
    assert set(kept.digests) == {"details.json", "journal.jsonl", "result.json", "run.json"}


def test_without_a_journal_it_is_still_a_run(folder: Path) -> None:
    (folder / "journal.jsonl").unlink()
    assert read_run(folder).journal == ()


@pytest.mark.parametrize("name", ["result.json", "details.json", "run.json"])
@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", "7", '"a"', "[" * 100_000, "\ud800", "9" * 5000, "{}"]
)
def test_a_damaged_file_is_named(folder: Path, name: str, text: str) -> None:
    (folder / name).write_bytes(text.encode("utf-8", "surrogatepass"))
    if (name, text) == ("run.json", "{}"):  # nothing in it has to be known
        assert read_run(folder).run.operator is None
        return
    assert str(folder / name) in refused(folder)[0]


@pytest.mark.parametrize("name", ["result.json", "details.json", "run.json"])
def test_a_file_that_is_gone_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    (line,) = refused(folder)
    assert name in line
    assert "drill again" in line


def test_a_run_of_an_older_release_is_told_from_a_damaged_one(folder: Path) -> None:
    (folder / "details.json").unlink()
    assert "of an older release" in refused(folder)[0]
    changed(folder / "result.json", lambda value: value.update(schema_version=99))
    (folder / "details.json").write_text("{}")
    assert "schema_version: is 99, this release reads 1" in refused(folder)[0]


def test_a_field_that_is_wrong_is_named_by_its_path(folder: Path) -> None:
    changed(folder / "details.json", lambda value: value["curves"][0].update(level="high"))
    assert "curves.0.level" in refused(folder)[0]


def test_files_of_two_runs_are_no_run(folder: Path) -> None:
    changed(folder / "details.json", lambda value: value["systems"].pop())
    assert "are of two runs" in refused(folder)[0]


def test_a_file_that_would_fill_the_memory_is_not_read(folder: Path) -> None:
    os.truncate(folder / "details.json", 100_000_000)
    assert "larger than" in refused(folder)[0]


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_bytes_are_cut_or_changed_nothing_else_is_raised(
    folder: Path, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(["result.json", "details.json", "run.json"]))
    whole = (folder / name).read_bytes()
    at = data.draw(st.integers(0, len(whole)))
    (folder / name).write_bytes(whole[:at] + data.draw(st.binary(max_size=4)) + whole[at + 3 :])
    try:
        read_run(folder)
    except UnreadableRun:
        pass
    finally:
        (folder / name).write_bytes(whole)


def test_a_run_is_found_by_path_by_name_by_its_beginning_and_as_the_newest(keep: Keep) -> None:
    runs = keep(folder="outage-aaaa").folder.parent
    os.utime(keep(folder="outage-abbb").folder / "result.json", ns=(1, 1))
    assert find_run(str(runs / "outage-abbb"), Path("nowhere")) == runs / "outage-abbb"
    assert find_run(str(runs / "outage-abbb" / "result.json"), runs) == runs / "outage-abbb"
    assert find_run("outage-abbb", runs) == runs / "outage-abbb"
    assert find_run("outage-ab", runs) == runs / "outage-abbb"
    assert find_run(None, runs) == runs / "outage-aaaa"
    assert find_run(str(runs), Path("nowhere")) == runs / "outage-aaaa"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("outage-a", "several runs begin so: outage-aaaa, outage-abbb"),
        ("outage-abbc", "did you mean outage-abbb?"),
        ("zzz", "has outage-aaaa, outage-abbb"),
    ],
)
def test_a_run_that_is_not_there_is_told_which_there_are(keep: Keep, name: str, said: str) -> None:
    runs = keep(folder="outage-aaaa").folder.parent
    os.utime(keep(folder="outage-abbb").folder / "result.json", ns=(1, 1))
    with pytest.raises(UnreadableRun, match=f"^{name}: .*") as error:
        find_run(name, runs)
    assert said in str(error.value)


def test_where_nothing_is_kept_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UnreadableRun, match="drill first"):
        find_run(None, tmp_path)
    with pytest.raises(UnreadableRun, match="holds no run"):
        find_run("any", tmp_path)
