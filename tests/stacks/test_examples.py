"""Every example: one component by itself, built by the engine and stood up in the local AWS."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from openline_stacks.cloud import LocalAws
from openline_stacks.engine import up
from openline_stacks.states import States

EXAMPLES = Path(__file__).parents[2] / "stacks" / "examples"
NAMES = sorted(folder.name for folder in EXAMPLES.iterdir() if (folder / "__main__.py").exists())


@pytest.fixture(scope="module")
def cloud() -> Iterator[LocalAws]:
    """One for all of them: what it costs to open is more than what they cost."""
    with LocalAws() as opened:
        yield opened


def components(states: States) -> set[str]:
    types = (state.type for state in states.resources)
    return {type_.rsplit(":", 1)[-1] for type_ in types if type_.startswith("openline:")}


def imported(folder: Path) -> set[str]:
    tree = ast.parse((folder / "__main__.py").read_text(encoding="utf-8"))
    found = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    return {name.name for node in found if node.module == "openline" for name in node.names}


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_built_and_stood_up_by_itself(name: str, cloud: LocalAws) -> None:
    folder = EXAMPLES / name
    states = up(folder, cloud)
    assert components(states) == imported(folder)  # what it imports it uses, and nothing whole
    assert "CustomerServiceStack" not in components(states)
    assert states.stack_outputs  # and shows what came of it
    for state in states.resources:
        if state.type.startswith("aws:") and "region" in state.inputs:
            assert state.region or state.inputs["region"], state.urn


@pytest.mark.parametrize("name", NAMES)
def test_its_project_is_named_after_it_and_says_what_it_is(name: str) -> None:
    text = (EXAMPLES / name / "Pulumi.yaml").read_text(encoding="utf-8")
    assert text.startswith(f"name: openline-example-{name}\n")
    assert "\ndescription: " in text
    assert len((EXAMPLES / name / "__main__.py").read_text().splitlines()) < 90
