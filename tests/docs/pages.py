"""The pages as a reader goes through them: blocks of text, and the commands in those of a shell.

A block says in its first line what it is (`sh`, `python`, `yaml`, `text`, ...), and with `title=`
which file it shows. In a shell's block a comment `# exits 10` is the exit code, 0 where there is
none. A comment in the page's source right above a block says what a reader does not see:

    <!-- not run: why -->     its commands are only looked at, for options and names that exist
    <!-- long: why -->        they are run with `pytest tests/docs --long` alone
    <!-- printed -->          each of its lines is one that the last command printed
    <!-- no declaration: why -->   it is YAML that no stack can declare
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
PAGES: Final = (
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").rglob("*.md")),
)
LANGUAGES: Final = ("json", "mermaid", "python", "sh", "text", "yaml")

_MARK: Final = re.compile(r"<!-- (not run|long|printed|no declaration)(?:: (.+?))? -->")
_FENCE: Final = re.compile(r'^(?P<indent> *)```(?P<language>\w*)(?: title="(?P<title>[^"]+)")?$')
_FENCED: Final = re.compile(r"^ *```.*?^ *```$", re.DOTALL | re.MULTILINE)
_EXITS: Final = re.compile(r"\bexits (\d+)\b")
_PLACEHOLDER: Final = re.compile(r"^(\[.*\]|[A-Z_]{2,}(=[A-Z_]+)?|.*[…<>].*)$")


@dataclass(frozen=True)
class Block:
    """A fenced block. `mark`: what the comment above it begins with; `why`: what follows there."""

    line: int
    language: str
    title: str | None
    text: str
    mark: str | None
    why: str | None


@dataclass(frozen=True)
class Command:
    """One command of a shell's block, without its comment."""

    page: Path
    line: int
    text: str
    exits: int
    mark: str | None

    @property
    def words(self) -> list[str]:
        return shlex.split(self.text)

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}: {self.text}"


def blocks(page: Path) -> Iterator[Block]:
    lines = page.read_text(encoding="utf-8").splitlines()
    at = 0
    while at < len(lines):
        opened = _FENCE.match(lines[at])
        at += 1
        if opened is None:
            continue
        first, indent = at, len(opened["indent"])
        while lines[at].strip() != "```":
            at += 1
        text = "\n".join(line[indent:] for line in lines[first:at])
        found = _MARK.fullmatch(lines[first - 2].strip()) if first > 1 else None
        mark, why = found.groups() if found else (None, None)
        at += 1
        yield Block(first, opened["language"], opened["title"], text, mark, why)


def commands(page: Path, block: Block) -> Iterator[Command]:
    """Of a block of `sh`: lines that end in a backslash go on in the next one."""
    begun, began = "", 0
    for number, line in enumerate(block.text.splitlines(), start=block.line + 1):
        began = began if begun else number
        begun += line
        if begun.endswith("\\"):
            begun = begun.removesuffix("\\")
            continue
        text, comment = _without_comment(begun)
        begun = ""
        if text:
            exits = _EXITS.search(comment)
            yield Command(page, began, text, int(exits[1]) if exits else 0, block.mark)


def _without_comment(line: str) -> tuple[str, str]:
    quote = ""
    for at, letter in enumerate(line):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        elif letter == "#" and (at == 0 or line[at - 1].isspace()):
            return re.sub(r"\s+", " ", line[:at]).strip(), line[at:]
    return re.sub(r"\s+", " ", line).strip(), ""


def spoken(page: Path, program: str) -> Iterator[Command]:
    """Commands within a sentence, in backquotes. Wrapped lines are put together."""
    text = page.read_text(encoding="utf-8")
    prose = _FENCED.sub(lambda found: "\n" * found[0].count("\n"), text)
    for found in re.finditer(rf"`({program} [^`]+)`", prose):
        line = prose.count("\n", 0, found.start()) + 1
        yield Command(page, line, re.sub(r"\s+", " ", found[1]), 0, "not run")


def certain(words: list[str]) -> bool:
    """Whether no word stands for something that the reader puts there."""
    return not any(map(_PLACEHOLDER.match, words))
