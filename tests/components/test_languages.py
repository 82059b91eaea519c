"""The same stack in Python, TypeScript, Go and YAML, held against the schema of the components."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from openline_stacks.engine import preview

ROOT = Path(__file__).parents[2]
LANGUAGES = ROOT / "stacks" / "examples" / "languages"
STACK: Any = json.loads((ROOT / "components" / "schema.json").read_text())["resources"][
    "openline:index:CustomerServiceStack"
]


def _text(*names: str) -> str:
    return LANGUAGES.joinpath(*names).read_text()


def test_python_declares_the_stack() -> None:
    states = preview(LANGUAGES / "python")
    assert len(states.of_type("openline:index:CustomerServiceStack")) == 1


def test_typescript_knows_only_what_the_schema_has() -> None:
    text = _text("typescript", "openline.ts")
    outputs = set(re.findall(r"declare public readonly (\w+): pulumi.Output<", text))
    assert outputs
    assert outputs <= set(STACK["properties"])
    assert set(re.findall(r"^            (\w+): undefined,$", text, re.MULTILINE)) == outputs
    args = re.search(r"Args \{(.*?)\n\}", text, re.DOTALL)
    assert args is not None
    assert re.findall(r"^    (\w+)\??: ", args[1], re.MULTILINE) == list(STACK["inputProperties"])


def test_go_knows_only_what_the_schema_has() -> None:
    text = _text("go", "openline.go")
    outputs = set(re.findall(r'`pulumi:"(\w+)"`', text))
    assert outputs
    assert outputs <= set(STACK["properties"])
    assert re.findall(r'pulumi.Map\{"(\w+)":', text) == STACK["requiredInputs"]


def test_yaml_gives_what_the_schema_takes() -> None:
    program = YAML(typ="safe").load(_text("yaml", "Pulumi.yaml"))
    support = program["resources"]["support"]
    assert support["type"] == "openline:index:CustomerServiceStack"
    assert list(support["properties"]) == STACK["requiredInputs"]
    assert (LANGUAGES / "yaml" / support["properties"]["declaration"]["fn::readFile"]).is_file()
    for output in program["outputs"].values():
        assert output.removeprefix("${support.").removesuffix("}") in STACK["properties"]


@pytest.mark.skipif(shutil.which("gofmt") is None, reason="no Go here")
def test_go_is_formatted() -> None:
    done = subprocess.run(
        ["gofmt", "-l", LANGUAGES / "go"], capture_output=True, text=True, check=True
    )
    assert done.stdout == ""
