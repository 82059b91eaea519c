"""The format itself: its JSON Schema for editors, and every path that an override can name."""

from __future__ import annotations

from typing import Any

from openline.declaration._base import Model
from openline.declaration._declaration import Declaration
from openline.declaration._paths import paths, tree


def schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of openline.yaml, short forms included."""
    built = Declaration.model_json_schema(by_alias=True)
    parts = built["$defs"]
    _write_defaults(parts)
    for part in ("Operation", "Store"):
        _also(parts, part, {"type": "null"})
    _also(parts, "Entry", {"enum": parts["Entry"]["properties"]["kind"]["enum"]})
    _also(parts, "Need", {"type": "string"})
    _also(parts, "Backups", {"enum": ["off", False]})
    places = parts["Residency"]["properties"]["within"]
    parts["Residency"]["properties"]["within"] = {"anyOf": [places, {"type": "string"}]}
    _also(parts, "Residency", {"type": "string"}, places)
    system = parts["System"]["properties"]
    for section in ("stores", "needs"):
        system[section] = {"anyOf": [system[section], {"type": "null"}]}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **built}


def settable_paths() -> tuple[str, ...]:
    """Every path of the format, sorted; `<name>` stands for what a person chooses."""
    return tuple(sorted(".".join(path) for path in paths(tree(Declaration))))


def _write_defaults(parts: dict[str, Any]) -> None:
    """Each default as it is written: pydantic has it in our own units, which no file takes."""
    for kind in Model.__subclasses__():
        if kind.__name__ in parts and not any(f.is_required() for f in kind.model_fields.values()):
            written = kind().model_dump(mode="json", by_alias=True)
            for name, field in parts[kind.__name__]["properties"].items():
                if "default" in field:
                    field["default"] = written[name]


def _also(parts: dict[str, Any], name: str, *short: dict[str, Any]) -> None:
    parts[name] = {"anyOf": [parts[name], *short]}
