"""Values as Pulumi writes them into previews and exports, read into the model's own.

An unknown is a sentinel text there, a secret a text or a mapping with a signature, and what the
provider filled in is listed beside what the program said.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from openline_stacks.states._errors import StatesError
from openline_stacks.states._marks import (
    ELIDED,
    OUTPUT,
    REDACTED,
    RESOURCE,
    SECRET,
    SIGNATURE,
    UNKNOWN_TEXT,
    number,
)
from openline_stacks.states._model import UNKNOWN, Value
from openline_stacks.states._secrets import secret_by_name

# Kept by the bridge for itself: which inputs are the provider's, and its own schema's notes.
_DEFAULTS: Final = "__defaults"
_BRIDGE: Final = frozenset({_DEFAULTS, "__meta"})
# A firewall's rules nest some twenty deep. Whoever looks into a property does so by recursion.
_DEEPEST: Final = 100


@dataclass(slots=True)
class Reading:
    """What one property tree held besides its values, as paths."""

    secrets: list[str] = field(default_factory=list)
    defaulted: list[str] = field(default_factory=list)


def read_mapping(
    raw: Mapping[str, Any], where: str, secret: Collection[str] = ()
) -> tuple[dict[str, Value], Reading]:
    """A resource's inputs or outputs, keys sorted. `secret`: keys of which the file says elsewhere
    that they are. Raises `StatesError`."""
    reading = Reading()
    hidden = {key: REDACTED for key in secret if key in raw and raw[key] != UNKNOWN_TEXT}
    try:
        return _fields({**raw, **hidden}, "", reading, 0), reading
    except _TooDeepError:
        raise StatesError(f"{where}: nested deeper than anything that Pulumi writes") from None


class _TooDeepError(Exception):
    pass


def _value(raw: Any, path: str, reading: Reading, depth: int) -> Value:
    if depth > _DEEPEST:
        raise _TooDeepError
    if isinstance(raw, str):
        return _text(raw, path, reading)
    if isinstance(raw, Mapping):
        return _mapping(raw, path, reading, depth)
    if isinstance(raw, list):
        return [_value(one, f"{path}[{at}]", reading, depth + 1) for at, one in enumerate(raw)]
    if isinstance(raw, float):
        return number(raw)
    value: Value = raw
    return value


def _text(raw: str, path: str, reading: Reading) -> Value:
    if raw == UNKNOWN_TEXT:
        return UNKNOWN
    if raw == REDACTED:
        reading.secrets.append(path)
    return raw


def _mapping(raw: Mapping[str, Any], path: str, reading: Reading, depth: int) -> Value:
    signature = raw.get(SIGNATURE)
    if signature is None:
        return _fields(raw, path, reading, depth)
    if signature == SECRET or (signature == OUTPUT and raw.get("secret")):
        reading.secrets.append(path)
        return REDACTED
    if signature == OUTPUT:
        return _value(raw.get("value", UNKNOWN_TEXT), path, reading, depth + 1)
    if signature == RESOURCE:
        # as the engine hands it to a provider: the id, of a component the URN
        return _value(raw.get("id") or raw.get("urn"), path, reading, depth + 1)
    kept = {k: UNKNOWN_TEXT if v == ELIDED else v for k, v in raw.items() if k != SIGNATURE}
    return _fields(kept, path, reading, depth)  # an asset or an archive


def _fields(raw: Mapping[str, Any], path: str, reading: Reading, depth: int) -> dict[str, Value]:
    filled = raw.get(_DEFAULTS)
    for key in filled if isinstance(filled, list) else ():
        reading.defaulted.append(f"{path}.{key}" if path else str(key))
    return {
        key: _value(_hidden(key, raw, path), f"{path}.{key}" if path else key, reading, depth + 1)
        for key in sorted(raw)
        if key not in _BRIDGE
    }


def _hidden(key: str, raw: Mapping[str, Any], path: str) -> Any:
    value = raw[key]
    plain = isinstance(value, str | list) and value not in ("", [], UNKNOWN_TEXT)
    return REDACTED if plain and secret_by_name(key, raw, path.rpartition(".")[2]) else value
