"""Each rule's example as a program would write it: what breaks the rule, and what does not.

The examples are those that the rules are tested with (`examples.yaml`): what is shown as broken is
found, and what is shown as mended is not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML

from openline_stacks.states import UNREAD

_FILE: Final = Path(__file__).with_name("examples.yaml")
_WIDTH: Final = 96
_MANY: Final = 12
# Inputs of a user's own keys: they are written as they are.
_FREE: Final = frozenset({"dimensions", "tags"})
_HUMPS: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
# What of another resource an input takes; the first that its name ends with.
_TAKES: Final = (("Arn", "arn"), ("Arns", "arn"), ("Configs", "arn"), ("Actions", "arn"),
                 ("bucket", "bucket"), ("Name", "name"), ("zoneId", "zone_id"))  # fmt: skip
_KEYWORDS: Final = frozenset({"lambda"})

Resources = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Written:
    """An example as it is written. `fine`: what to change, by resource; None takes away."""

    broken: Resources
    at: str
    fine: Mapping[str, Any]

    @property
    def mended(self) -> Resources:
        after = {name: dict(written) for name, written in self.broken.items()}
        for name, change in self.fine.items():
            if change is None:
                del after[name]
                continue
            merged = {**after.get(name, {}), **change}
            after[name] = {key: value for key, value in merged.items() if value is not None}
        return after


@dataclass(frozen=True, slots=True)
class Snippets:
    """In Python; `...` is what does not matter. `good`: only what is written otherwise."""

    bad: str
    good: str


@cache
def written_examples() -> Mapping[str, Written]:
    """Rule -> its example, in the order of the rules."""
    read: Any = YAML(typ="safe").load(_FILE.read_text(encoding="utf-8"))
    return {rule: Written(one["broken"], one["at"], one["fine"]) for rule, one in read.items()}


def snippets(rule: str) -> Snippets:
    example = written_examples()[rule]
    changed = {
        name: written
        for name, written in example.mended.items()
        if example.broken.get(name) != written
    }
    bad = _program(example.broken, example.broken)
    good = _program(changed, example.mended)
    gone = [name for name in example.broken if name not in example.mended]
    kept = "\n".join(filter(None, [good, *(f"# no {name}" for name in gone)]))
    return Snippets(bad, kept or "# without it")


def _program(shown: Resources, all_: Resources) -> str:
    named = {link for written in all_.values() for link in _links(written)}
    return "\n".join(
        line for name, written in shown.items() for line in _resource(name, written, named)
    )


def _links(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from value.get("after", ())
        for one in value.values():
            yield from _links(one)
    elif isinstance(value, list):
        for one in value:
            yield from _links(one)
    elif isinstance(value, str) and value.startswith("@"):
        yield value[1:]


def _resource(name: str, written: Mapping[str, Any], named: set[str]) -> Iterator[str]:
    if not written["is"].startswith("aws:"):
        yield from _elsewhere(written)
        return
    arguments: list[tuple[str, Any, str]] = [("", name, ""), *_inputs(written)]
    made = f"{_variable(name)} = " if name in named else ""
    called = f"{made}{_class(written['is'])}("
    if written.get("after"):
        waits = ", ".join(map(_variable, written["after"]))
        arguments.append((f"opts=pulumi.ResourceOptions(depends_on=[{waits}])", None, ""))
    yield from _wrapped(called, arguments, ")", "")


def _wrapped(
    opening: str, items: Iterable[tuple[str, Any, str]], closing: str, indent: str
) -> Iterator[str]:
    """In one line where there is room, else a line each. An item: what stands before its value, the
    value, and the input's name by which the value is written."""
    listed = list(items)
    one_line = f"{indent}{opening}{', '.join(_flat(*one) for one in listed)}{closing}"
    if len(one_line) <= _WIDTH or not listed:
        yield one_line
        return
    yield f"{indent}{opening}"
    for before, value, key in listed:
        inner = f"{indent}    "
        if isinstance(value, Mapping) and not (_counted(value) or _is_asset(value)):
            entries = [(f'"{said}": ', of, one) for said, one, of in _entries(value, key)]
            yield from _wrapped(f"{before}{{", entries, "},", inner)
        elif isinstance(value, list):
            yield from _wrapped(f"{before}[", _items(value, key), "],", inner)
        else:
            yield f"{inner}{_flat(before, value, key)},"
    yield f"{indent}{closing}"


def _flat(before: str, value: Any, key: str) -> str:
    return before if value is None else f"{before}{_value(value, key)}"


def _elsewhere(written: Mapping[str, Any]) -> Iterator[str]:
    """What is no resource of AWS: the declaration's own words, a call of a program."""
    declared = written.get("declares") or json.loads(written.get("declaration", "{}"))
    yield from (f"# openline.yaml: {key}: {_flow(value)}" for key, value in declared.items())
    for token in written.get("asks", ()):
        yield f"aws.{_snake(token.rpartition(':')[2])}()"


def _flow(value: Any) -> str:
    """As one writes it in a line of YAML."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {_flow(one)}' for key, one in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    return str(value)


def _class(token: str) -> str:
    _, module, name = token.split(":")
    package = module.partition("/")[0]
    return f"aws.{package}{'_' if package in _KEYWORDS else ''}.{name}"


def _inputs(written: Mapping[str, Any]) -> Iterator[tuple[str, Any, str]]:
    for key, value in written.items():
        if key not in ("is", "after", "asks"):
            yield f"{_snake(key)}=", value, key


def _entries(value: Mapping[str, Any], key: str) -> Iterator[tuple[str, str, Any]]:
    for one, of in value.items():
        yield one if key in _FREE else _snake(one), one, of


def _items(values: list[Any], key: str) -> Iterator[tuple[str, Any, str]]:
    """A block in a list has keys of the provider's, also in a list of tags."""
    for one in values:
        yield "", one, "" if isinstance(one, Mapping) else key


def _counted(value: Mapping[str, Any]) -> bool:
    """Many keys that are only counted, k1 to k51, all of one value."""
    return len(value) > _MANY and [*value] == [f"k{at}" for at in range(1, len(value) + 1)]


def _is_asset(value: Mapping[str, Any]) -> bool:
    return "path" in value and ("hash" in value or UNREAD in value)


def _value(value: Any, key: str) -> str:
    if isinstance(value, Mapping):
        if _is_asset(value):
            return f"pulumi.FileAsset({json.dumps(value['path'])})"
        if _counted(value):
            return f'{{f"k{{n}}": "v" for n in range(1, {len(value) + 1})}}'
        inner = (f'"{said}": {_value(of, one)}' for said, one, of in _entries(value, key))
        return f"{{{', '.join(inner)}}}"
    if isinstance(value, list):
        return f"[{', '.join(_value(one, of) for _, one, of in _items(value, key))}]"
    if not isinstance(value, str):
        return repr(value)
    if value == "?":
        return "..."
    if value.startswith("policy of "):
        return f'"x" * {int(value.removeprefix("policy of ")):_}'
    if value.startswith("@"):
        return f"{_variable(value[1:])}.{_output(key)}"
    return json.dumps(value) if "\\" not in value and '"' not in value else repr(value)


def _output(key: str) -> str:
    return next((output for end, output in _TAKES if key.endswith(end)), "id")


def _variable(name: str) -> str:
    return name.replace("-", "_")


def _snake(name: str) -> str:
    return _HUMPS.sub("_", name).lower()
