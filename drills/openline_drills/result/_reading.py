"""A run folder read back: everything a report says comes out of it, and out of nothing else."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from openline_drills.journal import Entry, Journal
from openline_drills.printable import printable
from openline_drills.result._details import DETAILS_VERSION, Details
from openline_drills.result._folder import DETAILS, JOURNAL, RESULT, RUN
from openline_drills.result._models import SCHEMA_VERSION, Result
from openline_drills.result._observations import OBSERVATIONS_VERSION, Observations

# A large stack's has 2 MB. What is larger was not written here, and would fill the memory.
_MOST_BYTES: Final = 64_000_000
_SHOWN: Final = 5  # mistakes of a file, and runs of a folder
_AGAIN: Final = "drill again, or give another run"

Read = TypeVar("Read", bound=BaseModel)


class UnreadableRun(Exception):  # noqa: N818 - what the user sees is a message, not its name
    """No such run, or one that cannot be read. One line a problem; exit 2."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = tuple(printable(line) for line in lines)
        super().__init__("\n".join(self.lines))


class MachineModel(BaseModel):
    cpus: int | None = None
    platform: str = ""
    python: str = ""


class RunModel(BaseModel):
    """`run.json`: who ran it, when, where, on what. What an older release did not write is None."""

    model_config = ConfigDict(frozen=True)

    command: tuple[str, ...] = ()
    commit: str | None = None
    uncommitted_changes: bool | None = None
    operator: str | None = None
    started_at: str | None = None
    ended_at: str | None = None
    machine: MachineModel = MachineModel()
    versions: dict[str, str | None] = {}


@dataclass(frozen=True, slots=True)
class KeptRun:
    """`digests`: of the files as they are on disk, sha256 by name. `journal`: its whole lines; none
    where the folder has no journal."""

    folder: Path
    result: Result
    result_json: bytes
    details: Details
    run: RunModel
    digests: dict[str, str]
    journal: tuple[Entry, ...]


def find_run(name: str | None, runs: Path) -> Path:
    """A folder by its path, by its name below `runs`, or by a beginning of that name which only one
    has; of a folder of runs, and without a name, the newest. Raises `UnreadableRun`."""
    kept = _kept(runs)
    if name is None:
        if kept:
            return kept[0]
        raise UnreadableRun([f"{runs}: no run is kept here; drill first, or name a run's folder"])
    given = Path(name)
    if given.name in (RESULT, RUN, DETAILS, JOURNAL) and given.is_file():
        return given.parent
    if given.is_dir():
        return given if (given / RESULT).is_file() else next(iter(_kept(given)), given)
    meant = [each for each in kept if each.name == name] or [
        each for each in kept if each.name.startswith(name)
    ]
    if len(meant) == 1:
        return meant[0]
    raise UnreadableRun([f"{name}: {_which(name, meant, kept, runs)}"])


def _which(name: str, meant: list[Path], kept: list[Path], runs: Path) -> str:
    if meant:
        names = ", ".join(each.name for each in meant[:_SHOWN])
        return f"several runs begin so: {names}; write more of the name"
    near = difflib.get_close_matches(name, [each.name for each in kept], n=1)
    if near:
        return f"there is no such run; did you mean {near[0]}?"
    if kept:
        return f"there is no such run; {runs} has {', '.join(e.name for e in kept[:_SHOWN])}"
    return f"there is no such folder, and {runs} holds no run"


def _kept(runs: Path) -> list[Path]:
    """The folders with a result, the newest first."""
    try:
        found = [(path.stat().st_mtime_ns, path.parent) for path in runs.glob(f"*/{RESULT}")]
    except OSError:
        return []
    return [folder for _, folder in sorted(found, key=lambda one: (-one[0], one[1].name))]


def read_run(folder: Path) -> KeptRun:
    """Raises `UnreadableRun`: a file that is not there, is damaged, or of another release."""
    data = {name: _bytes(folder / name) for name in (RESULT, DETAILS, RUN)}
    result = _model(folder / RESULT, data[RESULT], Result, SCHEMA_VERSION)
    details = _model(folder / DETAILS, data[DETAILS], Details, DETAILS_VERSION)
    run = _model(folder / RUN, data[RUN], RunModel, None)
    _agree(folder, result, details)
    journal: tuple[Entry, ...] = ()
    if (folder / JOURNAL).is_file():
        data[JOURNAL] = _bytes(folder / JOURNAL)
        journal = Journal.read(folder / JOURNAL)
    digests = {name: sha256(each).hexdigest() for name, each in sorted(data.items())}
    return KeptRun(folder, result, data[RESULT], details, run, digests, journal)


def read_observations(path: Path) -> Observations:
    """Raises `UnreadableRun`: a file that is not there, is damaged, or of another release."""
    return _model(path, _bytes(path), Observations, OBSERVATIONS_VERSION)


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise UnreadableRun([f"{path}: larger than {_MOST_BYTES:,} bytes; {_AGAIN}"])
        return path.read_bytes()
    except FileNotFoundError:
        why = "there is no such file"
        if path.name == DETAILS and path.with_name(RESULT).is_file():
            why = "is not there: the run is of an older release, or was ended before its end"
        raise UnreadableRun([f"{path}: {why}; {_AGAIN}"]) from None
    except OSError as error:
        raise UnreadableRun([f"{path}: {error.strerror or error}"]) from error


def _model(path: Path, data: bytes, model: type[Read], version: int | None) -> Read:
    try:
        value: Any = json.loads(data)
    except (ValueError, RecursionError) as error:
        said = str(error) or "nested too deeply"
        raise UnreadableRun([f"{path}: no JSON: {said}; {_AGAIN}"]) from error
    found = value.get("schema_version") if isinstance(value, dict) else None
    if version is not None and isinstance(value, dict) and found != version:
        raise UnreadableRun(
            [f"{path}: schema_version: is {found!r}, this release reads {version}; {_AGAIN}"]
        )
    try:
        return model.model_validate_json(data)
    except ValidationError as error:
        mistakes = error.errors(include_url=False, include_input=False)
        lines = [
            f"{path}: {'.'.join(map(str, one['loc'])) or 'all of it'}: {one['msg']}"
            for one in mistakes[:_SHOWN]
        ]
        raise UnreadableRun([*lines, f"{path}: is not as it was written; {_AGAIN}"]) from error


def _agree(folder: Path, result: Result, details: Details) -> None:
    """Files of two runs in one folder would make a report that is true of neither."""
    told = {(each.system, each.operation) for each in details.curves}
    judged = {(system.name, each.name) for system in result.systems for each in system.operations}
    places = {each.name for each in details.systems}
    count = len(result.seeds)
    rows = [each.rto_s for each in details.seeds_of_operations]
    rows += [each.rpo_s for each in details.seeds_of_stores]
    rows += [each.at_declared_rate_s for each in details.seeds_of_stores]
    whole = (
        told == judged
        and places == {system.name for system in result.systems}
        and all(len(row) == count for row in rows)
        and details.median_seed in result.seeds
    )
    if not whole:
        what = f"{DETAILS} tells of other systems or seeds than {RESULT}"
        raise UnreadableRun([f"{folder}: {what}: they are of two runs; {_AGAIN}"])
