"""Where the bundled stacks lie: in the package when installed, beside it in a checkout."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import openline_stacks

REFERENCE: Final = "retail"
BUNDLED: Final = ("eu-residency", REFERENCE, "starter")


def bundled_stack(name: str) -> Path:
    """The folder of a stack that comes with Openline. Raises `FileNotFoundError` if it is not
    there."""
    package = Path(openline_stacks.__file__).parent
    for folder in (package / name, package.parent / name):
        if name in BUNDLED and (folder / "openline.yaml").is_file():
            return folder
    raise FileNotFoundError(f"no stack {name} in {package} or beside it; reinstall openline")


def reference_stack() -> Path:
    """The folder of the reference stack, retail. Raises `FileNotFoundError` if it is not there."""
    return bundled_stack(REFERENCE)
