"""Small files beside a declaration: a project's, a list of figures. Read as carefully as it is."""

from __future__ import annotations

from pathlib import Path as File
from typing import Any, Final

from openline.declaration._errors import DeclarationError, Mistake, Path, Problem, path_text
from openline.declaration._text import text_of
from openline.declaration._yaml import MOST_BYTES, EmptyError, NotYamlError, read_yaml

_MERGE: Final = "<<"


def read_mapping(path: str | File, such_as: str = "key: value") -> dict[str, Any]:
    """The mapping in a YAML or JSON file, empty where nothing is in it. Nothing in the file can
    make it large or slow. Raises `DeclarationError` with every mistake in it."""
    name = str(path)
    text = text_of(File(path), name)
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise _wrong(name, 1, "the file is too large", f"at most {MOST_BYTES // 1024} KiB are read")
    try:
        document = read_yaml(text)
    except EmptyError:
        return {}
    except NotYamlError as error:
        raise _wrong(name, error.line, error.wrong, error.right) from None
    if document.value is None:
        return {}
    if not isinstance(document.value, dict):
        raise _wrong(name, document.lines[()], "holds no mapping", f"write `{such_as}` lines")
    merged = [
        Mistake(path, "merge keys are not read here", "write the entries out")
        for path in document.lines
        if path[-1:] == (_MERGE,)
    ]
    mistakes = [*document.mistakes, *merged]
    if mistakes:
        raise DeclarationError(_problem(name, document.lines, each) for each in mistakes)
    return document.value


def _problem(name: str, lines: dict[Path, int], mistake: Mistake) -> Problem:
    place = path_text(mistake.path)
    return Problem(name, lines.get(mistake.path), place, mistake.wrong, mistake.right)


def _wrong(name: str, line: int, wrong: str, right: str) -> DeclarationError:
    return DeclarationError([Problem(name, line, "", wrong, right)])
