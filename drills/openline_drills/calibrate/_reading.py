"""Run folders, or what was observed alone, read as drills; what is no drill for real is refused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from openline_drills.calibrate._model import Drilled
from openline_drills.printable import printable
from openline_drills.result import (
    OBSERVATIONS,
    EvidenceModel,
    Observations,
    Result,
    UnreadableRun,
    find_run,
    read_observations,
    read_run,
)

_WHY = "only what was seen while a fault was injected for real says how the world answers"


def read_drills(names: Iterable[str], runs: Path) -> tuple[Drilled, ...]:
    """By path, or by name below `runs`. Raises `UnreadableRun` with what is wrong of each."""
    found: list[Drilled] = []
    problems: list[str] = []
    for name in names:
        try:
            found.append(_read(name, runs))
        except UnreadableRun as error:
            problems += error.lines
    if problems:
        raise UnreadableRun(problems)
    return tuple(found)


def _read(name: str, runs: Path) -> Drilled:
    given = Path(name)
    alone = given.is_file() and given.suffix == ".json" and _is_observations(given)
    if alone and not (given.parent / "result.json").is_file():
        seen = read_observations(given)
        _refuse_modelled(name, seen.evidence)
        return Drilled(printable(name), seen)
    folder = given.parent if alone else find_run(name, runs)
    kept = read_run(folder)
    _refuse_rehearsed(folder, kept.result)
    if not (folder / OBSERVATIONS).is_file():
        raise UnreadableRun(
            [f"{folder}: has no {OBSERVATIONS}: nothing was observed that a figure could be"]
        )
    seen = read_observations(folder / OBSERVATIONS)
    _refuse_modelled(f"{folder}/{OBSERVATIONS}", seen.evidence)
    _agree(folder, kept.result, seen)
    return Drilled(printable(folder.name or str(folder)), seen)


def _is_observations(path: Path) -> bool:
    return path.name not in ("result.json", "run.json", "details.json")


def _refuse_rehearsed(folder: Path, result: Result) -> None:
    if result.on == "rehearsal":
        raise UnreadableRun(
            [f"{folder}: is a rehearsal, its evidence is modelled, not injected: {_WHY}"]
        )
    if not result.injected:
        raise UnreadableRun([f"{folder}/result.json: evidence: not all of it is injected: {_WHY}"])


def _refuse_modelled(where: str, evidence: EvidenceModel) -> None:
    if not evidence.injected:
        told = f"control plane {evidence.control_plane}, world {evidence.world}"
        raise UnreadableRun([f"{where}: evidence: is {told}, not injected: {_WHY}"])


def _agree(folder: Path, result: Result, seen: Observations) -> None:
    """Observations of another drill would be fitted under this one's name."""
    pairs: Sequence[tuple[str, str, str]] = (
        ("stack", result.stack, seen.stack),
        ("declaration_digest", result.declaration_digest, seen.declaration_digest),
        ("experiment", result.experiment, seen.experiment),
    )
    problems = [
        f"{folder}/{OBSERVATIONS}: {what}: is {told}, and {says} in result.json: of two drills"
        for what, says, told in pairs
        if says != told
    ]
    if problems:
        raise UnreadableRun(problems)
