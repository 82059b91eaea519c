"""Signals: one that comes where Python only tells of it ends the process all the same."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from openline_stacks.signals import none_lost

# A signal comes within a destructor, and then the process waits for what never comes.
SWALLOWED = """
import os, signal, sys, threading
from openline_stacks.signals import none_lost

number = signal.Signals[sys.argv[1]]

def ends(number, frame):
    raise SystemExit(128 + number)

class Falls:
    def __del__(self):
        os.kill(os.getpid(), number)
        for _ in range(100):
            pass

if number != signal.SIGINT:
    signal.signal(number, ends)
with none_lost():
    Falls()
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        sys.exit(130)
"""


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_in_a_destructor_comes_again_without_a_word(name: str) -> None:
    command = [sys.executable, "-c", SWALLOWED, name]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (128 + signal.Signals[name], "")


class Fails:
    """A destructor that fails by itself."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def __del__(self) -> None:
        raise self.error


@pytest.mark.parametrize("error", [ValueError("no"), SystemExit(1)])
def test_what_nobody_asked_for_is_told_as_ever(
    error: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = []
    monkeypatch.setattr(sys, "unraisablehook", lambda one: told.append(type(one.exc_value)))
    with none_lost():
        Fails(error)
    Fails(error)
    assert told == [type(error), type(error)]
