"""Processes side by side: every job has an answer, whatever becomes of who does it."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from openline_drills.rehearsal._lanes import Failure, Lanes, forked, receive, send, spawned

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this platform cannot fork")

SEEN: list[int] = []


def perform(job: str) -> object:
    """Jobs of every temper."""
    match job:
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "exit":
            os._exit(3)
        case "kill nursery":
            os.kill(os.getppid(), signal.SIGKILL)
            time.sleep(0.5)
        case "waits":
            time.sleep(600)
        case "takes long":
            time.sleep(20)
            Path("done").touch()
        case "raise":
            raise ValueError("no such stack")
        case "remember":
            SEEN.append(1)
            return len(SEEN)
        case "print":
            print("loud")
            sys.stdout.flush()
        case "whose":
            return os.getppid()
        case "large":
            return b"x" * 3_000_000
    return f"did {job}"


@pytest.fixture
def lanes() -> Iterator[Lanes]:
    made = forked(2, perform)
    yield made
    made.close()


def answers(lanes: Lanes, *jobs: str) -> list[tuple[str, object]]:
    for job in jobs:
        lanes.put(job)
    return sorted(lanes.answers(), key=lambda pair: pair[0])


@needs_fork
def test_every_job_is_answered_whichever_lane_does_it(lanes: Lanes) -> None:
    done = answers(lanes, "a", "b", "c", "large")
    assert [answer for _, answer in done[:3]] == ["did a", "did b", "did c"]
    assert done[3] == ("large", b"x" * 3_000_000)


@needs_fork
def test_lanes_go_on_after_their_answers_were_read(lanes: Lanes) -> None:
    answers(lanes, "a")
    assert answers(lanes, "b", "c") == [("b", "did b"), ("c", "did c")]


@needs_fork
@pytest.mark.parametrize(("job", "how"), [("die", "signal 9"), ("exit", "exit code 3")])
def test_a_job_that_dies_is_a_failure_and_the_next_one_is_done(
    lanes: Lanes, job: str, how: str
) -> None:
    # three jobs on two lanes: one lane has another job after the one that dies
    done = dict(answers(lanes, job, "a", "b"))
    assert done.pop(job) == Failure(f"its process ended early ({how})")
    assert done == {"a": "did a", "b": "did b"}


@needs_fork
def test_a_job_that_raises_says_what_it_raised(lanes: Lanes) -> None:
    assert answers(lanes, "raise") == [("raise", Failure("ValueError: no such stack"))]


@needs_fork
def test_a_lane_that_dies_fails_its_own_jobs_and_nobody_waits() -> None:
    lanes = forked(1, perform)
    done = answers(lanes, "a", "kill nursery", "z")
    lanes.close()
    assert done[0] == ("a", "did a")
    assert [job for job, _ in done[1:]] == ["kill nursery", "z"]
    assert all(isinstance(answer, Failure) for _, answer in done[1:])


@needs_fork
def test_no_job_sees_what_another_left_behind() -> None:
    lanes = forked(1, perform)
    done = answers(lanes, "remember", "remember")
    lanes.close()
    assert [answer for _, answer in done] == [1, 1]


@needs_fork
def test_other_seeds_say_nothing(lanes: Lanes, capfd: pytest.CaptureFixture[str]) -> None:
    assert answers(lanes, "print") == [("print", "did print")]
    assert capfd.readouterr() == ("", "")


@needs_fork
def test_closing_leaves_no_process_behind() -> None:
    lanes = forked(3, perform)
    nurseries = {answer for _, answer in answers(lanes, *["whose"] * 3)}
    lanes.put("a")
    lanes.close()
    lanes.close()
    assert len(nurseries) == 3
    for pid in nurseries:
        assert isinstance(pid, int)
        with pytest.raises(ChildProcessError):  # not even one that waits to be asked for its end
            os.waitpid(pid, os.WNOHANG)


@needs_fork
@pytest.mark.filterwarnings("error")  # what a thread raises is a warning
def test_closing_ends_what_somebody_still_reads() -> None:
    for _ in range(5):
        lanes = forked(4, perform)
        for job in ["a", *["waits"] * 3]:
            lanes.put(job)
        read = lanes.answers()
        assert next(read) == ("a", "did a")
        lanes.close()


@needs_fork
def test_a_signal_that_wakes_nobody_is_sent_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It comes just before the lane begins to wait for the child that does the job."""
    monkeypatch.chdir(tmp_path)
    lanes = forked(1, perform)
    for job in ("a", "takes long"):
        lanes.put(job)
    assert next(lanes.answers()) == ("a", "did a")
    genuine = os.kill
    sent: list[int] = []

    def lost_at_first(pid: int, number: int) -> None:
        if sent:
            genuine(pid, number)
        sent.append(number)

    monkeypatch.setattr(os, "kill", lost_at_first)
    lanes.close()
    assert len(sent) > 1
    assert not Path("done").exists()


@needs_fork
def test_who_gives_jobs_waits_for_no_lane_whose_answers_nobody_reads() -> None:
    lanes = forked(1, perform)
    (lane,) = lanes._lanes
    os.set_blocking(lane.jobs.fileno(), False)  # to be told instead of waiting for ever
    jobs = ["large", *(f"{number:03000}" for number in range(30))]
    for job in jobs:
        lanes.put(job)
    assert [job for job, _ in lanes.answers()] == jobs
    lanes.close()


# Ctrl-C comes to a fork before it runs a line; told to, in a nursery or in its child.
TOO_EARLY = """
import os, signal, sys
from openline_drills.rehearsal._lanes import forked

def interrupted(number, frame):
    raise KeyboardInterrupt

def too_early():
    if os.getppid() in nurseries or not sys.argv[1:]:
        os.kill(os.getpid(), signal.SIGINT)
    nurseries.add(os.getpid())

nurseries = set()
signal.signal(signal.SIGINT, interrupted)
os.register_at_fork(after_in_child=too_early)
lanes = forked(1, str.upper)
lanes.put("a")
print([answer for job, answer in lanes.answers()])
lanes.close()
"""


@needs_fork
@pytest.mark.parametrize(("of", "how"), [([], "exit code 0"), (["of a child"], "signal 2")])
def test_ctrl_c_while_they_start_ends_them_without_a_word(of: list[str], how: str) -> None:
    asked = subprocess.run(
        [sys.executable, "-c", TOO_EARLY, *of], capture_output=True, text=True, check=False
    )
    failed = [Failure(f"its process ended early ({how})")]
    assert (asked.stdout, asked.stderr) == (f"{failed}\n", "")


def test_a_process_that_cannot_start_fails_its_jobs() -> None:
    # more than a pipe holds: it has ended before it was told all
    lanes = spawned(1, "openline_drills.no_such_module", {"brief": "x" * 1_000_000})
    done = answers(lanes, "a", "b")
    lanes.close()
    assert {job for job, _ in done} == {"a", "b"}
    assert all(answer == Failure("its process ended early (exit code 1)") for _, answer in done)


def test_a_value_that_was_cut_short_is_no_value() -> None:
    whole = io.BytesIO()
    send(whole, {"seed": 1})
    assert receive(io.BytesIO(whole.getvalue())) == {"seed": 1}
    for length in range(len(whole.getvalue())):
        with pytest.raises(EOFError):
            receive(io.BytesIO(whole.getvalue()[:length]))
