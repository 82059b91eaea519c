"""A limit that is said once holds for every program that runs in it, and for none after it."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from openline_stacks.engine import ProgramError, preview
from openline_stacks.patience import limit_s, limiting


def endless(folder: Path) -> Path:
    program = folder / "__main__.py"
    program.write_text("while True:\n    pass\n")
    return program


def test_a_program_is_stopped_by_the_limit_around_it(tmp_path: Path) -> None:
    with limiting(0.2), pytest.raises(ProgramError, match=r"still running after 0\.2 s; stopped"):
        preview(endless(tmp_path))


def test_a_limit_of_its_own_goes_before_the_one_around_it(tmp_path: Path) -> None:
    with limiting(300.0), pytest.raises(ProgramError, match=r"still running after 0\.1 s"):
        preview(endless(tmp_path), timeout_s=0.1)


def test_it_holds_no_longer_than_it_is_open() -> None:
    assert limit_s() is None
    with limiting(5.0):
        with limiting(1.0):
            assert limit_s() == 1.0
        assert limit_s() == 5.0
        with limiting(None):
            assert limit_s() is None
    assert limit_s() is None


def test_where_no_signal_can_keep_it_there_is_none() -> None:
    found: list[float | None] = []
    with limiting(5.0):
        thread = threading.Thread(target=lambda: found.append(limit_s()))
        thread.start()
        thread.join()
    assert found == [None]
