"""Processes: what a job may do to its own, and that none of them outlives the question."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from multiprocessing import active_children
from pathlib import Path

import pytest

from openline_stacks.processes import one_each, processes

needs_fork = pytest.mark.skipif(sys.platform != "linux", reason="nothing is forked here")


def work(job: str) -> str:
    if job == "dies":
        os.kill(os.getpid(), signal.SIGKILL)
    elif job == "leaves":
        raise SystemExit(0)
    elif job == "raises":
        raise ValueError(job)
    elif job == "waits":
        threading.Event().wait()
    elif job == "leaves a thread":
        threading.Thread(target=threading.Event().wait).start()
    return job.upper()


def held(folder: Path) -> int:
    """How many processes run this at once: each waits for the other."""
    (folder / str(os.getpid())).touch()
    while len(list(folder.iterdir())) < 2:
        pass
    return os.getpid()


@pytest.fixture(params=["linux", pytest.param("darwin", id="without a fork")])
def _platform(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", request.param)


@pytest.fixture
def _asked_to_end() -> Iterator[None]:
    """As in a drill: asked to end, a process ends by an exception, and waits for its threads."""

    def ends(number: int, frame: object) -> None:
        raise SystemExit(143)

    before = signal.signal(signal.SIGTERM, ends)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.mark.usefixtures("_platform")
def test_answers_come_in_the_jobs_order_and_none_of_who_died() -> None:
    jobs = ["a", "dies", "leaves a thread", "leaves", "b"]
    assert list(one_each(work, jobs)) == ["A", None, "LEAVES A THREAD", None, "B"]
    assert not active_children()


def test_no_jobs_have_no_answers() -> None:
    assert list(one_each(work, [])) == []


def test_what_a_job_raises_is_raised_here_and_ends_the_others() -> None:
    with pytest.raises(ValueError, match="raises"):
        list(one_each(work, ["raises", "waits"], 2))
    assert not active_children()


def test_who_stops_asking_ends_those_that_are_left() -> None:
    answers = one_each(work, ["a", "waits", "b"], 2)
    assert next(answers) == "A"
    answers.close()
    assert not active_children()


def test_so_many_run_at_once_and_each_in_a_process_of_its_own(tmp_path: Path) -> None:
    assert len({os.getpid(), *one_each(held, [tmp_path] * 3, 2)}) == 4


def left_behind(job: tuple[str, int, int]) -> str | None:
    """A fork that lives for as long as the other end of this pipe is open."""
    how, its_end, ours = job
    if os.fork() == 0:
        os.close(ours)
        os.read(its_end, 1)
        if how != "comes back":
            os._exit(0)
    elif how == "dies":
        os.kill(os.getpid(), signal.SIGKILL)
    elif how == "leaves":
        raise SystemExit(0)
    return str(os.getpid())


@needs_fork
@pytest.mark.parametrize("how", ["answers", "comes back", "dies", "leaves"])
def test_nobody_waits_for_a_fork_that_a_job_leaves_behind(
    how: str, capfd: pytest.CaptureFixture[str]
) -> None:
    its_end, ours = os.pipe()
    here, there = os.pipe()
    try:
        (answer,) = one_each(left_behind, [(how, its_end, ours)])
    finally:
        for end in (ours, there, its_end):  # the fork ends
            os.close(end)
        os.read(here, 1)  # it has ended
        os.close(here)
    assert (answer is None) == (how in ("dies", "leaves"))
    assert not active_children()
    assert capfd.readouterr() == ("", "")


@needs_fork
@pytest.mark.usefixtures("_asked_to_end")
def test_a_fork_ends_although_its_parent_would_not_at_once() -> None:
    with processes(1, forked=True) as pool:
        assert pool.submit(work, "leaves a thread").result() == "LEAVES A THREAD"
    assert not active_children()


@needs_fork
@pytest.mark.usefixtures("_asked_to_end")
def test_so_does_one_that_nobody_waits_for_any_more() -> None:
    with pytest.raises(ValueError, match="raises"):
        _given_up()
    assert not active_children()


# Given up in the middle of an answer, which is longer than what a pipe holds.
GIVEN_UP = """
import faulthandler, sys, threading
from multiprocessing import active_children, connection
from openline_stacks.processes import processes

faulthandler.dump_traceback_later(600, exit=True)
sys.platform = sys.argv[1]
genuine, begun = connection.Connection._recv, threading.Event()

def answer():
    return b"-" * 10_000_000

def read(self, size, *more):
    if size >= 10_000_000:
        begun.set()
        connection.wait([child.sentinel for child in children])
    return genuine(self, size, *more)

if __name__ == "__main__":
    connection.Connection._recv = read
    with processes(1, forked=True) as pool:
        pool.submit(int).result()  # it starts its process when it is given something to do
        children = active_children()
        pool.submit(answer)
        begun.wait()
    print("given up")
