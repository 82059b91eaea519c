"""Where the reference stack lies: in the package when installed, beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

import openline_stacks


def reference_stack() -> Path:
    """The folder of the reference stack, retail. Raises `FileNotFoundError` if it is not there."""
    package = Path(openline_stacks.__file__).parent
    for folder in (package / "retail", package.parent / "retail"):
        if (folder / "openline.yaml").is_file():
            return folder
    raise FileNotFoundError(f"no reference stack in {package} or beside it; reinstall openline")
