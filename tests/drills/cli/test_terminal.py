"""The command on a terminal of its own: what stands on it, and what Ctrl-C leaves."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from rich.cells import cell_len

COMMAND = [sys.executable, "-c", "from openline_drills.cli import main; main()"]
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
CTRL_C = b"\x03"


class Terminal:
    """A command that believes in a person before it."""

    def __init__(self, arguments: list[str], columns: int, **environment: str) -> None:
        self.shown = b""
        self._pid, self._fd = pty.fork()
        if self._pid == 0:
            try:
                # whoever runs the tests in the background has it ignored, and that is inherited
                signal.signal(signal.SIGINT, signal.SIG_DFL)
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
                os.execve(COMMAND[0], [*COMMAND, *arguments], {**os.environ, **environment})
            finally:  # or it would go on with the other tests
                os._exit(1)

    def read_until(self, enough: Callable[[str], bool], seconds: float = 600.0) -> None:
        until = time.monotonic() + seconds
        while not enough(self.text):
            assert time.monotonic() < until, self.text
            if not select.select([self._fd], [], [], 1.0)[0]:
                continue
            try:
                self.shown += os.read(self._fd, 65536)
            except OSError:  # Linux: the other end is gone
                break

    def press(self, key: bytes) -> None:
        os.write(self._fd, key)

    def exit_code(self) -> int:
        self.read_until(lambda _: False)
        return os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])

    def end(self) -> None:
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
        os.close(self._fd)

    @property
    def text(self) -> str:
        return self.shown.decode(errors="replace")

    @property
    def lines(self) -> list[str]:
        """What was written, without what moves or colours it."""
        moved = re.sub(r"\x1b\[[0-9;]*[AGHJK]", "\n", self.text)
        return re.split(r"[\r\n]+", ESCAPES.sub("", moved))


@pytest.fixture
def no_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")


@pytest.mark.slow
@pytest.mark.usefixtures("no_colour")
def test_ctrl_c_ends_the_playing_and_keeps_the_result(folder: Path, shop: Path) -> None:
    arguments = ["drill", "region-outage", "--stack", "shop", "--seeds", "1", "--play", "1"]
    terminal = Terminal(arguments, columns=60)
    try:
        terminal.read_until(lambda text: "clock -0:2" in text)
        terminal.press(CTRL_C)
        code = terminal.exit_code()
    finally:
        terminal.end()
    (result,) = folder.glob("runs/*/result.json")
    verdict = json.loads(result.read_text())["verdict"]
    assert code == {"would meet": 0, "would miss": 10, "inconclusive": 11}[verdict]
    assert "stopped playing; the result is kept" in terminal.lines
    assert f"verdict: {verdict}" in terminal.lines
    assert re.search(r"chat +█+ +100\.0 %", "\n".join(terminal.lines))
    assert max(map(cell_len, terminal.lines)) <= 60
    assert "…" not in terminal.text
    assert "\x1b[1" in terminal.text  # and coloured, where nobody said not to


@pytest.mark.slow
@pytest.mark.usefixtures("no_colour")
def test_a_dumb_terminal_is_told_in_lines_without_an_escape(folder: Path, shop: Path) -> None:
    arguments = ["drill", "region-outage", "--stack", "shop", "--seeds", "1", "--play", "100000"]
    terminal = Terminal(arguments, columns=80, TERM="dumb", NO_COLOR="1", PYTHONIOENCODING="cp1252")
    try:
        terminal.exit_code()
    finally:
        terminal.end()
    assert "\x1b" not in terminal.text
    assert "Traceback" not in terminal.text
    assert any(re.match(r" +\+0:00 +stack +fault", line) for line in terminal.lines)
    assert any(line.startswith("verdict: ") for line in terminal.lines)
    assert max(map(cell_len, terminal.lines)) <= 80


@pytest.mark.slow
@pytest.mark.usefixtures("no_colour")
def test_a_preview_says_what_it_is_at(folder: Path, shop: Path) -> None:
    change = ["--set", "failover.decide=automatic", "--trials", "5"]
    terminal = Terminal(["preview", "shop", *change], columns=100)
    try:
        terminal.exit_code()
    finally:
        terminal.end()
    told = [
        "both sides as their programs make them",
        "5 outages of each kind, before and after",
        "parts of the change taken back",
    ]
    seen = [each for line in terminal.lines for each in told if line.startswith(each)]
    assert list(dict.fromkeys(seen)) == told
    shares = re.findall(r"5 outages of each kind, before and after .*?(\d+)%", terminal.text)
    assert shares[-1] == "100"
    assert len(set(shares)) > 1


@pytest.mark.usefixtures("no_colour")
def test_ctrl_c_ends_a_preview_and_the_programs_that_it_runs(folder: Path) -> None:
    (folder / "naps").mkdir()
    lines = "import os, time\nopen('pid', 'w').write(str(os.getpid()))\ntime.sleep(3600)\n"
    (folder / "naps" / "__main__.py").write_text(lines)
    (folder / "empty").mkdir()
    (folder / "empty" / "__main__.py").write_text("")
    terminal = Terminal(["preview", "naps", "--against", "empty"], columns=100)
    pid = folder / "naps" / "pid"
    try:
        terminal.read_until(lambda text: "both sides" in text)
        while not (pid.exists() and pid.read_text()):
            time.sleep(0.05)
        terminal.press(CTRL_C)
        code = terminal.exit_code()
    finally:
        terminal.end()
    assert code == 130
    assert "Traceback" not in terminal.text
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)
