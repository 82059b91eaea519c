"""`preview`: `openline preview` beside `pulumi preview` of the same stack, where that is on PATH.

Both cold, each in a process of its own, and on the clock, which is what a pull request waits for:
of a stack that nothing is deployed of yet, without forecasts, which `pulumi` does not make either.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from benchmarks.measuring import ROOT, Line, seconds
from openline_stacks.engine import bundled_stack
from openline_stacks.local import start

_TURNS: Final = 3
_BIN: Final = Path(sys.executable).parent


def lines(tiny: bool) -> Iterator[Line]:
    stack, turns = ("starter", 1) if tiny else ("retail", _TURNS)
    with tempfile.TemporaryDirectory() as folder:
        nothing = Path(folder) / "nothing"
        nothing.mkdir()
        (nothing / "__main__.py").write_text("")
        ours = [str(_BIN / "openline"), "preview", stack, "--against", str(nothing)]
        program = [str(_BIN / "openline"), "topology", stack, "--format", "json"]
        times = [(_took_s([*ours, "--trials", "0"]), _took_s(program)) for _ in range(turns)]
        ours_s, program_s = (tuple(one) for one in zip(*times, strict=True))
        yield Line(
            f"preview of {stack} against nothing",
            f"resources, rules and structure, {seconds(ours_s)}",
            f"`openline topology {stack}`, which runs the program once: {seconds(program_s)}",
            f"{min(ours_s) / min(program_s):.2f} times the program's time",
        )
        yield _beside_pulumi(stack, ours_s, Path(folder), turns)


def _beside_pulumi(stack: str, ours_s: tuple[float, ...], folder: Path, turns: int) -> Line:
    what = f"the same beside `pulumi preview` of {stack}"
    if shutil.which("pulumi") is None:
        return Line(what, seconds(ours_s), "`pulumi` is not on PATH here: not measured", "-")
    with project(stack, folder) as (place, environment):
        command = ["pulumi", "preview", "--json", "--non-interactive", "--stack", "bench"]
        theirs_s = tuple(_took_s(command, place, environment) for _ in range(turns))
    version = subprocess.run(["pulumi", "version"], capture_output=True, text=True, check=False)
    return Line(
        what,
        seconds(ours_s),
        f"pulumi {version.stdout.strip()} with this repository's provider: {seconds(theirs_s)}",
        f"{min(theirs_s) / min(ours_s):.1f} times as fast",
    )


@contextmanager
def project(stack: str, folder: Path) -> Iterator[tuple[Path, Mapping[str, str]]]:
    """The bundled program as a project of the genuine engine, its state in a folder."""
    program = shutil.copytree(bundled_stack(stack), folder / stack)
    venv = {"toolchain": "pip", "virtualenv": str(_BIN.parent)}
    settings = {"name": stack, "runtime": {"name": "python", "options": venv}}
    (program / "Pulumi.yaml").write_text(json.dumps(settings))
    running, process = start(
        "benchmark", regions=["us-east-1", "us-west-2"], account="123456789012"
    )
    try:
        state = folder / "state"
        state.mkdir()
        environment = {
            **os.environ,
            **running.environment(),
            "PULUMI_BACKEND_URL": f"file://{state}",
            "PULUMI_CONFIG_PASSPHRASE": "benchmark",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
        }
        made = ["pulumi", "stack", "init", "bench", "--non-interactive"]
        _took_s(made, program, environment)
        region = ["pulumi", "config", "set", "aws:region", "us-east-1", "--stack", "bench"]
        _took_s(region, program, environment)
        yield program, environment
    finally:
        running.stop()
        process.wait()


def _took_s(
    command: list[str], folder: Path = ROOT, environment: Mapping[str, str] | None = None
) -> float:
    """Seconds on the clock. 10 and 11 are what `openline` says of a change."""
    before_s = time.perf_counter()
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode not in (0, 10, 11):
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    return time.perf_counter() - before_s
