"""A run may be ended at any moment: what it leaves behind can be read, and a next run mends it."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from openline_drills.journal import Journal
from openline_drills.result import Result

if TYPE_CHECKING:
    from tests.hostile.conftest import Act

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="a stand is shared by forking"),
]
# What a run does to files; a moment is just before one of these.
TOUCHES = ("open", "os.mkdir", "os.remove", "os.rename")


class _Moments:
    """Counts them in this process, and sends it a signal at one."""

    def __init__(self, runs: Path, at: int | None, how: int) -> None:
        self.seen, self._at, self._how, self._runs = 0, at, how, str(runs)
        fsync = os.fsync

        def synced(fd: Any) -> None:
            self._pass()
            fsync(fd)

        os.fsync = synced
        sys.addaudithook(self._touched)

    def _touched(self, event: str, told: tuple[Any, ...]) -> None:
        if event in TOUCHES and str(told[0]).startswith(self._runs):
            self._pass()

    def _pass(self) -> None:
        self.seen += 1
        if self.seen == self._at:
            os.kill(os.getpid(), self._how)


def forked(act: Act, runs: Path, at: int | None, how: int, count: Path) -> int:
    """Acts it out in a process of its own, which ends at a moment; how that process ended."""
    child = os.fork()
    if child == 0:
        code = 0
        try:
            moments = _Moments(runs, at, how)
            act()
            count.write_text(str(moments.seen))
        except BaseException as error:
            code = 130 if isinstance(error, KeyboardInterrupt) else 99
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def readable(runs: Path) -> None:
    for path in runs.rglob("*.json"):
        json.loads(path.read_bytes())
    for path in runs.rglob("result.json"):
        Result.model_validate_json(path.read_bytes())
        assert path.with_name("run.json").exists()
    for path in runs.rglob("journal.jsonl"):
        Journal.read(path)
        assert path.read_bytes().count(b"\n") >= len(Journal.read(path)) - 1


def spread(over: int, count: int) -> list[int]:
    """The first moments, the last ones, and some between."""
    step = max(1, over // count)
    return sorted({1, *range(3, over, step), over})


@pytest.mark.parametrize(
    ("how", "count", "code"),
    [(signal.SIGKILL, 6, -signal.SIGKILL), (signal.SIGINT, 8, 130)],
    ids=["kill -9", "Ctrl-C"],
)
def test_whenever_a_run_is_ended_its_folder_can_be_read(
    act: Act, tmp_path: Path, how: int, count: int, code: int
) -> None:
    runs, told = tmp_path / "runs", tmp_path / "count"
    for _ in range(2):  # the second finds the first one's folder, as all those after it do
        assert forked(act, runs, None, how, told) == 0
    whole = {path.name: path.read_bytes() for path in runs.rglob("result.json")}
    moments = int(told.read_text())
    assert moments > 10

    for at in spread(moments, count):
        assert forked(act, runs, at, how, told) == code, at
        readable(runs)
        if how == signal.SIGINT:
            assert [Journal.open_activities(one) for one in runs.rglob("journal.jsonl")] in (
                [],
                [()],
            )

    assert forked(act, runs, None, how, told) == 0
    assert {path.name: path.read_bytes() for path in runs.rglob("result.json")} == whole
