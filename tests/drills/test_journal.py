"""The journal tells what was open, whatever killed the process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openline_drills.journal import Journal


def journal(path: Path) -> Journal:
    return Journal(path, lambda: "2026-01-01T00:00:00Z")


def open_names(path: Path) -> list[str]:
    return [entry["activity"] for entry in Journal.open_activities(path)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.jsonl"


def test_an_activity_is_one_line_before_and_one_after(path: Path) -> None:
    with journal(path) as kept, kept.activity("lose-region", undo={"lift": "us-east-1"}):
        pass
    assert [json.loads(line) for line in path.read_text().splitlines()] == [
        {
            "event": "begin",
            "activity": "lose-region",
            "at": "2026-01-01T00:00:00Z",
            "undo": {"lift": "us-east-1"},
        },
        {
            "event": "end",
            "activity": "lose-region",
            "at": "2026-01-01T00:00:00Z",
            "status": "succeeded",
        },
    ]


def test_a_begun_activity_is_on_disk_before_it_is_done(path: Path) -> None:
    with journal(path) as kept:
        kept.begin("switch")
        assert open_names(path) == ["switch"]
        kept.end("switch")
        assert open_names(path) == []


def test_a_line_is_synced_before_the_call_returns(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    genuine = os.fsync

    def fsync(fd: int) -> None:
        genuine(fd)
        synced.append(path.stat().st_size)

    with journal(path) as kept:
        monkeypatch.setattr(os, "fsync", fsync)
        kept.begin("switch")
        assert synced == [path.stat().st_size]


def test_what_an_activity_raises_is_written_down_and_goes_on(path: Path) -> None:
    with (
        journal(path) as kept,
        pytest.raises(SystemExit),
        kept.activity("switch"),
    ):
        raise SystemExit(1)
    last = Journal.read(path)[-1]
    assert (last["status"], last["error"]) == ("failed", "SystemExit: 1")
    assert open_names(path) == []


def test_nested_activities_are_open_from_the_outer_to_the_inner(path: Path) -> None:
    with journal(path) as kept:
        for name in ("method", "lose-region", "lose-region", "switch"):
            kept.begin(name)
        kept.end("lose-region")
        kept.note("verdict", code=11)
    assert open_names(path) == ["method", "lose-region", "switch"]


def test_an_end_without_a_begin_closes_nothing(path: Path) -> None:
    with journal(path) as kept:
        kept.begin("switch")
        kept.end("lift")
    assert open_names(path) == ["switch"]


def test_the_killed_process_leaves_its_open_activity(path: Path) -> None:
    program = (
        "import os, signal, sys, pathlib\n"
        "from openline_drills.journal import Journal\n"
        "kept = Journal(pathlib.Path(sys.argv[1]), lambda: 'now')\n"
        "with kept.activity('warm-up'): pass\n"
        "kept.begin('lose-region', {'lift': 'us-east-1'})\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    ended = subprocess.run([sys.executable, "-c", program, str(path)], check=False)
    assert ended.returncode == -signal.SIGKILL
    (opened,) = Journal.open_activities(path)
    assert (opened["activity"], opened["undo"]) == ("lose-region", {"lift": "us-east-1"})


@given(cut=st.integers(0, 400))
def test_a_cut_file_tells_every_whole_line(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    path = tmp_path_factory.mktemp("cut") / "journal.jsonl"
    with journal(path) as kept:
        for name in ("größe", "switch", "lift"):
            with kept.activity(name):
                pass
    whole = path.read_bytes()
    path.write_bytes(whole[:cut])
    kept_lines = whole[:cut].count(b"\n")
    complete = {kept_lines}
    if whole[:cut].endswith(b"}"):
        complete.add(kept_lines + 1)
    assert len(Journal.read(path)) in complete


def test_a_journal_goes_on_after_a_cut_line(path: Path) -> None:
    with journal(path) as kept:
        kept.begin("lose-region")
    path.write_bytes(path.read_bytes() + b'{"event": "end", "activ')
    with journal(path) as again:
        again.begin("lift")
    assert open_names(path) == ["lose-region", "lift"]


def test_a_journal_is_appended_to(path: Path) -> None:
    for name in ("first", "second"):
        with journal(path) as kept:
            kept.begin(name)
    assert open_names(path) == ["first", "second"]
    assert path.read_bytes().count(b"\n") == 2


def test_no_file_has_no_open_activity(path: Path) -> None:
    assert Journal.open_activities(path) == ()


def test_others_may_not_read_it(path: Path) -> None:
    journal(path).close()
    assert path.stat().st_mode & 0o077 == 0


def test_closing_twice_is_fine(path: Path) -> None:
    with journal(path) as kept:
        kept.close()
