"""Between Pulumi's inputs and botocore's shapes: names, values, and what did not fit.

Pulumi says `cidrBlock`, AWS says `CidrBlock` (or `CIDRBlock`, or `cidr_block`): names are compared
by their lower-case letters and digits, singular equal to plural.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, TypeAlias

from openline_stacks.states import UNKNOWN

# botocore has a class for each kind of shape; its stubs know only what all have in common.
Shape: TypeAlias = Any

_NUMBERS: Final[dict[str, type[int] | type[float]]] = {
    "integer": int,
    "long": int,
    "float": float,
    "double": float,
}
_KEY_WORDS: Final = ("Key", "Name", "TagKey", "key")
LACKING: Final = "is required"  # what a fault says of a member that is not there
# Members that AWS requires and the provider sends where a program leaves them out, by structure.
_SENT: Final[Mapping[str, Mapping[str, Any]]] = {
    "CreateAuthorizerRequest": {"IdentitySource": ()},
    "EncryptionConfiguration": {"encryptionType": "AES256"},  # ECR's
    "CachePolicyConfig": {"MinTTL": 0},
    "CreateIdentityPoolInput": {"AllowUnauthenticatedIdentities": False},
    "DnsConfig": {"RoutingPolicy": "MULTIVALUE"},  # Cloud Map's
    "IdentityPool": {"AllowUnauthenticatedIdentities": False},
    "ParametersInCacheKeyAndForwardedToOrigin": {"EnableAcceptEncodingGzip": False},
    "PutClusterCapacityProvidersRequest": {
        "capacityProviders": (),
        "defaultCapacityProviderStrategy": (),
    },
    "RateBasedStatement": {"AggregateKeyType": "IP"},
}


def sent(shape: Shape) -> dict[str, Any]:
    """What the provider says in a structure of this shape where the program says nothing."""
    own = _SENT.get(shape.name, {})
    return {member: value for member, value in own.items() if member in shape.members}


@cache
def plain_name(name: str) -> str:
    """`cidrBlocks`, `CidrBlock` and `cidr_block` are one name."""
    letters = re.sub(r"[^a-z0-9]", "", name.lower())
    if letters.endswith("ies"):
        return letters[:-3] + "y"
    return letters.rstrip("s")


@cache
def camel(member: str) -> str:
    """`KMSMasterKeyID` reads `kmsMasterKeyId` in Pulumi's outputs."""
    words: list[str] = re.findall(
        r"[A-Z]+(?=[A-Z][a-z]|\b|[0-9_])|[A-Z]?[a-z0-9]+|[A-Z]+|[0-9]+", member
    )
    head, *rest = words or [member]
    return head.lower() + "".join(word[:1].upper() + word[1:].lower() for word in rest)


