"""The page of the components: arguments and every output of each, as its module declares them."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import pulumi

import openline
from benchmarks.reference._markdown import code, page, paragraphs, table

_EXAMPLES: Final = Path(__file__).resolve().parents[2] / "stacks" / "examples"
_COMMON: Final = {
    "stack": "The stack's name: in names and tags.",
    "system": "The system's name: in names and tags.",
    "account": "The AWS account's id, 12 digits.",
    "region": "Where it is built.",
    "role": "The region's role in the stack, such as `primary`: in tags.",
    "zone_id": "The public hosted zone.",
    "protection": "`True` unless given: what holds state refuses to be deleted.",
}
_HEAD: Final = """\
# Components

Each is a Pulumi component: `Component(name, args, opts)`, with `args` a mapping. All arguments are
checked before anything is registered; what is wrong comes as one `ArgumentsError` that names each.
In Pulumi's state a component has the type below its heading, and its outputs the names of the
second column.
"""


def text() -> str:
    return page(_lines())


def _lines() -> Iterator[str]:
    yield _HEAD
    for name in openline.__all__:
        component = getattr(openline, name)
        if isinstance(component, type) and issubclass(component, pulumi.ComponentResource):
            yield from _component(component)


def _component(component: type) -> Iterator[str]:
    module = importlib.import_module(component.__module__)
    classes = {
        node.name: node
        for node in ast.parse(inspect.getsource(module)).body
        if isinstance(node, ast.ClassDef)
    }
    own = classes[component.__name__]
    yield f"## {component.__name__}\n\n`{_token(own, module)}`{_example(module)}\n"
    yield f"{paragraphs(component.__doc__)}\n"
    for name, node in sorted(classes.items(), key=lambda item: item[0] != f"{own.name}Args"):
        if any(ast.unparse(base) == "TypedDict" for base in node.bases):
            yield f"### {name}\n\n{paragraphs(ast.get_docstring(node))}\n"
            rows = (
                (code(field), _type(typed), said or _COMMON.get(field, ""))
                for field, typed, said in _fields(node)
            )
            yield from table(("argument", "is", "means"), rows)
    yield f"### Outputs of {own.name}\n"
    yield from table(
        ("output", "in the state", "is", "means"),
        (
            (code(field), code(_camel(field)), _type(typed), said)
            for field, typed, said in _fields(own)
        ),
    )
    yield from _methods(own)


def _token(node: ast.ClassDef, module: ModuleType) -> str:
    """The first argument of the call that registers it, a name in the contract."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "super().__init__":
            return str(eval(ast.unparse(call.args[0]), vars(module)))
    raise LookupError(f"{node.name} registers nothing")


def _example(module: ModuleType) -> str:
    name = module.__name__.rpartition(".")[2]
    return f", used by itself in `stacks/examples/{name}`" if (_EXAMPLES / name).is_dir() else ""


def _fields(node: ast.ClassDef) -> Iterator[tuple[str, str, str]]:
    """Name, annotation and the text below it."""
    for at, field in enumerate(node.body):
        if isinstance(field, ast.AnnAssign):
            below: Any = node.body[at + 1] if at + 1 < len(node.body) else None
            text = getattr(getattr(below, "value", None), "value", None)
            said = paragraphs(text) if isinstance(text, str) and isinstance(below, ast.Expr) else ""
            yield ast.unparse(field.target), ast.unparse(field.annotation), said


def _type(annotation: str) -> str:
    optional = annotation.startswith("NotRequired")
    inner = re.sub(r"(NotRequired|pulumi\.Input|pulumi\.Output)\[(.*)\]", r"\2", annotation)
    while inner != (inner := re.sub(r"(NotRequired|pulumi\.Input)\[([^\[\]]*)\]", r"\2", inner)):
        pass
    return f"{code(inner)}{', may be left out' if optional else ''}"


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _methods(node: ast.ClassDef) -> Iterator[str]:
    for method in node.body:
        if isinstance(method, ast.FunctionDef) and not method.name.startswith("_"):
            taken = ", ".join(argument.arg for argument in method.args.args[1:])
            yield f"`{method.name}({taken})`: {paragraphs(ast.get_docstring(method))}\n"
