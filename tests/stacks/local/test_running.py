"""A local AWS by its name: what others do at the same time takes nothing away from it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from openline_stacks.local import Running, every, find, start
from openline_stacks.local import _running as running

PORTS = {"everybody": 1, "us-east-1": 1}  # where nobody answers
LIVES = Running("shop", os.getpid(), "123456789012", "token", PORTS)

# As `openline local up` was interrupted while it waited for what it had started.
INTERRUPTING = """\
#!{python}
import os, signal, time
with open({told!r}, "w") as told:
    os.kill(os.getppid(), signal.SIGINT)
    time.sleep(60)
    told.write("still here")
"""


@pytest.fixture
def dead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Running:
    """What is written of one that was killed."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr(running, "_answers", lambda one: one == LIVES)
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        pass
    one = Running("shop", process.pid, "123456789012", "another", PORTS)
    running._write(one)
    return one


@pytest.fixture
def interruptible() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_what_is_left_of_a_dead_one_is_cleared_away(dead: Running) -> None:
    assert every() == []
    assert not running._file(dead.name).exists()


def test_one_that_takes_the_name_of_a_dead_one_is_not_cleared_away_with_it(
    dead: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lives(pid: int) -> bool:
        if pid == dead.pid:
            running._write(LIVES)
        return pid != dead.pid

    monkeypatch.setattr(running, "_lives", lives)
    assert every() == [LIVES]
    assert find("shop") == LIVES


def test_to_stop_one_takes_nothing_away_from_another_that_has_its_name_by_now(
    dead: Running,
) -> None:
    running._write(LIVES)
    dead.stop()
    assert find("shop") == LIVES


@pytest.mark.usefixtures("interruptible")
def test_one_that_nobody_waited_for_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told, script = tmp_path / "told", tmp_path / "python"
    os.mkfifo(told)
    script.write_text(INTERRUPTING.format(python=sys.executable, told=str(told)))
    script.chmod(0o755)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(script))
    with os.fdopen(os.open(told, os.O_RDONLY | os.O_NONBLOCK)) as ends:
        os.set_blocking(ends.fileno(), True)
        with pytest.raises(KeyboardInterrupt):
            start("shop", regions=["us-east-1"], account="123456789012", alone=True)
        assert ends.read() == ""
