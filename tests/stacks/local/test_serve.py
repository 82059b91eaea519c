"""The process of a local AWS: how it ends."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

# Each line of ours that answers a signal is interrupted by another one: the command ends what it
# has started while a terminal goes away, and Ctrl-C comes twice.
AGAIN = """
import faulthandler, os, signal, sys

faulthandler.dump_traceback_later(600, exit=True)

genuine, answering = signal.signal, False

def again(frame, event, arg):
    os.kill(os.getpid(), signal.SIGINT)
    return again

def interrupted(number, handler):
    def answer(number, frame):
        global answering
        if answering:
            handler(number, frame)
            return
        answering = True
        sys.settrace(again)
        handler(number, frame)
        sys.settrace(None)
    return genuine(number, answer)

signal.signal = interrupted

from openline_stacks.local._serve import main
main([])
"""


def test_signals_while_another_is_answered_end_it_like_one(tmp_path: Path) -> None:
    (tmp_path / "again.py").write_text(AGAIN)
    pipe = subprocess.PIPE
    command = [sys.executable, str(tmp_path / "again.py")]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.terminate()
        assert process.stderr.read() == b""
    assert process.returncode == 0
