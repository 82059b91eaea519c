"""The folder of one run: `result.json`, `run.json` and what else the caller keeps."""

from __future__ import annotations

import getpass
import json
import os
import platform
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

from openline_drills.masked import masked
from openline_drills.result._models import Result

RESULT: Final = "result.json"
RUN: Final = "run.json"
DETAILS: Final = "details.json"
JOURNAL: Final = "journal.jsonl"
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
        write_whole(folder / name, text)
    told = json.dumps(run, ensure_ascii=False, indent=2, sort_keys=True, default=str)
    write_whole(folder / RUN, told + "\n")
    write_whole(folder / RESULT, result.to_json())


def write_whole(path: Path, text: str) -> None:
    """The file appears with all of its text or not at all. Raises `OSError`."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def describe_run(
    command: Sequence[str], started_at: datetime, ended_at: datetime, wall_s: float
) -> dict[str, Any]:
    """What the result leaves out on purpose."""
    return {
        "command": [masked(each) for each in command],
        "commit": _git("rev-parse", "HEAD"),
        "ended_at": ended_at.isoformat(timespec="seconds"),
        "machine": {
            "cpus": os.cpu_count(),
            "platform": platform.platform(),
            "python": sys.version.split()[0],
        },
        "operator": _operator(),
        "started_at": started_at.isoformat(timespec="seconds"),
        "uncommitted_changes": _uncommitted(),
        "versions": {package: _version(package) for package in _PACKAGES},
        "wall_s": round(wall_s, 3),
    }


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _operator() -> str | None:
    """Whose account ran it: a container's may have no name."""
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):
        return None


def _uncommitted() -> bool | None:
    changed = _git("status", "--porcelain", "--untracked-files=no")
    return None if changed is None else bool(changed)


def _git(*asked: str) -> str | None:
    """Of the repository one stands in: that is where the stack is."""
    try:
        answer = subprocess.run(
            ["git", *asked], capture_output=True, text=True, timeout=5, check=True
        )
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return None
    return answer.stdout.strip()
