"""The page of the command: every command of the tree, with its help, arguments and options."""

from __future__ import annotations

import enum
import inspect
import types
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import typer
from typer.models import ArgumentInfo, OptionInfo

from benchmarks.reference._markdown import code, page, paragraphs, table
from openline_drills.cli._app import app

_HEAD: Final = """\
# The command

Every command prints its own part of this page with `--help`.

"""


@dataclass(frozen=True)
class _Parameter:
    """One argument or option, as it was declared."""

    name: str
    takes: str
    default: str
    help: str
    option: bool


def text() -> str:
    return page(_lines())


def _lines() -> Iterator[str]:
    yield _HEAD
    yield paragraphs(str(app.info.help))
    yield ""
    for path, callback in sorted(_commands("openline", app)):
        parameters = [_read(name, annotation, default) for name, annotation, default in
                      _declared(callback)]  # fmt: skip
        arguments = [each for each in parameters if not each.option]
        yield f"## {path}\n"
        yield f"```text\n{' '.join([path, '[OPTIONS]', *(each.name for each in arguments)])}\n```\n"
        yield paragraphs(callback.__doc__)
        yield ""
        rows = ((code(each.name), code(each.takes), each.help) for each in arguments)
        yield from table(("argument", "takes", "is"), rows)
        yield from table(
            ("option", "takes", "default", "does"),
            (
                (code(each.name), code(each.takes), code(each.default), each.help)
                for each in parameters
                if each.option
            ),
        )


def _commands(path: str, tree: typer.Typer) -> Iterator[tuple[str, Callable[..., Any]]]:
    for command in tree.registered_commands:
        if command.callback is not None and not command.hidden:
            name = command.name or command.callback.__name__.replace("_", "-")
            yield f"{path} {name}", command.callback
    for group in tree.registered_groups:
        if group.typer_instance is not None and not group.hidden:
            # a group that was added without a name has its own
            own = group.typer_instance.info.name
            named = group.name if isinstance(group.name, str) else own
            yield from _commands(f"{path} {named}", group.typer_instance)


def _declared(callback: Callable[..., Any]) -> Iterator[tuple[str, Any, Any]]:
    hints = typing.get_type_hints(callback, include_extras=True)
    for name, parameter in inspect.signature(callback).parameters.items():
        if hints[name] is not typer.Context:
            yield name, hints[name], parameter.default


def _read(name: str, annotation: Any, default: Any) -> _Parameter:
    type_, *rest = typing.get_args(annotation)
    info = next(each for each in rest if isinstance(each, ArgumentInfo | OptionInfo))
    option = isinstance(info, OptionInfo)
    spelled = ", ".join(info.param_decls or ()) if option else ""
    return _Parameter(
        name=(spelled or f"--{name.strip('_').replace('_', '-')}") if option
        else _argument(info.metavar or name.upper(), type_, default),
        takes="" if type_ is bool else (info.metavar if option else None) or _takes(type_, info),
        default=_default(default) if info.show_default else "",
        help=str(info.help or ""),
        option=option,
    )  # fmt: skip


def _argument(name: str, type_: Any, default: Any) -> str:
    lists = any(typing.get_origin(one) is list for one in (type_, *typing.get_args(type_)))
    many = f"{name}..." if lists else name
    needed = default is inspect.Parameter.empty or many.startswith("[")
    return many if needed else f"[{many}]"


def _takes(type_: Any, info: ArgumentInfo | OptionInfo) -> str:
    if typing.get_origin(type_) in (types.UnionType, typing.Union):
        (type_,) = (each for each in typing.get_args(type_) if each is not type(None))
    if typing.get_origin(type_) is list:
        (type_,) = typing.get_args(type_)
    if isinstance(type_, type) and issubclass(type_, enum.Enum):
        return "|".join(str(each.value) for each in type_)
    word = {str: "text", int: "number", float: "number"}.get(type_, type_.__name__.lower())
    return word if info.min is None else f"{word}, {info.min} or more"


def _default(value: Any) -> str:
    if value is inspect.Parameter.empty or value is None or value is False:
        return ""
    return str(value.value if isinstance(value, enum.Enum) else value)
