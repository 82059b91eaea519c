"""The page of the schemas: every field of what people write and of what commands print as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from benchmarks.reference._markdown import code, page, paragraphs, table
from openline_drills.cli._schema import Of, schema_text

_HEAD: Final = """\
# Schemas

The same as JSON Schema (2020-12), for editors and programs: `openline schema NAME` prints one. A
field's meaning never changes within a `schema_version`; new fields may come.
"""


def text() -> str:
    return page(_lines())


def _lines() -> Iterator[str]:
    yield _HEAD
    for of in Of:
        schema = json.loads(schema_text(of))
        yield f"## {of.value}\n"
        yield f"[{of.value}.schema.json]({of.value}.schema.json). {_says(schema)}\n"
        yield from _fields(schema)
        for name, part in schema.get("$defs", {}).items():
            yield f"### {of.value}: {_spoken(name)}\n\n{_says(part)}\n"
            yield from _fields(part)


def _fields(part: Mapping[str, Any]) -> Iterator[str]:
    whole = next((one for one in _ways(part) if "properties" in one), {})
    needed = whole.get("required", ())
    rows = (
        (code(name), _type(field), _default(name, field, needed), _says(field))
        for name, field in whole.get("properties", {}).items()
    )
    yield from table(("field", "is", "default", "means"), rows)
    others = [_type(one) for one in _ways(part) if "properties" not in one]
    if others and whole:
        yield f"Or, in short: {', '.join(others)}.\n"
    elif others:
        yield f"{', or '.join(others)}.\n"


def _ways(part: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The shapes that it may have: one, or those that it is any of."""
    return [one for one in part.get("anyOf", [part]) if one.get("type") != "null"]


def _type(field: Mapping[str, Any]) -> str:
    if "$ref" in field:
        return _spoken(field["$ref"].rpartition("/")[2])
    if "const" in field:
        return code(json.dumps(field["const"]))
    if "enum" in field:
        return ", ".join(code(_word(one)) for one in field["enum"])
    if "anyOf" in field:
        return " or ".join(dict.fromkeys(map(_type, field["anyOf"])))
    match field.get("type"):
        case "array":
            return f"list of {_type(field.get('items', {}))}"
        case "object" if isinstance(field.get("additionalProperties"), dict):
            return f"name to {_type(field['additionalProperties'])}"
        case str(word):
            return {"null": "nothing", "string": "text", "boolean": "true or false"}.get(word, word)
    return "anything"


def _default(name: str, field: Mapping[str, Any], needed: list[str]) -> str:
    if name in needed:
        return "needed"
    default = field.get("default")
    if default in (None, {}, []):
        return ""
    return "as below" if isinstance(default, dict) else code(_word(default))


def _word(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _spoken(name: str) -> str:
    return name.removesuffix("Model")


def _says(part: Mapping[str, Any]) -> str:
    own = part.get("description") or next(
        (one["description"] for one in _ways(part) if "description" in one), ""
    )
    return paragraphs(own)
