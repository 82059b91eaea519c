"""`openline init`: a stack of one's own that passes at once, and nothing written over."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from openline.declaration import load
from openline_stacks.engine import bundled_stack

if TYPE_CHECKING:
    from tests.drills.cli.conftest import Refused, Run

FILES = ["Pulumi.yaml", "__main__.py", "openline.schema.json", "openline.yaml"]


def test_it_passes_the_check_and_a_drill(openline: Run, folder: Path) -> None:
    made = openline("init", "desk", "--name", "desk", "--domain", "example.com")
    assert (made.exit_code, made.err) == (0, "")
    assert made.out.splitlines()[-1] == "next: openline drill region-outage --stack desk"
    checked = openline("check", "desk")
    assert checked.exit_code == 0, checked.out
    drilled = openline("drill", "region-outage", "--stack", "desk", "--seeds", "1")
    assert drilled.exit_code == 0, drilled.out
    assert "stack desk · 1 system" in drilled.out


def test_it_is_the_starter_word_for_word_but_for_what_was_asked(
    openline: Run, folder: Path
) -> None:
    openline("init")
    starter = bundled_stack("starter")
    for name in ("__main__.py",):
        assert (folder / name).read_text() == (starter / name).read_text()
    first, *rest = (folder / "openline.yaml").read_text().splitlines()
    assert first == "# yaml-language-server: $schema=openline.schema.json"
    theirs = (starter / "openline.yaml").read_text().splitlines()
    differing = [mine for mine, own in zip(rest, theirs, strict=True) if mine != own]
    assert len(differing) == 1
    assert "--stack ." in differing[0]


def test_what_was_asked_is_declared(openline: Run, folder: Path) -> None:
    # swapped: the new primary is the starter's standby
    options = ("--name", "help", "--domain", "example.com", "--regions", "us-west-2, us-east-1")
    openline("init", "new/desk", *options)
    declared = load(folder / "new" / "desk" / "openline.yaml")
    assert (declared.stack, declared.domain) == ("help", "example.com")
    assert dict(declared.regions) == {"us-west-2": "primary", "us-east-1": "standby"}
    project = YAML(typ="safe").load(folder / "new" / "desk" / "Pulumi.yaml")
    assert project["name"] == "help"
    assert project["config"]["aws:region"]["value"] == "us-east-1"


def test_the_schema_beside_it_takes_it(openline: Run, folder: Path) -> None:
    openline("init")
    schema = json.loads((folder / "openline.schema.json").read_text())
    declared = YAML(typ="safe").load(folder / "openline.yaml")
    assert list(Draft202012Validator(schema).iter_errors(declared)) == []


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_there_is_never_written_over(
    refused: Refused, folder: Path, name: str
) -> None:
    (folder / name).write_text("mine")
    assert refused("init") == [
        f"{name}: is there already; nothing was written; name another folder"
    ]
    assert (folder / name).read_text() == "mine"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--regions", "us-east-1"], "two regions are needed"),
        (["--regions", "a,b,c"], "two regions are needed"),
        (["--regions", "us-east-1,us-east-1"], "us-east-1"),
        (["--regions", "moon-1,us-east-1"], "moon-1"),
        (["--domain", "no domain"], "domain"),
        (["--domain", "x\nsystems: {}"], "domain"),
        (["--name", "A b: {c"], "stack"),
        (["--name", ""], "stack"),
    ],
)
def test_what_cannot_be_a_stack_is_refused_and_nothing_written(
    refused: Refused, arguments: list[str], said: str
) -> None:
    assert said in " ".join(refused("init", "desk", *arguments))


def test_a_folder_that_is_a_file_is_refused(refused: Refused, folder: Path) -> None:
    (folder / "desk").write_text("")
    (line,) = refused("init", "desk")
    assert line.startswith("desk: cannot be written to: ")
