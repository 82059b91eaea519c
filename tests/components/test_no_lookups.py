"""A program asks AWS nothing while it runs: a preview needs no credentials, and an up in an outage
no region that is dark."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

COMPONENTS = Path(__file__).parents[2] / "components" / "openline"
MODULES = sorted(path for path in COMPONENTS.rglob("*.py") if "declaration" not in path.parts)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_no_component_looks_anything_up(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called = (ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call))
    ours = [name for name in called if name.startswith(("aws.", "pulumi."))]
    assert not [name for name in ours if ".get_" in name or ".invoke" in name]
