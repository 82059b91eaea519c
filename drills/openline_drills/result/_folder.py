"""The folder of one run: `result.json`, `run.json` and what else the caller keeps."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

from openline_drills.result._models import Result

RESULT: Final = "result.json"
RUN: Final = "run.json"
_PACKAGES: Final = (
    "openline",
    "boto3",
    "botocore",
    "chaostoolkit",
    "chaostoolkit-lib",
    "moto",
    "numpy",
    "pulumi",
    "pulumi-aws",
    "pydantic",
)


def write_run_folder(
    folder: Path,
    result: Result,
    run: Mapping[str, Any],
    files: Mapping[str, str] | None = None,
) -> None:
    """Each file appears whole or not at all, `result.json` last: where it stands, all stands.

    `files`: name -> text of further files. Raises `OSError` where the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    # an older result must not stand beside a newer run
    (folder / RESULT).unlink(missing_ok=True)
    for name, text in sorted((files or {}).items()):
        _write_whole(folder / name, text)
    told = json.dumps(run, ensure_ascii=False, indent=2, sort_keys=True, default=str)
    _write_whole(folder / RUN, told + "\n")
    _write_whole(folder / RESULT, result.to_json())


def _write_whole(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def describe_run(command: Sequence[str], started_at: str, wall_s: float) -> dict[str, Any]:
    """What the result leaves out on purpose. `started_at`: ISO 8601."""
    return {
        "command": list(command),
        "commit": _commit(),
        "machine": {
            "cpus": os.cpu_count(),
            "platform": platform.platform(),
            "python": sys.version.split()[0],
        },
        "started_at": started_at,
        "versions": {package: _version(package) for package in _PACKAGES},
        "wall_s": round(wall_s, 3),
    }


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _commit() -> str | None:
    """Of the repository one stands in: that is where the stack is."""
    try:
        asked = subprocess.run(
            ["git", "rev-parse", "HEAD"], capture_output=True, text=True, timeout=5, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return asked.stdout.strip()
