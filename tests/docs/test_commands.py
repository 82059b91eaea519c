"""Every command of README and docs does what the page says, and every option in them exists.

What a page shows with a file's name is written, then its commands are run one after another in that
folder. What is the same on two pages is run once.
"""

from __future__ import annotations

import hashlib
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest
from tests.docs.pages import LANGUAGES, PAGES, ROOT, Block, Command, blocks, commands

from openline_drills.cli import main

# What a reader has beside the files of the page: the repository that he cloned.
CLONED = ("benchmarks", "components", "drills", "stacks", "Makefile", "Pulumi.yaml")
RUN = ("openline", "chaos", "make", "python")
# These change nothing that a later command of a page sees.
READING = (
    "check",
    "costs",
    "drill",
    "forecast",
    "levers",
    "parameters",
    "preview",
    "replay",
    "schema",
    "topology",
)
# As many seeds as a drill gets that names none, where nothing of what it prints is on the page: the
# reader's twenty say the same with narrower quantiles. `--long` runs what the page says.
FEW = ("--seeds", "2")
ACTIVATE = ". .venv/bin/activate"  # of whoever reads; here it is so already


@dataclass(frozen=True)
class Way:
    """A page's blocks and commands in order, and those commands that another page has run."""

    page: Path
    files: dict[str, str]
    steps: tuple[Block | Command, ...]
    elsewhere: frozenset[int] = field(default=frozenset())

    def __str__(self) -> str:
        return str(self.page.relative_to(ROOT))


def _way(page: Path) -> Way:
    files: dict[str, str] = {}
    steps: list[Block | Command] = []
    for block in blocks(page):
        if block.title is not None and block.title.split("/")[0] not in CLONED:
            files[block.title] = f"{block.text}\n"
        if block.language == "sh":
            steps += [each for each in commands(page, block) if each.text != ACTIVATE]
        elif block.mark == "printed":
            steps.append(block)
    return Way(page, files, tuple(steps))


def _reads_only(command: Command) -> bool:
    words = command.words
    if words[0] == "make":
        return True  # it is only looked at
    return words[0] == "openline" and words[1] in READING and ">" not in words


@cache
def ways() -> tuple[Way, ...]:
    """Every page that has commands. A command that finds the same as on an earlier page is left to
    that one, unless something that follows needs what it leaves or prints."""
    known: set[str] = set()
    found = []
    for page in PAGES:
        way = _way(page)
        state = hashlib.sha256(repr(sorted(way.files.items())).encode())
        elsewhere = set()
        needed = any(isinstance(step, Block) or step.words[:2] == ["openline", "report"]
                     for step in way.steps)  # fmt: skip
        for number, step in enumerate(way.steps):
            if isinstance(step, Block) or step.mark is not None:
                continue
            if not _reads_only(step):
                state.update(step.text.encode())
                continue
            same = f"{state.hexdigest()} {step.text}"
            if same in known and not needed:
                elsewhere.add(number)
            known.add(same)
        if way.steps:
            found.append(Way(page, way.files, way.steps, frozenset(elsewhere)))
    return tuple(found)


def _few_will_do(words: list[str]) -> bool:
    said = {"--seeds", "--until-sure", "--list"}
    return words[:2] == ["openline", "drill"] and not said.intersection(words)


Ran = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def ran(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Ran:
    """Runs a command in the reader's folder. `openline` in this process: it starts faster."""
    for each in CLONED:
        (tmp_path / each).symlink_to(ROOT / each)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)

    def openline(words: list[str]) -> subprocess.CompletedProcess[str]:
        monkeypatch.setattr(sys, "argv", words)
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        said = capfd.readouterr()
        code = ended.value.code
        code = code if isinstance(code, int) else int(code is not None)
        return subprocess.CompletedProcess(words, code, said.out, said.err)

    def run(command: Command, few: bool = False) -> subprocess.CompletedProcess[str]:
        words, into = _redirected(command.words)
        words += FEW if few and _few_will_do(words) else ()
        program, *arguments = words
        if program == "openline":
            done = openline(words)
        elif program == "make":
            # what it would do: CI does it, for every target that installs or checks something
            ready = ["--old-file=.venv/.ready", "--old-file=.venv/.ready-dev"]
            done = _process(["make", "--dry-run", *ready, *arguments])
        else:
            at = Path(sys.executable)
            there = {"python": at, "chaos": at.with_name("chaos")}[program]
            done = _process([str(there), *arguments])
        if into:
            Path(into).write_text(done.stdout, encoding="utf-8")
        return done

    return run


def _redirected(words: list[str]) -> tuple[list[str], str]:
    at = words.index(">") if ">" in words else len(words)
    return words[:at], "".join(words[at + 1 :])


def _process(words: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, capture_output=True, text=True, check=False)


@pytest.mark.slow
@pytest.mark.parametrize("way", ways(), ids=str)
def test_a_page_goes_as_it_says(
    way: Way, ran: Ran, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    long = request.config.getoption("--long")
    skipped = {"not run"} if long else {"not run", "long"}
    for name, text in way.files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    last: subprocess.CompletedProcess[str] | None = None
    for number, step in enumerate(way.steps):
        if isinstance(step, Block):
            assert last is None or _missing(step, last.stdout) == [], way
        elif step.mark in skipped:
            last = None
        elif number not in way.elsewhere:
            shown = isinstance(next(iter(way.steps[number + 1 :]), None), Block)
            last = ran(step, few=not long and not shown)
            assert last.returncode == step.exits, f"{step}\n{last.stdout}\n{last.stderr}"
            assert "Traceback" not in last.stderr, step


def _missing(block: Block, printed: str) -> list[str]:
    lines = {line.strip() for line in printed.splitlines()}
    return [
        line
        for line in block.text.splitlines()
        if line.strip() not in {"", "…"} and line.strip() not in lines
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_block_says_what_it_is(page: Path) -> None:
    for block in blocks(page):
        assert block.language in LANGUAGES, f"{page}:{block.line}: write ```sh or ```text"
        assert block.mark in (None, "printed") or block.why, f"{page}:{block.line}: say why"


@pytest.mark.parametrize("way", ways(), ids=str)
def test_what_cannot_be_run_is_marked(way: Way) -> None:
    for step in way.steps:
        if isinstance(step, Command) and step.mark is None:
            words = shlex.split(step.text)
            assert words[0] in RUN, f"{step}\nput <!-- not run: why --> above its block"
            assert not {"|", "&&", ";"} & set(words), f"{step}\na command a line, without pipes"


def test_what_two_pages_share_is_run_once() -> None:
    shared = [step.text for way in ways() for n, step in enumerate(way.steps) if n in way.elsewhere
              if isinstance(step, Command)]  # fmt: skip
    every = [step.text for way in ways() for n, step in enumerate(way.steps)
             if isinstance(step, Command) and n not in way.elsewhere]  # fmt: skip
    assert shared
    assert set(shared) <= set(every)


def test_the_runner_has_what_the_reader_has() -> None:
    assert all((ROOT / each).exists() for each in CLONED)
    assert shutil.which("make")
