"""The stack's configuration as the program sees it: text by `namespace:key`."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from openline_stacks.engine._errors import ProgramError
from openline_stacks.engine._program import PROJECT_FILES, Program, read_settings
from openline_stacks.states._marks import REDACTED

logger = logging.getLogger(__name__)

_TYPES: Final = ("string", "integer", "boolean", "array")


@dataclass(frozen=True, slots=True)
class Config:
    """Values are text, structures JSON in text, as the genuine CLI hands them over."""

    values: Mapping[str, str] = field(default_factory=dict)
    secret_keys: frozenset[str] = frozenset()

    def of_package(self, package: str) -> dict[str, str]:
        """What a default provider is configured with: `aws:region` gives `region`."""
        start = f"{package}:"
        return {
            key[len(start) :]: text for key, text in self.values.items() if key.startswith(start)
        }


def load(program: Program, stack: str, given: Mapping[str, object] | None) -> Config:
    """Project defaults, then `Pulumi.<stack>.yaml`, then the caller's own; the later one wins."""
    values: dict[str, str] = {}
    secret: set[str] = set()
    declared = _declared(program, stack, given or {})
    _require_types(program, stack, declared)
    for key, value in declared.items():
        name = key if ":" in key else f"{program.name}:{key}"
        if isinstance(value, Mapping) and set(value) == {"secure"}:
            values[name] = _undecrypted(name)
            secret.add(name)
            continue
        values[name] = _text(value)
        secret.discard(name)
    return Config(values, frozenset(secret))


def _declared(program: Program, stack: str, given: Mapping[str, object]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for project in PROJECT_FILES:
        if (program.root / project).is_file():
            for key, value in _section(program.root / project).items():
                merged[_full(program, key)] = _default(value)
    for suffix in ("yaml", "yml"):
        settings = program.root / f"Pulumi.{stack}.{suffix}"
        if settings.is_file():
            merged |= {_full(program, key): value for key, value in _section(settings).items()}
    merged |= {_full(program, key): value for key, value in given.items()}
    return {key: value for key, value in merged.items() if value is not None}


def _require_types(program: Program, stack: str, declared: Mapping[str, Any]) -> None:
    """What the project says of its keys, as the CLI asks it before a program runs."""
    for path in (program.root / project for project in PROJECT_FILES):
        for key, said in _section(path).items() if path.is_file() else ():
            if not isinstance(said, Mapping) or not {"type", "default"} & set(said):
                continue
            kind, name = said.get("type", "string"), _full(program, key)
            if kind not in _TYPES:
                raise ProgramError(
                    f"{path}: config.{key}.type: {json.dumps(kind)} is no type; write "
                    f"{', '.join(_TYPES[:-1])} or {_TYPES[-1]}"
                )
            right = f"set it: pulumi config set {key}, or a `default` in {path.name}"
            if name not in declared:
                raise ProgramError(f"{path}: config.{key}: stack {stack!r} has no value; {right}")
            value = declared[name]
            encrypted = isinstance(value, Mapping) and set(value) == {"secure"}
            if not encrypted and not _is(kind, said.get("items"), value):
                raise ProgramError(
                    f"{path}: config.{key}: {json.dumps(value, default=str)} of stack {stack!r} "
                    f"is not of the type {kind}"
                )


def _is(kind: object, items: Any, value: object) -> bool:
    """A number or a boolean may be written as text, as `pulumi config set` writes it."""
    if kind == "integer":
        return _whole(value)
    if kind == "boolean":
        return isinstance(value, bool) or value in ("true", "false")
    if kind == "array":
        inner = items if isinstance(items, Mapping) else {}
        return isinstance(value, list) and all(
            _is(inner.get("type", "string"), inner.get("items"), one) for one in value
        )
    return isinstance(value, str)


def _whole(value: object) -> bool:
    if isinstance(value, str):
        return value.removeprefix("-").removeprefix("+").isdecimal()
    return isinstance(value, int) and not isinstance(value, bool)


def _full(program: Program, key: str) -> str:
    return key if ":" in key else f"{program.name}:{key}"


def _section(path: Any) -> dict[str, Any]:
    section = read_settings(path).get("config") or {}
    if not isinstance(section, dict):
        raise ProgramError(f"{path}: config: holds no mapping; write `key: value` lines")
    return {str(key): value for key, value in section.items()}


def _default(value: Any) -> Any:
    """A project's key is a plain value or a schema with `value` or `default`."""
    if isinstance(value, Mapping) and {"type", "default", "value", "description"} & set(value):
        return value.get("value", value.get("default"))
    return value


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, default=str, separators=(",", ":"))


def _undecrypted(name: str) -> str:
    logger.warning("config %s is encrypted and not decrypted here; it reads %r", name, REDACTED)
    return REDACTED
