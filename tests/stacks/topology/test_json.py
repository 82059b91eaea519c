"""The printed topology is plain JSON with a version, the same for the same stack."""

import json
from collections.abc import Callable
from dataclasses import fields

from openline.declaration import Declaration
from openline_stacks.states import States
from openline_stacks.topology import SCHEMA_VERSION, Topology, read, to_json


def test_it_is_plain_json_with_every_field(
    build: Callable[..., States], declare: Callable[..., Declaration]
) -> None:
    found = to_json(read(build(declare())))
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert found["schema_version"] == SCHEMA_VERSION
    assert list(found)[1:] == [field.name for field in fields(Topology)]


def test_what_was_not_understood_has_urn_property_and_why(
    build: Callable[..., States], declare: Callable[..., Declaration]
) -> None:
    states = build(declare())
    rest = States(tuple(s for s in states.resources if not s.type.endswith(":Table")))
    doubts = to_json(read(rest))["not_understood"]
    assert isinstance(doubts, list)
    assert isinstance(doubts[0], dict)
    assert set(doubts[0]) == {"urn", "property", "why"}
