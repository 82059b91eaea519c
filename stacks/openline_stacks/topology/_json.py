"""A topology as plain JSON values: what `openline topology --format json` prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Final

from openline_stacks.topology._model import Topology

# Grows when a field is renamed, removed or changes its meaning; a new field alone does not count.
SCHEMA_VERSION: Final = 1

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


def to_json(topology: Topology) -> dict[str, Json]:
    """Keys are the model's field names, in its order; `null` where nothing is known."""
    plain = _plain(topology)
    assert isinstance(plain, dict)
    return {"schema_version": SCHEMA_VERSION, **plain}


def _plain(value: object) -> Json:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(value[key]) for key in sorted(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"a topology holds no {type(value).__name__}")
