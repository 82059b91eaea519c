"""A small stack, experiments on it, and the real `chaos run` in a process of its own."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from openline_drills.journal import Journal
from openline_drills.rehearsal import load_experiment

if TYPE_CHECKING:
    from tests.drills.conftest import WriteShop

CHAOS = Path(sys.executable).with_name("chaos")
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


class ChaosRun:
    """One folder to run experiments in."""

    def __init__(self, folder: Path, stack: Path) -> None:
        self.folder = folder
        self.stack = stack
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
        ran = subprocess.run(
            [str(CHAOS), "--no-version-check", "run", str(source), *options],
            cwd=self.folder,
            env=os.environ | {"PYTHONPATH": path, "SHOP_TOKEN": TOKEN, "NO_COLOR": "1"} | environ,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        return self._left(ran.returncode, ran.stdout + ran.stderr)

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
def chaos_run(tmp_path: Path, write_shop: WriteShop) -> ChaosRun:
    return ChaosRun(tmp_path, write_shop(tmp_path / "shop", SYSTEMS))
