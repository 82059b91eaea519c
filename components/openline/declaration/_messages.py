"""What pydantic found, in the words of the person who wrote the file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from openline.declaration._errors import Mistake, Path, nearest
from openline.declaration._paths import known_keys
from openline.declaration._quantities import shown

_EXAMPLES: Final = {
    "openline": "openline: 1",
    "stack": "stack: retail",
    "account": 'account: "123456789012"',
    "domain": "domain: shop.example.net",
    "zone_id": "zone_id: Z0123456789ABCDEFGHIJ",
    "regions": "regions: {us-east-1: primary, us-west-2: standby}",
    "zones": "zones: {us-east-1: [a, b, c], us-west-2: [a, b, c]}",
    "network": "network: {us-east-1: 10.20.0.0/16, us-west-2: 10.30.0.0/16}",
    "systems": "systems: with a system below it",
    "demand": "demand: {steady: 120/s, peak: 500/s}",
    "steady": "steady: 120/s",
    "peak": "peak: 500/s",
    "rto": "rto: 15m",
    "on": "on: and the name of a system",
}
_MAPPING: Final = ("model_type", "model_attributes_type", "dict_type", "mapping_type")
_LIST: Final = ("tuple_type", "list_type")


def mistakes_of(errors: Sequence[ErrorDetails], root: type[BaseModel]) -> list[Mistake]:
    """Pydantic's errors as mistakes at their paths. One slip is one mistake: a key that is missing
    because it was mistyped is not missing, and what follows from a wrong name is not said."""
    found = [(error["type"], _mistake(error, root)) for error in errors]
    meant = {
        (*one.path[:-1], one.right.split('"')[1])
        for kind, one in found
        if kind == "extra_forbidden" and '"' in one.right
    }
    misnamed = {_path(error) for error in errors if error["loc"][-1:] == ("[key]",)}
    return [
        one
        for kind, one in found
        if not (kind == "missing" and one.path in meant)
        and not (one.path[-1:] == ("host",) and one.path[:-1] in misnamed)
    ]


def _mistake(error: ErrorDetails, root: type[BaseModel]) -> Mistake:
    path = _path(error)
    return Mistake(path, *_words(error, path, root))


def _path(error: ErrorDetails) -> Path:
    return tuple(part for part in error["loc"] if part != "[key]")


def _words(error: ErrorDetails, path: Path, root: type[BaseModel]) -> tuple[str, str]:
    kind, value, context = error["type"], error["input"], error.get("ctx", {})
    key = str(path[-1]) if path else ""
    if kind == "openline":
        return str(context.get("wrong", error["msg"])), str(context.get("right", ""))
    if kind == "missing":
        return "missing", f"add {_EXAMPLES.get(key, key)}"
    if kind == "extra_forbidden":
        return "unknown key", nearest(key, known_keys(root, path[:-1]))
    if kind == "literal_error":
        return f"{shown(value)} is not known here", f"write {_choices(context)}"
    if kind in _MAPPING:
        return f"{_named(value)} where a mapping belongs", _example_keys(path, root)
    if kind in _LIST:
        return f"{_named(value)} where a list belongs", "write its items in [ ]"
    if kind.startswith("bool"):
        return f"{shown(value)} is neither true nor false", "write true or false"
    return f"{shown(value)} cannot stand here", error["msg"]


def _choices(context: dict[str, Any]) -> str:
    return str(context.get("expected", "another word")).replace("'", "")


def _example_keys(path: Path, root: type[BaseModel]) -> str:
    keys = known_keys(root, path)
    return f"write keys below it: {', '.join(keys)}" if keys else "write names with values below it"


def _named(value: object) -> str:
    if value is None:
        return "nothing"
    return "a list" if isinstance(value, list) else shown(value)
