"""Text to programs and files: bundled stacks by name, everything else by path."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from openline_stacks.engine import BUNDLED, Program, bundled_stack

# Beside what a program is: what the CLI writes is JSON, one document or one event a line.
WRITTEN: Final = (".json", ".jsonl", ".ndjson")


class SourceError(ValueError):
    """There is no such stack, or none of the kind that is needed. One line, with what is right."""


@dataclass(frozen=True, slots=True)
class Sources:
    """`text` as it was written; `programs` and `files` each in the order of it."""

    text: str
    programs: tuple[Program, ...]
    files: tuple[Path, ...]

    @property
    def name(self) -> str:
        """What a person calls it: the projects and the files."""
        return ", ".join([*(p.name for p in self.programs), *(f.name for f in self.files)])

    def folders(self) -> Iterator[Path]:
        """Where a declaration may lie: beside them, or above the programs of one folder."""
        yield from (program.folder for program in self.programs)
        yield from (file.parent for file in self.files)
        above = {program.folder.parent for program in self.programs}
        if len(self.programs) > 1 and len(above) == 1:
            yield above.pop()


def find_sources(text: str | Iterable[str]) -> Sources:
    """`text`: one source, or several with commas between or as several texts.

    Raises `SourceError` where something does not exist and `ProgramError` where a folder holds no
    program.
    """
    texts = [text] if isinstance(text, str) else list(text)
    programs: list[Program] = []
    files: list[Path] = []
    for one in (part for whole in texts for part in _parts(whole)):
        path = _path(one)
        if path.is_dir() or path.suffix not in WRITTEN:
            programs.append(Program.find(path))
        else:
            files.append(path)
    return Sources(",".join(texts), tuple(programs), tuple(files))


def _parts(text: str) -> list[str]:
    """A path may hold a comma itself: what exists is meant."""
    if text in BUNDLED or Path(text).expanduser().exists():
        return [text]
    parts = [part.strip() for part in text.split(",")]
    return [part for part in parts if part] or [text]


def _path(text: str) -> Path:
    path = Path(text).expanduser()
    if path.exists():
        return path
    if text in BUNDLED:
        return bundled_stack(text)
    if path.suffix in WRITTEN:
        right = "name one that `pulumi preview --json` or `pulumi stack export` wrote"
        raise SourceError(f"stack {text}: there is no such file; {right}")
    close = difflib.get_close_matches(text, BUNDLED, n=1, cutoff=0.4)
    come = f"{', '.join(BUNDLED[:-1])} and {BUNDLED[-1]} come with Openline"
    hint = f"did you mean {close[0]}?" if close else come
    raise SourceError(f"stack {text}: there is no such folder; {hint}")
