"""The stack's configuration as the program sees it: text by `namespace:key`."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from openline_stacks.engine._errors import ProgramError
from openline_stacks.engine._program import PROJECT_FILES, Program, read_settings
from openline_stacks.states._marks import REDACTED

logger = logging.getLogger(__name__)


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
    for key, value in _declared(program, stack, given or {}).items():
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
