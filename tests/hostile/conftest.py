"""What every reader is fed, and what a reader that was fed it may do: nothing but say so."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import pytest

from openline.declaration import DeclarationError, load
from openline_drills.rehearsal import (
    BadInput,
    Outcome,
    Settings,
    _visible,
    load_experiment,
    rehearse,
)
from openline_drills.rehearsal._programs import told_plainly
from openline_drills.rehearsal._settings import Resolved, resolve
from openline_drills.rehearsal._stand import Stand, stand_up
from openline_drills.replay import find_outage
from openline_stacks.engine import EngineError, Program, preview
from openline_stacks.recovery import ParameterError, load_parameters, parameters


class Reader(Protocol):
    """Reads a file of its kind. Lines where that is refused, none where it is taken."""

    name: str

    def __call__(self, path: Path) -> list[str]: ...


class _Reader:
    def __init__(self, name: str, suffix: str, read: Callable[[Path], Any]) -> None:
        self.name, self.suffix, self._read = name, suffix, read

    def __call__(self, path: Path) -> list[str]:
        try:
            self._read(path)
        except BadInput as error:
            return list(error.lines)
        except (DeclarationError, EngineError, ParameterError) as error:
            return str(error).splitlines() or ["nothing was said"]
        return []


def _project(path: Path) -> None:
    (path.parent / "__main__.py").touch()
    Program.find(path)


def _configuration(path: Path) -> None:
    (path.parent / "__main__.py").touch()
    preview(Program.find(path.parent))


READERS = {
    reader.name: reader
    for reader in (
        _Reader("declaration", "openline.yaml", load),
        _Reader("experiment", "experiment.yaml", load_experiment),
        _Reader("outage", "outage.yaml", lambda path: find_outage(str(path))),
        _Reader("parameters", "figures.yaml", load_parameters),
        _Reader("project", "Pulumi.yaml", _project),
        _Reader("configuration", "Pulumi.dev.yaml", _configuration),
    )
}


@pytest.fixture(scope="session", params=READERS)
def reader(request: pytest.FixtureRequest) -> Reader:
    return READERS[request.param]


@pytest.fixture(scope="session")
def put(reader: _Reader, tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], Path]:
    """Makes a file of the reader's kind that holds this."""
    folder = tmp_path_factory.mktemp(reader.name)

    def write(content: bytes) -> Path:
        path = folder / reader.suffix
        path.unlink(missing_ok=True)
        path.write_bytes(content)
        return path

    return write


@pytest.fixture
def place(reader: _Reader, tmp_path: Path) -> Path:
    """Where a file of the reader's kind would stand."""
    return tmp_path / reader.suffix


class Act(Protocol):
    """Acts one seed of an experiment out, with settings changed."""

    def __call__(self, experiment: str | Path = ..., /, **changed: Any) -> Outcome: ...


class _Alone:
    """No other seeds, and no knock-outs: what is hostile is in the first."""

    def __init__(self, *_: object) -> None: ...

    def seeds(self) -> tuple[()]:
        return ()

    def knock_outs(self, _: object) -> dict[str, object]:
        return {}

    def close(self) -> None: ...


@pytest.fixture(scope="module")
def standing() -> Iterator[Stand]:
    """A stack of one system that stands once for everything that is tried on it."""
    stand = stand_up(resolve({"stack": "starter"}))
    yield stand
    stand.close()


@pytest.fixture
def act(standing: Stand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Act:
    """A whole run of Chaos Toolkit, its folder included, on the stand of all of them."""

    def stood_up(settings: Resolved) -> Stand:
        with told_plainly():
            figures = parameters(standing.topology, settings.parameters)
            region = settings.region or standing.topology.primary
            if region not in {each.name for each in standing.topology.regions}:
                raise BadInput([f"region {region}: the stack is not there"])
        again = copy.copy(standing)
        again.parameters, again.region, again.runbook = figures, region, settings.runbook
        again._held = ExitStack()
        return again

    monkeypatch.setattr(_visible, "stand_up", stood_up)
    monkeypatch.setattr(_visible, "Crew", _Alone)

    def acted(experiment: str | Path = "region-outage", /, **changed: Any) -> Outcome:
        settings = replace(Settings(seeds=1, runs=tmp_path / "runs"), **changed)
        return rehearse(experiment, settings, knock_outs=False)

    return acted
