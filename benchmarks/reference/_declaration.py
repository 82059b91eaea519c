"""On the page of the declaration: every default, as one would write it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from benchmarks.reference._markdown import between
from openline.declaration import schema


def text(shown: str) -> str:
    return between(shown, "defaults", "\n".join(["```yaml", *_lines(), "```"]))


def _lines() -> Iterator[str]:
    for name, field in schema()["properties"].items():
        default = field.get("default")
        if name == "defaults":
            yield "defaults:"
            yield from (f"  {key}: {_written(value)}" for key, value in default.items() if value)
        elif default not in (None, {}, [], {"provider": None}):
            yield f"{name}: {_written(default)}"


def _written(value: Any) -> str:
    """In one line of YAML, without what is not given."""
    if isinstance(value, Mapping):
        given = (f"{key}: {_written(one)}" for key, one in value.items() if one is not None)
        return f"{{{', '.join(given)}}}"
    if isinstance(value, bool):
        return "on" if value else "off"
    return value if isinstance(value, str) and ": " not in value else json.dumps(value)
