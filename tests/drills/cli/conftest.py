"""The command as it is installed, in a folder of its own, with nothing between it and the test."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from openline_drills.cli import main
from openline_stacks.engine import reference_stack

if TYPE_CHECKING:
    from tests.drills.conftest import WriteShop

# one system, nothing that it writes: little to stand up
CHAT = """
  chat:
    demand: {steady: 10/s, peak: 30/s}
"""


@dataclass(frozen=True)
class Ran:
    """What is left of a command."""

    exit_code: int
    out: str
    err: str


Run = Callable[..., Ran]
Refused = Callable[..., list[str]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the command runs."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)  # a pipe has no width, help is 80 wide
    return tmp_path


@pytest.fixture(scope="session")
def installed() -> Path:
    """The command's file, for what needs a process of its own."""
    return Path(sys.executable).with_name("openline")


@pytest.fixture
def openline(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Run:
    """Runs the command's own entry point in this process, both its streams piped."""

    def run(*arguments: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["openline", *arguments])
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        said = capfd.readouterr()
        code = ended.value.code
        return Ran(code if isinstance(code, int) else 1, said.out, said.err)

    return run


@pytest.fixture
def refused(openline: Run, folder: Path) -> Refused:
    """The lines that a command ends with which was told nonsense: nothing else is left of it."""

    def run(*arguments: str) -> list[str]:
        before = set(_files(folder))
        ran = openline(*arguments)
        assert (ran.exit_code, ran.out) == (2, ""), ran
        assert "Traceback" not in ran.err
        assert set(_files(folder)) == before
        assert ran.err.strip()
        return ran.err.splitlines()

    return run


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if "__pycache__" not in path.parts)


@pytest.fixture
def shop(folder: Path, write_shop: WriteShop) -> Path:
    """A stack of one system."""
    return write_shop(folder / "shop", CHAT)


Program = Callable[[str], str]


@pytest.fixture
def program(shop: Path) -> Program:
    """Puts another program in the place of the stack's, and names its folder."""

    def write(source: str) -> str:
        (shop / "__main__.py").write_text(source)
        return str(shop)

    return write


@pytest.fixture
def retail(folder: Path) -> Path:
    """A copy of the reference stack."""
    return Path(shutil.copytree(reference_stack(), folder / "retail-copy"))