"""


@pytest.mark.parametrize("platform", ["linux", pytest.param("darwin", id="without a fork")])
def test_half_an_answer_is_not_waited_for(tmp_path: Path, platform: str) -> None:
    (tmp_path / "given_up.py").write_text(GIVEN_UP)
    command = [sys.executable, str(tmp_path / "given_up.py"), platform]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    assert done.stdout == "given up\n"


PARENT = """
import os, sys, threading
from openline_stacks.processes import one_each, processes

sys.platform = sys.argv[1]

def waits(number):
    print(os.getpid(), flush=True)
    threading.Event().wait()

if __name__ == "__main__":
    if sys.argv[2] == "pool":
        with processes(2, forked=True) as pool:
            list(pool.map(waits, [1, 2]))
    else:
        list(one_each(waits, [1, 2], 2))
"""


@pytest.mark.parametrize("platform", ["linux", pytest.param("darwin", id="without a fork")])
@pytest.mark.parametrize("kind", ["pool", "each"])
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_none_outlives_whoever_waits_for_it(
    tmp_path: Path, platform: str, kind: str, how: signal.Signals
) -> None:
    (tmp_path / "parent.py").write_text(PARENT)
    command = [sys.executable, str(tmp_path / "parent.py"), platform, kind]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        assert len({parent.stdout.readline(), parent.stdout.readline()}) == 2
        parent.send_signal(how)
        parent.stdout.read()  # its end is there when all have let go of it
    assert parent.returncode == -how


# The parent ends before its fork has run a line: nobody tells the fork, as it has not asked yet.
ALONE = """
import os, signal
def bereave():
    parent = os.getppid()
    os.kill(parent, signal.SIGKILL)
    while os.getppid() == parent:
        os.sched_yield()
os.register_at_fork(after_in_child=bereave)
"""
WORKING = """
from openline_stacks.processes import one_each

def work(number):
    print("works for nobody", flush=True)

list(one_each(work, [1]))
"""


@needs_fork
def test_nor_whoever_was_gone_before_it_asked_to_be_told(tmp_path: Path) -> None:
    (tmp_path / "working.py").write_text(ALONE + WORKING)
    command = [sys.executable, str(tmp_path / "working.py")]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (-signal.SIGKILL, "", "")


# Ctrl-C comes to a child that has not yet been told what to do about it: to a fork before it runs a
# line, to an interpreter before it has loaded any of ours.
TOO_EARLY = """
import os, signal, sys
def interrupt():
    os.kill(os.getpid(), signal.SIGINT)
os.register_at_fork(after_in_child=interrupt)
if any("spawn_main" in each for each in sys.orig_argv):
    interrupt()
"""
ASKING = """
import sys
from openline_stacks.processes import one_each, processes

sys.platform = sys.argv[1]

def answer(number):
    return number + 1

if __name__ == "__main__":
    if sys.argv[2] == "pool":
        with processes(2, forked=True) as pool:
            print(list(pool.map(answer, [1, 2])))
    else:
        print(list(one_each(answer, [1, 2], 2)))
"""


@pytest.mark.parametrize("platform", ["linux", pytest.param("darwin", id="without a fork")])
@pytest.mark.parametrize("kind", ["pool", "each"])
def test_ctrl_c_while_they_start_is_for_whoever_waits(
    tmp_path: Path, platform: str, kind: str
) -> None:
    (tmp_path / "sitecustomize.py").write_text(TOO_EARLY)
    (tmp_path / "asking.py").write_text(ASKING)
    paths = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])
    asked = subprocess.run(
        [sys.executable, str(tmp_path / "asking.py"), platform, kind],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (asked.returncode, asked.stdout, asked.stderr) == (0, "[2, 3]\n", "")


HANGING_UP = """
import os, signal
from openline_stacks.processes import processes

signal.signal(signal.SIGHUP, lambda *_: None)  # as a drill, which has something to put right first

def answer(number):
    return number + 1

if __name__ == "__main__":
    with processes(2) as pool:
        os.killpg(0, signal.SIGHUP)
        print(list(pool.map(answer, [1, 2])))
"""


def test_a_terminal_that_goes_away_ends_nothing_that_whoever_asks_still_needs(
    tmp_path: Path,
) -> None:
    (tmp_path / "hanging_up.py").write_text(HANGING_UP)
    asked = subprocess.run(
        [sys.executable, str(tmp_path / "hanging_up.py")],
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
    )
    assert (asked.returncode, asked.stdout, asked.stderr) == (0, "[2, 3]\n", "")


def interrupted_beside_a_build(_job: object) -> tuple[int, str]:
    """How what is started here ends by Ctrl-C, and that this goes on."""
    with subprocess.Popen(["sleep", "60"]) as build:
        os.kill(os.getpid(), signal.SIGINT)
        build.send_signal(signal.SIGINT)
        return build.wait(), "still here"


@pytest.mark.usefixtures("_platform")
def test_ctrl_c_ends_what_a_job_has_started_and_leaves_the_job_to_whoever_waits() -> None:
    assert list(one_each(interrupted_beside_a_build, [1])) == [(-signal.SIGINT, "still here")]


def _given_up() -> None:
    with processes(2, forked=True) as pool:
        pool.submit(work, "leaves a thread").result()
        pool.submit(work, "waits")
        pool.submit(work, "raises").result()
