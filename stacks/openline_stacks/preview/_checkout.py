"""A folder as it is at a git ref, laid out elsewhere: the user's own checkout is never touched."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from openline_stacks.preview._errors import PreviewError

# Neither a password nor an editor is ever waited for.
_QUIET: Final = {"GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"}


def commit_of(folder: Path, ref: str) -> str | None:
    """The commit that a ref means here, also one that only a remote has a branch for."""
    for name in (ref, f"origin/{ref}"):
        found = _git(
            folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"
        )
        if found is not None:
            return found
    return None


def toplevel(folder: Path) -> Path | None:
    """The checkout that a folder is in."""
    found = _git(folder, "rev-parse", "--show-toplevel")
    return Path(found) if found else None


@contextmanager
def checked_out(top: Path, commit: str) -> Iterator[Path]:
    """The whole tree of a commit in a folder of its own, gone afterwards. Raises `PreviewError`.

    An index of its own is read and written out, so that the user's index, files and list of
    worktrees stay as they are.
    """
    with tempfile.TemporaryDirectory(prefix="openline-") as place:
        tree = Path(place) / top.name
        tree.mkdir()
        index = {"GIT_INDEX_FILE": str(Path(place) / "index")}
        for command in (
            ("read-tree", commit),
            ("checkout-index", "--all", "--force", f"--prefix={tree}/"),
        ):
            done = _run(top, command, index)
            if done is None or done.returncode:
                why = "" if done is None else done.stderr.strip().split("\n")[-1]
                raise PreviewError(f"--against {commit[:12]}: git cannot lay it out: {why}")
        yield tree


def _git(folder: Path, *command: str) -> str | None:
    done = _run(folder, command, {})
    return done.stdout.strip() if done is not None and done.returncode == 0 else None


def _run(
    folder: Path, command: tuple[str, ...], more: dict[str, str]
) -> subprocess.CompletedProcess[str] | None:
    """None where there is no git."""
    try:
        return subprocess.run(
            ["git", "-C", str(folder), *command],
            capture_output=True,
            encoding=sys.getfilesystemencoding(),
            errors="surrogateescape",  # a folder's name need be no text
            check=False,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **_QUIET, **more},
        )
    except OSError:
        return None
