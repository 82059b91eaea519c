"""A small stack, experiments on it, and the real `chaos run` in a process of its own.

To load what such a run loads takes longer than the run: where the start is not what a test is about
it is forked from a process that has loaded it once (`_loaded.py`).
"""

from __future__ import annotations

import copy
import json
import os
import select
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from openline_drills.journal import Journal
from openline_drills.rehearsal import load_experiment

if TYPE_CHECKING:
    from tests.drills.conftest import WriteShop

CHAOS = Path(sys.executable).with_name("chaos")
LOADED = Path(__file__).with_name("_loaded.py")
PATIENCE_S: Final = 600  # for a run that hangs
TOKEN = "do-not-tell-7f3a"

SYSTEMS = """
  orders:
    demand: {steady: 30/s, peak: 100/s}
    operations: {place: {share: 20%, writes: orders}, track: {share: 80%}}
    stores: {orders: {}}
"""

MISCHIEF = """
import os
import signal
import threading
import time

from chaoslib.exceptions import ActivityFailed


def fails():
    raise ActivityFailed("on purpose")


def takes(seconds=0):
    time.sleep(seconds)


def comes_late():
    if threading.current_thread() is not threading.main_thread():
        threading.Event().wait(1)
    return True


def is_busy(seconds=0):
    threading.Event().wait(seconds)


def hangs():
    threading.Event().wait(3600)


def receives(name=""):
    os.kill(os.getpid(), getattr(signal, name))
    time.sleep(1)


def vanishes():
    os._exit(7)
"""


@dataclass(frozen=True)
class Ran:
    """What is left of a `chaos run`."""

    exit_code: int
    output: str
    journal: dict[str, Any]
    lines: tuple[dict[str, Any], ...]
    open: tuple[str, ...]

    @property
    def ours(self) -> dict[str, Any]:
        ours: dict[str, Any] = self.journal["openline"]
        return ours

    @property
    def done(self) -> list[str]:
        return [run["activity"]["name"] for run in self.journal["run"]]


# A command in a folder with these variables: its exit code, and what it said.
Start = Callable[[Sequence[str], Path, Mapping[str, str]], tuple[int, str]]


def fresh(command: Sequence[str], folder: Path, environ: Mapping[str, str]) -> tuple[int, str]:
    """In an interpreter that has loaded nothing yet, as a shell starts it."""
    ran = subprocess.run(
        command,
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    return ran.returncode, ran.stdout + ran.stderr


@pytest.fixture(scope="module")
def forked(write_shop: WriteShop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """In a fork of a process that has loaded what a run on this stack loads, and has run none."""
    folder = tmp_path_factory.mktemp("loaded")
    stack, said = write_shop(folder / "shop", SYSTEMS), folder / "said"
    with subprocess.Popen(
        [sys.executable, str(LOADED), str(stack)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as loaded:
        assert loaded.stdin is not None
        assert loaded.stdout is not None
        to, by = loaded.stdin, loaded.stdout

        def start(
            command: Sequence[str], folder: Path, environ: Mapping[str, str]
        ) -> tuple[int, str]:
            job = {"command": command, "folder": str(folder), "environ": dict(environ)}
            print(json.dumps(job | {"said": str(said)}), file=to, flush=True)
            assert select.select([by], [], [], PATIENCE_S)[0], said.read_text()
            return int(by.readline()), said.read_text()

        yield start
        to.close()


class ChaosRun:
    """One folder to run experiments in."""

    def __init__(self, folder: Path, stack: Path, start: Start) -> None:
        self.folder = folder
        self.stack = stack
        self._start = start
        (folder / "mischief.py").write_text(MISCHIEF)

    @staticmethod
    def mischief(func: str, **more: Any) -> dict[str, Any]:
        """An action of the user's own that does something nasty."""
        arguments = more.pop("arguments", {})
        provider = {"type": "python", "module": "mischief", "func": func, "arguments": arguments}
        return {"name": func, "type": "action", "provider": provider, **more}

    def experiment(self, insert: dict[str, Any] | None = None, at: int = 1) -> dict[str, Any]:
        """The region outage on the small stack, one seed; `insert` goes into its method."""
        experiment = copy.deepcopy(load_experiment("region-outage"))
        experiment["configuration"] |= {"stack": str(self.stack), "seeds": 1, "workers": 1}
        experiment["secrets"] = {"shop": {"token": {"type": "env", "key": "SHOP_TOKEN"}}}
        if insert is not None:
            experiment["method"].insert(at, insert)
        return experiment

    def __call__(
        self, experiment: dict[str, Any], *options: str, before: str = "", **environ: str
    ) -> Ran:
        """`before`: lines of YAML that stand before the experiment."""
        # whatever this process imports from, and mischief
        path = os.pathsep.join([str(self.folder), *filter(None, [os.environ.get("PYTHONPATH")])])
        source = self.folder / ("experiment.yaml" if before else "experiment.json")
        written = "".join(f"{key}: {json.dumps(value)}\n" for key, value in experiment.items())
        source.write_text(before + written if before else json.dumps(experiment))
        code, said = self._start(
            [str(CHAOS), "--no-version-check", "run", str(source), *options],
            self.folder,
            os.environ | {"PYTHONPATH": path, "SHOP_TOKEN": TOKEN, "NO_COLOR": "1"} | environ,
        )
        return self._left(code, said)

    def _left(self, exit_code: int, output: str) -> Ran:
        journal = self.folder / "journal.json"
        lines = next(iter(sorted(self.folder.glob("runs/*/journal.jsonl"))), None)
        for path in (journal, lines):
            assert path is None or not path.exists() or TOKEN not in path.read_text()
        return Ran(
            exit_code=exit_code,
            output=output,
            journal=json.loads(journal.read_text()) if journal.exists() else {},
            lines=Journal.read(lines) if lines else (),
            open=tuple(e["activity"] for e in Journal.open_activities(lines)) if lines else (),
        )


@pytest.fixture
def chaos_run(tmp_path: Path, write_shop: WriteShop, forked: Start) -> ChaosRun:
    return ChaosRun(tmp_path, write_shop(tmp_path / "shop", SYSTEMS), forked)


@pytest.fixture
def fresh_chaos_run(tmp_path: Path, write_shop: WriteShop) -> ChaosRun:
    return ChaosRun(tmp_path, write_shop(tmp_path / "shop", SYSTEMS), fresh)
