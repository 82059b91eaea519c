"""A console with fewer letters than ours says less prettily, never less."""

from __future__ import annotations

import io
import os
import subprocess
import sys

import pytest

from openline_drills.cli._streams import speak_plainly

SAID = "a · b → c ✓ d ✗ e … ─ █ ü 客 \ud800"


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("utf-8", "a · b → c ✓ d ✗ e … ─ █ ü 客 ?"),
        ("ascii", "a - b > c + d x e ~ - # u ? ?"),
        ("cp1252", "a · b > c + d x e … - # ü ? ?"),
        ("cp437", "a · b > c + d x e ~ ─ █ ü ? ?"),
    ],
)
def test_a_letter_that_is_missing_becomes_a_plainer_one(
    monkeypatch: pytest.MonkeyPatch, encoding: str, shown: str
) -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    monkeypatch.setattr(sys, "stdout", out)
    speak_plainly()
    out.write(SAID)
    out.seek(0)
    assert out.buffer.read().decode(encoding) == shown


def test_what_was_plain_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    speak_plainly()  # a stream that is no file has no encoding to be short of


@pytest.mark.parametrize("encoding", ["cp437", "cp1252"])
@pytest.mark.parametrize("arguments", [["--help"], ["drill", "--list"], ["check", "--list"]])
def test_no_command_dies_of_its_console(encoding: str, arguments: list[str]) -> None:
    command = [sys.executable, "-c", "from openline_drills.cli import main; main()", *arguments]
    ran = subprocess.run(
        command, env={**os.environ, "PYTHONIOENCODING": encoding}, capture_output=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert ran.stdout.decode(encoding).strip()
