"""What of a topology changed, field by field, each with the resource and property it came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Final

from openline_stacks.states import SourcePosition
from openline_stacks.topology import Source, Topology

# Names of resources, and what is about them: no property of the recovery.
_LEFT_OUT: Final = frozenset(
    {"account", "alarm", "alarm_name", "children", "declaration_digest", "dimensions", "group_name"}
    | {"id", "not_understood", "path_urns", "resources", "sources", "table_name", "urn", "zone_id"}
    | {"group", "stack"}
)
# What tells the members of a list apart; the first that a member has.
_KEYS: Final = ("on", "leaves", "disruption", "region", "name")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """`path` as in `Topology.sources`; None: there is no such field on that side."""

    path: str
    before: object
    after: object
    source: Source | None
    at: SourcePosition | None = None

    @property
    def system(self) -> str | None:
        parts = self.path.split(".")
        return parts[1] if parts[0] == "systems" else None


def field_changes(
    before: Topology, after: Topology, lines: Mapping[str, SourcePosition | None]
) -> tuple[FieldChange, ...]:
    """`lines`: URN -> the user's line that made the resource."""
    olds, news = dict(_flat(before, "")), dict(_flat(after, ""))
    changes = []
    for path in [*news, *(path for path in olds if path not in news)]:
        if olds.get(path) == news.get(path):
            continue
        where = after if path in news else before
        source = where.source(path)
        at = lines.get(source.urn) if source else None
        changes.append(FieldChange(path, olds.get(path), news.get(path), source, at))
    return tuple(changes)


def _flat(value: object, path: str) -> Iterator[tuple[str, object]]:
    if is_dataclass(value):
        for each in fields(value):
            if each.name not in _LEFT_OUT:
                yield from _flat(getattr(value, each.name), f"{path}.{each.name}".lstrip("."))
    elif isinstance(value, Mapping):
        for key in sorted(value):
            yield from _flat(value[key], f"{path}.{key}")
    elif isinstance(value, tuple) and any(map(is_dataclass, value)):
        for at, one in enumerate(value):
            yield from _flat(one, f"{path}.{_key(one, at)}")
    else:
        yield path, _named(path, value)


def _key(one: object, at: int) -> str:
    """Of a health check its resource's name, of a population its region as well."""
    urn, kind = getattr(one, "urn", None), getattr(one, "kind", None)
    if urn is not None and kind in ("endpoint", "metric", "calculated"):
        return str(urn).rpartition("::")[2]
    found = next((getattr(one, key) for key in _KEYS if getattr(one, key, None)), at)
    if hasattr(one, "hold_s"):
        return f"{getattr(one, 'name', at)} {found}"
    return str(found)


def _named(path: str, value: object) -> object:
    """A URN as the name of its resource: the rest of it changes with a stack's name."""
    if path.endswith(".check") and isinstance(value, str):
        return value.rpartition("::")[2]
    return value
