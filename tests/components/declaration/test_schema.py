"""The format tells editors what it takes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from openline.declaration import DeclarationError, parse, schema, settable_paths

ROOT = Path(__file__).parents[3]
STACKS = ("retail", "starter", "eu-residency")


@pytest.fixture(scope="module")
def editor() -> Draft202012Validator:
    """What an editor has: the schema, and nothing of ours."""
    return Draft202012Validator(schema())


def read(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text)


def declared(stack: str) -> str:
    return (ROOT / "stacks" / stack / "openline.yaml").read_text(encoding="utf-8")


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("stack", STACKS)
def test_an_editor_takes_every_stack_that_comes_with_openline(
    editor: Draft202012Validator, stack: str
) -> None:
    assert [error.message for error in editor.iter_errors(read(declared(stack)))] == []


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("domain: desk.example.net", "domain: desk.example.net\nresidency: us"),
        ("domain: desk.example.net", "domain: desk.example.net\nresidency: [us]"),
        (
            "domain: desk.example.net",
            "domain: desk.example.net\nresidency: {within: us, except: {us-east-1: [alarms]}}",
        ),
        ("backups: {every: 1w, keep: 28d, keep_copy: 28d}", "backups: off"),
        ("    stores: {tickets: {}}", "    entry: cname\n    needs:\n    stores: {tickets: }"),
    ],
)
def test_an_editor_takes_the_short_forms_that_the_reader_takes(
    editor: Draft202012Validator, was: str, becomes: str
) -> None:
    text = declared("starter")
    assert was in text
    text = text.replace(was, becomes)
    parse(text)
    assert [error.message for error in editor.iter_errors(read(text))] == []


@pytest.mark.parametrize(
    ("was", "becomes", "where"),
    [
        ("stack: starter", "stak: starter", "$"),
        ("stack: starter", "stack: [starter]", "$.stack"),
        ("us-west-2: standby}", "us-west-2: spare}", "$.regions"),
        ("strategy: pilot-light", "strategy: hope", "$.strategy"),
        ("{decision: 10m}", "{decision: soon}", "$.failover.decision"),
        ("peak: 40/s}", "peak: 40/fortnight}", "$.systems['support-desk'].demand.peak"),
        ("peak: 40/s}", "paek: 40/s}", "$.systems['support-desk'].demand"),
        ("share: 10%,", "share: most,", "$.systems['support-desk'].operations['open-ticket']"),
        ("openline: 1", "openline: 2", "$.openline"),
    ],
)
def test_an_editor_marks_the_mistake_that_the_reader_refuses(
    editor: Draft202012Validator, was: str, becomes: str, where: str
) -> None:
    text = declared("starter")
    assert was in text
    text = text.replace(was, becomes, 1)
    with pytest.raises(DeclarationError):
        parse(text)
    assert any(error.json_path.startswith(where) for error in editor.iter_errors(read(text))), (
        "the editor shows nothing there"
    )


def test_the_schema_is_json_and_knows_the_words_of_the_file() -> None:
    built = json.loads(json.dumps(schema()))
    assert {"systems", "defaults", "regions"} <= built["properties"].keys()
    assert set(built["required"]) >= {"openline", "stack", "systems"}
    assert built["additionalProperties"] is False
    demand = built["$defs"]["Demand"]["properties"]
    assert demand.keys() == {"steady", "peak"}
    assert {"type": "number"} in demand["steady"]["anyOf"]


def test_short_forms_are_in_the_schema() -> None:
    parts = schema()["$defs"]
    kinds = ["alias", "cname", "edge", "accelerator"]
    assert {"enum": kinds} in parts["Entry"]["anyOf"]
    assert {"type": "string"} in parts["Need"]["anyOf"]


def defaults(part: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Where there is a default, what it must be like, and the default."""
    if isinstance(part, dict):
        if "default" in part:
            yield path, {key: part[key] for key in part if key != "default"}, part["default"]
        for key, value in part.items():
            yield from defaults(value, f"{path}/{key}")
    elif isinstance(part, list):
        for at, value in enumerate(part):
            yield from defaults(value, f"{path}/{at}")


def test_every_default_that_an_editor_offers_can_be_written() -> None:
    built = schema()
    found = list(defaults(built))
    assert len(found) > 40
    for path, like, default in found:
        editor = Draft202012Validator({**like, "$defs": built["$defs"]})
        assert [error.message for error in editor.iter_errors(default)] == [], path


def test_what_an_editor_shows_speaks_of_keys_that_one_can_write() -> None:
    """Not of our own names with units, which no file takes."""
    built = json.dumps(schema())
    said = " ".join(re.findall(r'"description": "((?:[^"\\\\]|\\\\.)*)"', built))
    spelled = set(re.findall(r"`([a-z]+(?:_[a-z]+)+)`", said))
    assert spelled
    assert spelled <= {part for path in settable_paths() for part in path.split(".")}
