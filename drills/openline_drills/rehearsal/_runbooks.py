"""Runbooks: found by name or file, refused with a reason before anything runs, imported afresh.

Nothing of a runbook is executed before it is performed: a client that it makes at import must find
the local AWS, a `from time import sleep` the virtual one.
"""

from __future__ import annotations

import ast
import difflib
import hashlib
import importlib
import importlib.util
import os
import sys
import tokenize
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from chaoslib import substitute

from openline_drills.chaos import actions
from openline_drills.chaos._runbook import ARGUMENTS
from openline_drills.rehearsal._errors import BadInput
from openline_stacks.topology import Topology

_RIGHT: Final = "write module:function or path/to/file.py:function"
_THERE_ARE: Final = f"a runbook is told {', '.join(ARGUMENTS)}"


@dataclass(frozen=True, slots=True)
class Runbook:
    """`text` as the user wrote it; `folder`: what it may import from, as if it were run there."""

    text: str
    file: Path
    folder: Path
    module: str
    function: str
    by_file: bool

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.file.read_bytes()).hexdigest()

    def shown(self, file: str) -> str | None:
        """A file of the runbook's as its author knows it, None for a library's."""
        path = Path(file)
        if self.by_file and path == self.file:
            return self.text.rpartition(":")[0]
        if "site-packages" in path.parts or not path.is_relative_to(self.folder):
            return None
        return path.relative_to(self.folder).as_posix()


def find_runbook(text: str) -> Runbook:
    """`module:function` or `path/to/file.py:function`. Raises `BadInput`; executes nothing."""
    target, _, function = text.rpartition(":")
    if not target or not function.isidentifier():
        raise BadInput([f"runbook {text}: no module and function; {_RIGHT}"])
    if target.endswith(".py") or os.sep in target or "/" in target:
        file = Path(target)
        if not file.is_file():
            raise BadInput([f"runbook {text}: there is no such file; {_RIGHT}"])
        file = file.resolve()
        found = Runbook(text, file, file.parent, file.stem, function, by_file=True)
    else:
        found = _of_module(text, target, function)
    problems = list(_problems(found))
    if problems:
        raise BadInput([f"runbook {text}: {problem}" for problem in problems])
    return found


def planned_runbook(
    experiment: Mapping[str, Any],
    configuration: Mapping[str, Any],
    named: str | None,
    topology: Topology,
) -> Runbook | None:
    """The runbook that an experiment is going to call, `named` or one that its method names.

    Raises `BadInput` for one that does not exist, and for one that nobody would call.
    """
    method = experiment.get("method") or ()
    providers = [activity.get("provider") or {} for activity in method]
    ours = [p for p in providers if p.get("module") == actions.__name__]
    calls = [p for p in ours if p.get("func") == actions.run_runbook.__name__]
    written = [substitute(p.get("arguments") or {}, configuration, {}) for p in calls]
    texts = [text for text in (each.get("runbook") or named for each in written) if text]
    if named is not None and any(p.get("func") == actions.switch_over.__name__ for p in ours):
        texts.append(named)
    if named is not None and not texts:
        raise BadInput([f"runbook {named}: the method has no switch_over and no run_runbook"])
    if texts and all(group.decide == "automatic" for group in topology.groups):
        why = "every group decides by itself (failover.decide), so nobody would call it"
        raise BadInput([f"runbook {texts[0]}: {why}"])
    found = [find_runbook(text) for text in texts]
    return found[0] if found else None


@contextmanager
def imported(runbook: Runbook) -> Iterator[Callable[..., Any]]:
    """Its function, of a module that is imported here and forgotten afterwards."""
    top = runbook.module.partition(".")[0]
    before = {name: module for name, module in sys.modules.items() if _below(name, top)}
    known = set(sys.modules)
    for name in before:
        del sys.modules[name]
    sys.path.insert(0, str(runbook.folder))
    try:
        yield getattr(_import(runbook), runbook.function)
    finally:
        sys.path.remove(str(runbook.folder))
        for name in set(sys.modules) - known | {n for n in sys.modules if _below(n, top)}:
            file = getattr(sys.modules[name], "__file__", None)
            if _below(name, top) or (file and runbook.shown(file) is not None):
                del sys.modules[name]
        sys.modules.update(before)


def _import(runbook: Runbook) -> ModuleType:
    importlib.invalidate_caches()
    if not runbook.by_file:
        return importlib.import_module(runbook.module)
    spec = importlib.util.spec_from_file_location(runbook.module, runbook.file)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[runbook.module] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _below(name: str, top: str) -> bool:
    return name == top or name.startswith(f"{top}.")


def _of_module(text: str, target: str, function: str) -> Runbook:
    """By its place alone: `importlib.util.find_spec` would import the packages above it."""
    inner = Path(*target.split("."))
    for folder in map(Path, [str(Path.cwd()), *sys.path]):
        for file in (folder / inner.with_suffix(".py"), folder / inner / "__init__.py"):
            if file.is_file():
                found = file.resolve(), folder.resolve()
                return Runbook(text, *found, target, function, by_file=False)
    raise BadInput([f"runbook {text}: there is no module {target}; {_RIGHT}"])


def _problems(runbook: Runbook) -> Iterator[str]:
    try:
        with tokenize.open(runbook.file) as file:
            tree = ast.parse(file.read(), str(runbook.file))
    except SyntaxError as error:
        yield f"line {error.lineno or 1}: {error.msg}"
        return
    except (OSError, ValueError) as error:
        yield f"cannot be read: {error}"
        return
    names = dict(_bound(tree))
    if runbook.function not in names:
        if "*" in names:  # whatever that brings along
            return
        close = difflib.get_close_matches(runbook.function, sorted(names), n=1)
        hint = f"did you mean {close[0]}?" if close else f"there are: {', '.join(sorted(names))}"
        yield f"there is no function {runbook.function} in it; {hint}"
        return
    defined = names[runbook.function]
    if isinstance(defined, ast.AsyncFunctionDef):
        yield f"line {defined.lineno}: {runbook.function} is async; a plain function is needed"
    if isinstance(defined, ast.FunctionDef):
        yield from _arguments(defined)


def _bound(tree: ast.Module) -> Iterator[tuple[str, ast.stmt]]:
    """Every name that the module's own lines give something to."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from (((a.asname or a.name).partition(".")[0], node) for a in node.names)
        elif isinstance(node, ast.Assign):
            yield from ((t.id, node) for t in node.targets if isinstance(t, ast.Name))
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield statement.name, statement


def _arguments(function: ast.FunctionDef) -> Iterator[str]:
    told = function.args
    positional = told.posonlyargs + told.args
    needed = positional[: len(positional) - len(told.defaults)]
    needed += [a for a, d in zip(told.kwonlyargs, told.kw_defaults, strict=True) if d is None]
    for argument in needed:
        if argument in told.posonlyargs:
            yield f"line {argument.lineno}: {argument.arg} cannot be given by name; remove the /"
        elif argument.arg not in ARGUMENTS:
            close = difflib.get_close_matches(argument.arg, ARGUMENTS, n=1)
            hint = f"did you mean {close[0]}?" if close else _THERE_ARE
            yield f"line {argument.lineno}: nobody knows the argument {argument.arg}; {hint}"