def plain(value: Any) -> Any:
    """JSON in Pulumi's spelling."""
    if isinstance(value, Mapping):
        return {camel(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value


def without_nulls(value: Any) -> Any:
    """Without what is null, at any depth: the provider's bridge skips it everywhere."""
    if isinstance(value, Mapping):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [without_nulls(item) for item in value if item is not None]
    return value


def whole(value: Any) -> Any:
    """Numbers arrive as floats, whole ones too."""
    return int(value) if isinstance(value, float) else value


@dataclass
class Fit:
    """Values for one structure and the input paths that found no member."""

    values: dict[str, Any] = field(default_factory=dict)
    strays: list[str] = field(default_factory=list)


def fit(shape: Shape, inputs: Mapping[str, Any], renames: Mapping[str, str] | None = None) -> Fit:
    """Fill the structure `shape` by name. `renames`: dotted input path -> member name."""
    result = Fit(sent(shape))
    _fit_into(result, shape, inputs, renames or {}, "")
    return result


def coerce(shape: Shape, value: Any, renames: Mapping[str, str] | None = None) -> Fit:
    """One value in the form `shape` asks for, in `values["value"]`."""
    result = Fit()
    result.values = {"value": _coerce(result, shape, value, renames or {}, "")}
    return result


def _fit_into(
    result: Fit, shape: Shape, inputs: Mapping[str, Any], renames: Mapping[str, str], path: str
) -> None:
    members = {plain_name(member): member for member in shape.members}
    for key, value in inputs.items():
        where = f"{path}.{key}" if path else key
        member = renames.get(_unindexed(where)) or members.get(plain_name(key))
        if member is None:
            result.strays.append(where)
        elif value is not None:
            result.values[member] = _coerce(result, shape.members[member], value, renames, where)


def _unindexed(path: str) -> str:
    return re.sub(r"\[\d+\]", "", path)


def _coerce(result: Fit, shape: Shape, value: Any, renames: Mapping[str, str], path: str) -> Any:
    if value is UNKNOWN or value is None:
        return value
    if shape.type_name == "structure":
        return _structure(result, shape, value, renames, path)
    if shape.type_name == "list":
        return _list(result, shape, value, renames, path)
    if shape.type_name == "map":
        return {
            key: _coerce(result, shape.value, item, renames, path)
            for key, item in _pairs(shape, value)
        }
    return _scalar(shape, value)


def _pairs(shape: Shape, value: Any) -> Iterator[tuple[str, Any]]:
    """A map is written as one, as the list of its pairs, or as a list of structures, each with its
    key inside: `{routeKey, throttlingBurstLimit}`."""
    if isinstance(value, Mapping):
        yield from value.items()
        return
    for entry in value:
        if shape.value.type_name != "structure":
            yield tuple(entry.values())
            continue
        key = next((word for word in entry if plain_name(word).endswith("key")), None)
        if key is not None and isinstance(entry[key], str):
            yield entry[key], {word: item for word, item in entry.items() if word != key}


def _structure(result: Fit, shape: Shape, value: Any, renames: Mapping[str, str], path: str) -> Any:
    if isinstance(value, Sequence) and not isinstance(value, str):
        if not value:
            return {}
        value = value[0]  # Pulumi writes some single structures as a list of one
        if value is UNKNOWN:
            return value
    if {"Quantity", "Items"} <= set(shape.members) and not isinstance(value, Mapping):
        value = [value]
    nested = Fit(sent(shape))
    _fit_into(nested, shape, value, renames, path)
    result.strays.extend(nested.strays)
    return nested.values


def _list(result: Fit, shape: Shape, value: Any, renames: Mapping[str, str], path: str) -> Any:
    pair = _pair_words(shape.member)
    if pair and isinstance(value, Mapping):
        key_word, value_word = pair
        return [{key_word: key, value_word: _text(value[key])} for key in value]
    items = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    return [
        _coerce(result, shape.member, item, renames, f"{path}[{index}]")
        for index, item in enumerate(items)
    ]


def _pair_words(shape: Shape) -> tuple[str, str] | None:
    """The members of a `{Key, Value}` structure, so that a mapping can be written as a list."""
    if shape.type_name != "structure":
        return None
    key = next((word for word in _KEY_WORDS if word in shape.members), None)
    value = next((word for word in ("Value", "TagValue", "value") if word in shape.members), None)
    return (key, value) if key and value else None


def _scalar(shape: Shape, value: Any) -> Any:
    number = _NUMBERS.get(shape.type_name)
    if number is not None:
        return number(value)
    if shape.type_name == "boolean":
        return value if isinstance(value, bool) else str(value).lower() == "true"
    if shape.type_name == "blob":
        return value.encode() if isinstance(value, str) else value
    return _text(value)


def _text(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value if value is UNKNOWN else str(value)


def faults_of(shape: Shape, value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Where `value` breaks the shape's own rules: (member path, what is wrong).

    botocore's validator knows required members and types only; the model files say more: enum,
    pattern, smallest and largest. Unknowns break no rule.
    """
    if value is UNKNOWN or value is None:
        return
    if shape.type_name == "structure":
        yield from _structure_faults(shape, value, path)
    elif shape.type_name == "list":
        yield from _size_faults(shape, len(value), "entries", path)
        for index, item in enumerate(value):
            yield from faults_of(shape.member, item, f"{path}[{index}]")
    elif shape.type_name == "string":
        yield from _string_faults(shape, value, path)
    elif shape.type_name in _NUMBERS:
        yield from _size_faults(shape, value, "", path)


def _structure_faults(
    shape: Shape, value: Mapping[str, Any], path: str
) -> Iterator[tuple[str, str]]:
    for member in shape.required_members:
        if member not in value:
            yield f"{path}.{member}".lstrip("."), LACKING
    for member, item in value.items():
        if member in shape.members:
            yield from faults_of(shape.members[member], item, f"{path}.{member}".lstrip("."))


def _string_faults(shape: Shape, value: str, path: str) -> Iterator[tuple[str, str]]:
    if shape.enum and value not in shape.enum:
        yield path, f"is {value!r}; AWS takes one of {', '.join(shape.enum)}"
    yield from _size_faults(shape, len(value), "characters", path)
    pattern = _pattern(shape.metadata.get("pattern"))
    if pattern is not None and not pattern.search(value):
        yield path, f"is {value!r}; AWS wants it to match {pattern.pattern}"


def _size_faults(shape: Shape, size: float, unit: str, path: str) -> Iterator[tuple[str, str]]:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    said = f"{size} {unit}".strip()
    if least is not None and size < least:
        yield path, f"is {said}; at least {least}"
    if most is not None and size > most:
        yield path, f"is {said}; at most {most}"


@cache
def _pattern(text: str | None) -> re.Pattern[str] | None:
    """None as well where the pattern is one that Python cannot compile (about 1 in 11)."""
    if text is None:
        return None
    try:
        return re.compile(text if text.startswith("^") else rf"^(?:{text})$")
    except re.error:
        return None
