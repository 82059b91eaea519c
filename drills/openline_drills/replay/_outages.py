"""Outages: ordinary experiments that say besides what really happened, who says so, and what not.

It stands in the experiment's `extensions`, under the name `openline-outage`.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config

from openline_drills.rehearsal import BadInput, bundled_folders, load_experiment

EXTENSION: Final = "openline-outage"
_STRICT: Final = ConfigDict(extra="forbid")


@with_config(_STRICT)
@dataclass(frozen=True, slots=True)
class Edit:
    """A change of the declaration that is tried on the same day. `set`: path -> value."""

    title: str
    set: dict[str, str]


@with_config(_STRICT)
@dataclass(frozen=True, slots=True)
class _Extension:
    name: str
    region: str
    began: datetime
    sources: tuple[str, ...]
    assumptions: tuple[str, ...]
    not_replayed: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Outage:
    """`region`: where it was. `began`: with its zone. `path`: the experiment that acts it out."""

    name: str
    title: str
    path: Path
    region: str
    began: datetime
    sources: tuple[str, ...]
    assumptions: tuple[str, ...]
    not_replayed: tuple[str, ...] = field(default=())
    edits: tuple[Edit, ...] = field(default=())


def outages() -> tuple[Outage, ...]:
    """Those that come with Openline, the oldest first."""
    return tuple(_read(path) for path in sorted(_files(), key=lambda path: path.stem))


def find_outage(source: str) -> Outage:
    """By its date, or by an experiment's file. Raises `BadInput`."""
    if Path(source).is_file():
        return _read(Path(source))
    bundled = {path.stem: path for path in _files()}
    if source in bundled:
        return _read(bundled[source])
    close = difflib.get_close_matches(source, sorted(bundled), n=1, cutoff=0.4)
    hint = f"did you mean {close[0]}?" if close else f"there are: {', '.join(sorted(bundled))}"
    raise BadInput([f"no outage is called {' '.join(source.split()) or repr('')}; {hint}"])


def _files() -> list[Path]:
    folders = [folder / "outages" for folder in bundled_folders()]
    return [path for folder in folders if folder.is_dir() for path in folder.glob("*.yaml")]


def _read(path: Path) -> Outage:
    experiment = load_experiment(path)
    found = _extension(path, experiment)
    return Outage(
        name=path.stem,
        title=str(experiment["title"]),
        path=path,
        region=found.region,
        began=found.began,
        sources=found.sources,
        assumptions=found.assumptions,
        not_replayed=found.not_replayed,
        edits=found.edits,
    )


def _extension(path: Path, experiment: Mapping[str, Any]) -> _Extension:
    for index, each in enumerate(experiment.get("extensions") or ()):
        if isinstance(each, Mapping) and each.get("name") == EXTENSION:
            return _validated(path, f"extensions[{index}]", each)
    right = f"add `extensions: [{{name: {EXTENSION}, region: ..., began: ..., sources: [...]}}]`"
    raise BadInput([f"{path}: it does not say which outage it replays; {right}"])


def _validated(path: Path, where: str, written: Mapping[str, Any]) -> _Extension:
    try:
        found = TypeAdapter(_Extension).validate_python(dict(written))
    except ValidationError as error:
        lines = [
            f"{path}: {where}.{'.'.join(str(part) for part in one['loc'])}: {one['msg']}"
            for one in error.errors(include_url=False)
        ]
        raise BadInput(lines) from error
    if found.began.tzinfo is None:
        right = "write its zone, such as 2025-10-19T23:48:00-07:00"
        raise BadInput([f"{path}: {where}.began: a time of no zone; {right}"])
    return found
