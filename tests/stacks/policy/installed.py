"""The venv of the policy pack: what its requirements ask for and, as --no-deps would, our code."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[3]
PACK: Final = ROOT / "components" / "policy"
_UNREACHABLE: Final = ("NewConnectionError", "NameResolutionError", "Failed to establish")


def with_its_venv(folder: Path) -> Path:
    """The interpreter of `folder`/venv; skips where no package index can be reached."""
    made = folder / "venv" / "bin" / "python"
    venv.create(folder / "venv")
    # by the pip that is here; what is imported is compiled when it is, and most of it never
    pip = [sys.executable, "-m", "pip", "--python", str(made), "--disable-pip-version-check"]
    pip += ["--timeout", "60"]
    install = [*pip, "install", "-q", "--no-compile", "-r", str(PACK / "requirements.txt")]
    done = subprocess.run(install, capture_output=True, text=True, check=False)
    if done.returncode and any(said in done.stdout + done.stderr for said in _UNREACHABLE):
        pytest.skip("no package index can be reached")
    assert done.returncode == 0, done.stderr
    site = next((folder / "venv" / "lib").glob("python3*/site-packages"))
    (site / "openline.pth").write_text(f"{ROOT / 'components'}\n{ROOT / 'stacks'}\n")
    return made
