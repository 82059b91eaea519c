"""Two property trees to the paths at which they differ, and those at which nobody can say."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from openline_stacks.preview._model import Kind
from openline_stacks.states import UNKNOWN, UNREAD, Value

_HELD: Final = frozenset({"assets", "path", "text", "uri"})
_ASSET: Final = _HELD | {"hash", UNREAD}
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_SECRET: Final = "[secret]"
# By one of these a block in a list is told from the others: one more does not move the rest.
_KEYS: Final = ("name", "id", "key", "regionName", "originId", "setIdentifier", "metricName", "sid",
                "Sid")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Differs:
    path: str
    kind: Kind
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class Untold:
    """Both sides have it, and one of them does not say what."""

    path: str
    why: Literal["unknown", "secret", "unread"]
    before: Value


def compared(before: Value, after: Value, path: str) -> Iterator[Differs | Untold]:
    """In the order of the new tree; what was removed after what stayed."""
    if before is UNKNOWN or after is UNKNOWN:
        yield Untold(path, "unknown", before)
    elif _SECRET in (before, after):
        yield Untold(path, "secret", before)
    elif isinstance(before, Mapping) and isinstance(after, Mapping):
        both = _contents if _is_asset(before) and _is_asset(after) else _mappings
        yield from both(before, after, path)
    elif _list(before) and _list(after):
        yield from _lists(before, after, path)  # type: ignore[arg-type]
    elif not _equal(before, after):
        # what differs by its order alone may be a command's words: it is said as a whole
        yield from _inside(before, after, path) or [Differs(path, "change", before, after)]


def _is_asset(value: Mapping[str, Value]) -> bool:
    """An asset or an archive, and no tags or variables of the program's own that are called so.
    Those inside of an archive have no hash in a file of Pulumi's."""
    hash_ = value.get("hash")
    hashed = hash_ is None or (isinstance(hash_, str) and _SHA256.fullmatch(hash_) is not None)
    return hashed and not _HELD.isdisjoint(value) and set(value) <= _ASSET


def _contents(
    before: Mapping[str, Value], after: Mapping[str, Value], path: str
) -> Iterator[Differs | Untold]:
    """Two assets: by what they hold, wherever it lies; file by file where they are told so."""
    olds, news = before.get("hash"), after.get("hash")
    if UNREAD in before or UNREAD in after:
        yield Untold(path, "unread", before)
    elif not (isinstance(olds, str) and isinstance(news, str)):
        yield from _mappings(_unhashed(before), _unhashed(after), path)
    elif olds != news:
        told = [*_told(before, after, path)]
        yield from told
        if not any(isinstance(each, Differs) for each in told):
            yield Differs(path, "change", _named(before, olds), _named(after, news))


def _told(
    before: Mapping[str, Value], after: Mapping[str, Value], path: str
) -> Iterator[Differs | Untold]:
    """Which of its files, or what in its text."""
    olds, news = before.get("assets"), after.get("assets")
    if isinstance(olds, Mapping) and isinstance(news, Mapping):
        yield from _mappings(olds, news, f"{path}.assets")
    elif isinstance(before.get("text"), str) and isinstance(after.get("text"), str):
        yield from one(before["text"], after["text"], f"{path}.text")


def _unhashed(asset: Mapping[str, Value]) -> Mapping[str, Value]:
    return {key: value for key, value in asset.items() if key != "hash"}


def _named(asset: Mapping[str, Value], hash_: str) -> str:
    place = asset.get("path")
    return f"{place} (sha256 {hash_[:8]})" if place else f"sha256 {hash_[:8]}"


def _inside(before: Value, after: Value, path: str) -> list[Differs | Untold]:
    """Where two documents differ; nothing of what is none, or is too deep to be read."""
    old, new = _json(before), _json(after)
    if old is None or new is None:
        return []
    try:
        return list(compared(old, new, path))
    except RecursionError:
        return []


def absent(value: Value) -> bool:
    """A provider makes no difference between nothing, an empty list and no property."""
    return value is None or value in ("", {}, []) or (_list(value) and not value)


def _mappings(
    before: Mapping[str, Value], after: Mapping[str, Value], path: str
) -> Iterator[Differs | Untold]:
    for key in [*after, *(key for key in before if key not in after)]:
        yield from one(before.get(key), after.get(key), f"{path}.{key}" if path else key)


def one(before: Value, after: Value, path: str) -> Iterator[Differs | Untold]:
    """The same where one of them may not be there at all."""
    if absent(before) and absent(after):
        return
    if absent(before):
        yield Differs(path, "add", None, after)
    elif absent(after):
        yield Differs(path, "remove", before, None)
    else:
        yield from compared(before, after, path)


def _lists(
    before: Sequence[Value], after: Sequence[Value], path: str
) -> Iterator[Differs | Untold]:
    key = next((key for key in _KEYS if _tells(key, before) and _tells(key, after)), None)
    if key is not None:
        olds = {_of(item, key): (at, item) for at, item in enumerate(before)}
        for at, item in enumerate(after):
            _, old = olds.pop(_of(item, key), (0, None))
            yield from one(old, item, f"{path}[{at}]")
        for at, old in olds.values():
            yield Differs(f"{path}[{at}]", "remove", old, None)
        return
    if _scalars(before) and _scalars(after):
        if sorted(map(repr, before)) != sorted(map(repr, after)):
            yield Differs(path, "change", list(before), list(after))
        return
    for at in range(max(len(before), len(after))):
        old = before[at] if at < len(before) else None
        new = after[at] if at < len(after) else None
        yield from one(old, new, f"{path}[{at}]")


def _scalars(values: Sequence[Value]) -> bool:
    return all(isinstance(one, bool | int | float | str) for one in values)


def _tells(key: str, values: Sequence[Value]) -> bool:
    """Every one is a block with a value of its own for the key."""
    found = [_of(one, key) for one in values]
    return all(isinstance(one, str) for one in found) and len(set(found)) == len(found) > 0


def _of(value: Value, key: str) -> Value:
    return value.get(key) if isinstance(value, Mapping) else None


def _list(value: Value) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _equal(before: Value, after: Value) -> bool:
    """A bridge writes numbers and booleans as text where the schema says text; and JSON in a text
    is the same however it is written."""
    if before == after and isinstance(before, bool) == isinstance(after, bool):
        return True
    if isinstance(before, str) and isinstance(after, str):
        return _json(before) is not None and _json(before) == _json(after)
    return _written(before) == _written(after)


def _json(text: Value) -> Value:
    """What a text holds; None where it holds no JSON."""
    if not isinstance(text, str) or not text.lstrip().startswith(("{", "[")):
        return None
    try:
        found: Value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found


def _written(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
