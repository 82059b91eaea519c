"""Settings: what to rehearse, from the experiment's configuration and from whoever overrides it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from openline_drills.estimate import MOST_SEEDS
from openline_drills.rehearsal._errors import BadInput
from openline_drills.rehearsal._programs import DEFAULT_STACK

_DEFAULT_SEEDS: Final = 20
_MOST_SEEDS: Final = 10_000
_MOST_WORKERS: Final = 256
_PREMISES: Final = ("parameters", "set")


@dataclass(frozen=True, slots=True)
class Settings:
    """What to rehearse. None: as the experiment's configuration says, else the default.

    `stack`: a bundled stack's name (`retail`), the path of a program's folder or of what Pulumi
    wrote; several with commas between.
    Seeds `seed` to `seed + seeds - 1` are run; with `until_sure` as many as it takes to decide
    every target, 59 at most. `region`: the one to lose; the stack's primary.
    `parameters`: the model's figures by name. `set`: the declaration's fields by path.
    `sensitivity`: also find out which verdicts rest on one figure of the model alone; so it is
    unless False.
    `runbook`: `module:function` or `file.py:function`, the user's own, instead of the switch.
    `runs`: the folder that run folders go into. `fork` False: every worker provisions by itself.
    """

    stack: str | None = None
    region: str | None = None
    seed: int | None = None
    seeds: int | None = None
    until_sure: bool | None = None
    sensitivity: bool | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    set: Mapping[str, str] = field(default_factory=dict)
    runbook: str | None = None
    runs: Path | None = None
    workers: int | None = None
    fork: bool | None = None
    on: str = "rehearsal"

    def configuration(self) -> dict[str, Any]:
        """As entries of an experiment's configuration, only what is set."""
        entries: dict[str, Any] = {
            "stack": self.stack,
            "region": self.region,
            "seed": self.seed,
            "seeds": self.seeds,
            "until_sure": self.until_sure,
            "sensitivity": self.sensitivity,
            "parameters": dict(self.parameters) or None,
            "set": dict(self.set) or None,
            "runbook": self.runbook,
            "runs": None if self.runs is None else str(self.runs),
            "workers": self.workers,
            "fork": self.fork,
        }
        return {key: value for key, value in entries.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Resolved:
    """Settings with nothing left open but the region, which the stack's declaration may decide.

    `seeds`: with `until_sure` all that may be needed.
    """

    stack: str
    region: str | None
    seeds: tuple[int, ...]
    until_sure: bool
    sensitivity: bool
    parameters: Mapping[str, str]
    set: Mapping[str, str]
    runbook: str | None
    runs: Path
    workers: int
    fork: bool


def resolve(configuration: Mapping[str, Any]) -> Resolved:
    """What a resolved configuration of an experiment says. Raises `BadInput`, all lines at once."""
    reader = _Reader(configuration)
    reader.check_premise()
    first = reader.whole("seed", 1, 0, 2**63)
    until_sure = reader.flag("until_sure", False)
    count = MOST_SEEDS if until_sure else reader.whole("seeds", _DEFAULT_SEEDS, 1, _MOST_SEEDS)
    resolved = Resolved(
        stack=reader.text("stack") or DEFAULT_STACK,
        region=reader.text("region"),
        seeds=tuple(range(first, first + count)),
        until_sure=until_sure,
        sensitivity=reader.flag("sensitivity", True),
        parameters=reader.premise("parameters") | reader.mapping("parameters"),
        set=reader.premise("set") | reader.mapping("set"),
        runbook=reader.text("runbook"),
        runs=Path(reader.text("runs") or "runs"),
        workers=reader.whole("workers", os.cpu_count() or 1, 1, _MOST_WORKERS),
        fork=reader.flag("fork", hasattr(os, "fork")),
    )
    if reader.problems:
        raise BadInput(reader.problems)
    return resolved


class _Reader:
    """Reads entries as whatever put them there wrote them: a number, or a number as text."""

    def __init__(self, configuration: Mapping[str, Any]) -> None:
        self._configuration = configuration
        self.problems: list[str] = []

    def _wrong(self, key: str, value: object, right: str) -> None:
        self.problems.append(f"configuration.{key}: {value!r} is not possible; {right} is needed")

    def text(self, key: str) -> str | None:
        value = self._configuration.get(key)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            self._wrong(key, value, "a text")
            return None
        return value

    def whole(self, key: str, default: int, least: int, most: int) -> int:
        value = self._configuration.get(key)
        if value is None or value == "":
            return default
        text = str(value)
        if isinstance(value, bool) or not re.fullmatch(r"\d{1,19}", text, re.ASCII):
            self._wrong(key, value, f"a whole number from {least} to {most}")
            return default
        if not least <= int(text) <= most:
            self._wrong(key, value, f"a whole number from {least} to {most}")
        return int(text)

    def flag(self, key: str, default: bool) -> bool:
        value = self._configuration.get(key)
        words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
        if value is None or value == "":
            return default
        if str(value).lower() not in words:
            self._wrong(key, value, "true or false")
            return default
        return words[str(value).lower()]

    def check_premise(self) -> None:
        value = self._configuration.get("premise", {})
        if not isinstance(value, Mapping) or not set(value) <= set(_PREMISES):
            self._wrong("premise", value, f"a mapping of {' and '.join(_PREMISES)}")

    def premise(self, key: str) -> dict[str, str]:
        """What an experiment supposes of the stack or the model, whatever else is changed; who
        changes the same entry has the last word."""
        value = self._configuration.get("premise", {})
        entries = value.get(key) if isinstance(value, Mapping) else None
        return self._mapping(f"premise.{key}", entries)

    def mapping(self, key: str) -> dict[str, str]:
        """A mapping, or one as JSON text, as an environment variable holds it."""
        return self._mapping(key, self._configuration.get(key))

    def _mapping(self, key: str, value: Any) -> dict[str, str]:
        if value is None or value == "":
            return {}
        if isinstance(value, str):
            with suppress(ValueError):
                value = json.loads(value)
        if not isinstance(value, Mapping):
            self._wrong(key, value, "a mapping of names to values")
            return {}
        return {str(name): _as_text(entry) for name, entry in sorted(value.items())}


def _as_text(value: object) -> str:
    """As it stands in a file: a list or mapping as JSON, which is YAML as well."""
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True, default=str)
