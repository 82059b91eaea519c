"""The command by itself: what it teaches, and what its shell gets from it."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import metadata
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.drills.cli.conftest import Program, Refused, Run

COMMANDS: list[list[str]] = [
    [],
    ["check"],
    ["drill"],
    ["forecast"],
    ["init"],
    ["parameters"],
    ["report"],
    ["schema"],
    ["topology"],
]
# beside 0 and 2, where they are not those of a verdict
CODES: dict[str, set[str]] = {
    "check": {"10"},
    "init": set(),
    "parameters": set(),
    "report": set(),
    "schema": set(),
    "topology": set(),
}


def lines_of(ran_out: str) -> list[str]:
    return [" ".join(line.split()) for line in ran_out.splitlines()]


def test_version(openline: Run) -> None:
    assert openline("--version").out == f"openline {metadata.version('openline')}\n"


@pytest.mark.parametrize("command", COMMANDS, ids=["all", *(name for (name,) in COMMANDS[1:])])
def test_help_says_every_exit_code_on_a_line_of_its_own(openline: Run, command: list[str]) -> None:
    ran = openline(*command, "--help")
    assert ran.exit_code == 0
    lines = lines_of(ran.out)
    codes = {"0", "2"} | CODES.get("".join(command), {"10", "11"})
    for code in codes:
        assert len([line for line in lines if line.startswith(f"• {code}: ")]) == 1


@pytest.mark.parametrize(
    ("command", "example"),
    [
        ("check", "openline check --explain OL120"),
        ("drill", "openline drill region-outage"),
        ("drill", "openline drill region-outage --set failover.decide=automatic"),
        ("topology", "openline topology --format json | jq .not_understood"),
    ],
)
def test_help_has_examples_that_can_be_copied(openline: Run, command: str, example: str) -> None:
    assert f"• {example}" in lines_of(openline(command, "--help").out)


@pytest.mark.parametrize("command", COMMANDS, ids=["all", *(name for (name,) in COMMANDS[1:])])
def test_help_is_cut_off_nowhere_at_80_columns(openline: Run, command: list[str]) -> None:
    out = openline(*command, "--help").out
    assert "…" not in out
    assert max(map(len, out.splitlines())) <= 80


@pytest.mark.parametrize("arguments", [["dril"], ["drill", "--sed", "3"], ["drill", "--seeds"]])
def test_what_it_does_not_have_is_refused(refused: Refused, arguments: list[str]) -> None:
    said = " ".join(refused(*arguments))
    assert "No such" in said or "requires an argument" in said


def test_completion_installs_and_completes(installed: Path, tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path), "PATH": os.environ["PATH"]}
    # the shell is the one that it is started from; what follows keeps that from making way for it
    install = ("bash", "-c", f"'{installed}' --install-completion && true")
    subprocess.run(install, env=home, check=True, capture_output=True)
    assert "openline" in (tmp_path / ".bashrc").read_text()
    words = {"COMP_WORDS": "openline dr", "COMP_CWORD": "1", "_OPENLINE_COMPLETE": "complete_bash"}
    completed = subprocess.run([installed], env=home | words, check=True, capture_output=True)
    assert completed.stdout.split() == [b"drill"]


INTERRUPTED = """
import sys

class CtrlC:
    def find_spec(self, name, *_):
        if name == "{module}":
            raise KeyboardInterrupt

sys.meta_path.insert(0, CtrlC())
from openline_drills.cli import main
main()
"""


@pytest.mark.parametrize("module", ["typer", "openline_drills.cli._app", "openline_stacks.engine"])
def test_ctrl_c_while_it_loads_is_no_bug(module: str) -> None:
    program = INTERRUPTED.format(module=module)
    command = [sys.executable, "-c", program, "topology", "starter"]
    ran = subprocess.run(command, capture_output=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (130, b"", b"")


@pytest.mark.parametrize(
    "words", [("topology",), ("check",), ("drill", "region-outage", "--seeds", "1", "--stack")]
)
def test_a_program_that_never_ends_is_stopped_by_the_time_that_it_is_given(
    openline: Run, program: Program, words: tuple[str, ...]
) -> None:
    ran = openline("--timeout", "1s", *words, program("import time\ntime.sleep(3600)\n"))
    assert (ran.exit_code, ran.out) == (2, "")
    assert ran.err.splitlines()[-1].endswith("__main__.py: still running after 1 s; stopped")


@pytest.mark.parametrize("wrong", ["0s", "soon", "-1", ""])
def test_a_time_that_is_none_is_refused_before_anything_is_done(openline: Run, wrong: str) -> None:
    ran = openline("--timeout", wrong, "topology")
    assert (ran.exit_code, ran.out) == (2, "")
    assert "--timeout" in ran.err
