"""The format tells editors what it takes."""

from __future__ import annotations

import json

from openline.declaration import schema


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
    assert {"enum": ["alias", "cname"]} in parts["Entry"]["anyOf"]
    assert {"type": "string"} in parts["Need"]["anyOf"]
