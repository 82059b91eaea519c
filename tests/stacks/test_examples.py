"""Every example: one component by itself, built by the engine and stood up in the local AWS."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from openline_stacks.cloud import LocalAws
from openline_stacks.engine import ProgramError, preview, up
from openline_stacks.states import States

EXAMPLES = Path(__file__).parents[2] / "stacks" / "examples"
PROJECTS = sorted(
    [*EXAMPLES.rglob("Pulumi.yaml"), *EXAMPLES.parent.glob("*/Pulumi.yaml")],
    key=lambda path: path.parent.name,
)
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


@pytest.mark.parametrize("project", PROJECTS, ids=lambda path: path.parent.name)
def test_what_is_yours_is_configuration_with_a_type_and_what_it_means(project: Path) -> None:
    config = YAML(typ="safe").load(project.read_text(encoding="utf-8")).get("config", {})
    own = {key: said for key, said in config.items() if ":" not in key}
    for key, said in own.items():
        assert {"type", "description", "default"} == set(said), key
    program = project.with_name("__main__.py")
    text = program.read_text(encoding="utf-8") if program.exists() else ""
    for literal in ("123456789012", "example.net", "Z0123456789ABCDEFGHIJ"):
        assert literal not in text, f"{program}: {literal} belongs into {project}"
    for key in own:
        assert re.search(rf"""\.(get|require)\(['"]{key}['"]\)""", text), f"{key} is never read"


def test_configuration_reaches_the_resources() -> None:
    folder = EXAMPLES / "certificates"
    mine = {"domain": "help.example.org", "zone_id": "Z9"}
    states = preview(folder, config=mine)
    (first, *_) = states.of_type("aws:acm/certificate:Certificate")
    assert first.inputs["domainName"] == "help.example.org"
    assert {one.inputs["zoneId"] for one in states.of_type("aws:route53/record:Record")} == {"Z9"}
    with pytest.raises(ProgramError, match=r"config\.domain: 7 of stack 'dev' is not of the type"):
        preview(folder, config={"domain": 7})
