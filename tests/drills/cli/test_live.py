"""A drill that somebody stops: at once, without a trace, and with what was done to be read."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from openline_drills.journal import Journal

if TYPE_CHECKING:
    from tests.drills.cli.conftest import Program

STOPPED = "stopped before there was a verdict; nothing is left in force"
SLEEPS = "import time\nfrom pathlib import Path\nPath('asleep').touch()\n"
DEAF = """
try:
    time.sleep(600)
except BaseException:
    pass
while True:
    pass
"""

Drill = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def drill(installed: Path, folder: Path, shop: Path) -> Iterator[Drill]:
    """Starts drills in process groups of their own; none outlives its test."""
    started: list[subprocess.Popen[str]] = []

    def start(seeds: int, *by: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [*by, installed, "drill", "region-outage", "--stack", "shop", "--seeds", str(seeds)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def wait_for(what: Callable[[], object]) -> None:
    while not what():
        time.sleep(0.02)


def gone(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


def test_ctrl_c_ends_a_program_that_never_ends(
    drill: Drill, program: Program, folder: Path
) -> None:
    program(SLEEPS + "while True:\n    pass\n")
    process = drill(seeds=1)
    wait_for(lambda: (folder / "shop" / "asleep").exists() or process.poll() is not None)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate()
    assert (process.returncode, out, err.splitlines()) == (130, "", [STOPPED])
    assert not (folder / "runs").exists()


def test_a_signal_that_the_program_swallows_stops_the_drill_all_the_same(
    drill: Drill, program: Program, folder: Path
) -> None:
    program(SLEEPS + DEAF)
    process = drill(seeds=1)
    wait_for(lambda: (folder / "shop" / "asleep").exists() or process.poll() is not None)
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate()
    assert (process.returncode, out, err.splitlines()) == (143, "", [STOPPED])
    assert not (folder / "runs").exists()


def test_ctrl_c_during_the_seeds_leaves_no_process_and_a_journal_to_read(
    drill: Drill, folder: Path
) -> None:
    process = drill(seeds=40)
    assert process.stderr is not None
    while "40 seeds" not in (line := process.stderr.readline()):
        assert line
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate()
    assert (process.returncode, out) == (130, "")
    assert err.splitlines()[-1] == STOPPED
    assert "Traceback" not in err
    wait_for(lambda: gone(process.pid))
    (journal,) = folder.glob("runs/*/*")  # and no result
    Journal.read(journal)
    assert Journal.open_activities(journal) == ()


def test_a_terminal_that_goes_away_is_none_of_what_nohup_started(
    drill: Drill, folder: Path
) -> None:
    process = drill(40, "nohup")
    assert process.stderr is not None
    while "40 seeds" not in (line := process.stderr.readline()):
        assert line
    os.killpg(process.pid, signal.SIGHUP)
    out, _ = process.communicate()
    assert process.returncode == 0
    assert "would meet" in out
    assert len(list(folder.glob("runs/*/result.json"))) == 1


# A drill that is told to end at a moment of its own choosing; then, what it has not buried.
TOLD_AT = """
import os, signal, sys

def told(number, once=[]):
    if not once:
        once.append(number)
        os.kill(os.getpid(), number)

{moment}
from openline_drills.cli import main

try:
    main()
except SystemExit as left:
    print("left with", left.code)
try:
    print("left behind", os.waitpid(-1, os.WNOHANG))
except ChildProcessError:
    pass
"""
IT_STARTS_LANES = "os.register_at_fork(after_in_parent=lambda: told(signal.SIGINT))"
IT_LETS_GO = """
from openline_drills.rehearsal._crew import Crew
close = Crew.close
Crew.close = lambda crew: (told(signal.SIGINT), close(crew))
"""
NOBODY_OF_OURS_LISTENS = """
import chaoslib.run
begin = chaoslib.run.initialize_controls
chaoslib.run.initialize_controls = lambda *a, **k: (told(signal.SIGTERM), begin(*a, **k))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="its lanes are no forks here")
@pytest.mark.parametrize(
    ("moment", "code", "says"),
    [
        (IT_STARTS_LANES, 130, [STOPPED]),
        (IT_LETS_GO, 130, [STOPPED]),
        (NOBODY_OF_OURS_LISTENS, 143, [STOPPED]),
    ],
    ids=["it starts its lanes", "it lets go of them", "only Chaos Toolkit listens"],
)
def test_a_drill_that_is_ended_while(shop: Path, moment: str, code: int, says: list[str]) -> None:
    words = ["drill", "region-outage", "--stack", str(shop), "--seeds", "3", "--workers", "2"]
    ran = subprocess.run(
        [sys.executable, "-c", TOLD_AT.format(moment=moment), *words],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stdout == f"left with {code}\n"
    assert ran.stderr.splitlines()[-1:] == says
    assert "Traceback" not in ran.stderr
