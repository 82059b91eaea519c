"""`--set systems.x.entry.ttl=600s`: changes laid over a declaration before anything reads it.

There is one place where they are applied, the raw mapping, so a file and a program obey alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, Final

from pydantic import BaseModel

from openline.declaration._errors import DeclarationError, Path, Problem, path_text
from openline.declaration._origin import OVERRIDE_FILE
from openline.declaration._paths import Fields, Named, Node, below, paths, tree
from openline.declaration._resolve import Tree, longhand
from openline.declaration._yaml import NotYamlError, read_yaml

_NONE: Final[Mapping[str, Any]] = MappingProxyType({})
_current: ContextVar[Mapping[str, Any]] = ContextVar("openline_overrides", default=_NONE)

# Where keys are chosen by people, these may be new; a system, operation or store has to exist.
_OPEN: Final = ("regions", "zones", "network")


@contextmanager
def overriding(values: Mapping[str, Any]) -> Iterator[None]:
    """Every declaration read or built inside has `values` laid over it.

    Keys are paths: `systems.x.entry.ttl`, `x.entry.ttl` where x is a system, `defaults.checks`.
    Text is read as YAML, `600s` or `{kind: cname}`. An unknown path raises `DeclarationError`
    when a declaration is read. Inner calls add to outer ones and win over them.
    """
    token = _current.set(MappingProxyType({**_current.get(), **values}))
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def as_written() -> Iterator[None]:
    """No overrides inside: what is read back was overridden when it was written."""
    token = _current.set(_NONE)
    try:
        yield
    finally:
        _current.reset(token)


def overridden(raw: Tree, root: type[BaseModel]) -> tuple[Tree, tuple[Path, ...]]:
    """`raw` with the current overrides laid over it, and their paths."""
    data = longhand(raw)
    problems: list[Problem] = []
    written: list[Path] = []
    for text, value in _current.get().items():
        path = _path(text, data, root)
        fault = _fault(path, data, root)
        if fault is None:
            try:
                data = longhand(_with(data, path, _parsed(value)))
                written.append(path)
            except NotYamlError as error:
                fault = (error.wrong, 'write a YAML value such as 600s or "{kind: cname}"')
        if fault is not None:
            problems.append(Problem(OVERRIDE_FILE, None, path_text(path), *fault))
    if problems:
        raise DeclarationError(problems)
    return data, tuple(written)


def _path(text: str, raw: Tree, root: type[BaseModel]) -> tuple[str, ...]:
    path = tuple(text.strip().split("."))
    systems = raw.get("systems")
    short = path[0] not in tree(root).of and isinstance(systems, dict) and path[0] in systems
    return ("systems", *path) if short else path


def _fault(path: tuple[str, ...], raw: Tree, root: type[BaseModel]) -> tuple[str, str] | None:
    node: Node = tree(root)
    names: Any = raw
    for index, key in enumerate(path):
        if not _has(node, path[:index], key, names):
            return "there is no such path", _suggestion(path, raw, root)
        node = below(node, key)
        names = names.get(key) if isinstance(names, dict) else None
    return None


def _has(node: Node, above: tuple[str, ...], key: str, names: Any) -> bool:
    if isinstance(node, Fields):
        return key in node.of
    if not isinstance(node, Named) or not key:
        return False
    chosen = names if isinstance(names, dict) else {}
    only_use = above[-1] == "operations" and not chosen and key == "use"
    return above[0] in _OPEN or key in chosen or only_use


def _suggestion(path: tuple[str, ...], raw: Tree, root: type[BaseModel]) -> str:
    known = [".".join(way) for way in paths(tree(root), raw)]
    text = ".".join(path)
    same_end = [way for way in known if way.rpartition(".")[2] == path[-1]]
    for tried in (text, f"systems.{text}") if len(path) > 1 else (text,):
        for among in (same_end, known):
            close = get_close_matches(tried, among, n=1, cutoff=0.7)
            if close:
                return f"did you mean {close[0]}?"
    return f"paths start with systems.<name> or with {', '.join(sorted(tree(root).of))}"


def _parsed(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    found = read_yaml(value)
    if found.mistakes:
        first = found.mistakes[0]
        raise NotYamlError(1, first.wrong, first.right)
    return found.value


def _with(tree_: Any, path: Path, value: Any) -> Any:
    """A copy of a tree with `value` at `path`; missing mappings on the way are made."""
    if not path:
        return value
    base = tree_ if isinstance(tree_, dict) else {}
    return {**base, path[0]: _with(base.get(path[0]), path[1:], value)}
