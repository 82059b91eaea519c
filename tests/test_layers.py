"""The contract on imports names every component: a new one cannot be forgotten."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
OPEN = {"contract", "declaration"}  # what readers may import


def test_every_component_is_closed_to_readers() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (closed,) = (
        set(contract["forbidden_modules"])
        for contract in settings["tool"]["importlinter"]["contracts"]
        if contract["type"] == "forbidden"
    )
    entries = (ROOT / "components" / "openline").iterdir()
    names = {path.stem for path in entries if path.suffix == ".py" or path.is_dir()}
    modules = {name for name in names if not name.startswith("__")} - OPEN
    assert closed == {f"openline.{name}" for name in modules}
