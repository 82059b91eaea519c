"""What every reader is fed, and what a reader that was fed it may do: nothing but say so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import pytest

from openline.declaration import DeclarationError, load
from openline_drills.rehearsal import BadInput, load_experiment
from openline_drills.replay import find_outage
from openline_stacks.engine import EngineError, Program, preview
from openline_stacks.recovery import ParameterError, load_parameters


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
