"""`openline parameters`: every figure of the model, where it was read and how far to trust it."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from openline_drills.cli._options import AsFormat, Format, figure_names

if TYPE_CHECKING:
    from openline_stacks.recovery import Parameter

_SCHEMA_VERSION = 1


def parameters(
    name: Annotated[
        list[str] | None,
        typer.Argument(
            help="Only these; a part of a name, such as `dns`, stands for all below it.",
            autocompletion=figure_names,
            show_default=False,
        ),
    ] = None,
    grade: Annotated[
        list[str] | None,
        typer.Option(help="Only figures of this grade, e.g. `assumed`. Repeatable."),
    ] = None,
    format_: AsFormat = Format.TEXT,
) -> None:
    """List the figures of the model, with distribution, source and grade.

    A figure that is `assumed` is our guess: the first to replace by a measurement of yours, with
    `openline drill --parameter NAME=VALUE`.

    Examples:

    - `openline parameters`

    - `openline parameters dns checker --grade documented`

    - `openline parameters --format json | jq '.parameters[].name'`

    Exit codes:

    - 0: they are listed

    - 2: bad input; the lines on stderr say where and what would be right
    """
    found = _chosen(name or [], grade or [])
    if format_ is Format.JSON:
        listed = [_value(each) for each in found]
        json.dump({"schema_version": _SCHEMA_VERSION, "parameters": listed}, sys.stdout, indent=2)
        sys.stdout.write("\n")
        return
    from openline_drills.cli._console import result_console
    from openline_drills.report import parameter_lines

    console = result_console()
    for line in parameter_lines(found):
        console.print(line, soft_wrap=not console.is_terminal)


def _chosen(names: list[str], grades: list[str]) -> list[Parameter]:
    """Raises `BadInput` for a name or a grade that no figure has."""
    import difflib

    from openline_drills.rehearsal import BadInput
    from openline_stacks.recovery import PARAMETERS

    figures = list(PARAMETERS.values())
    known = sorted({one.grade for one in figures})
    problems = [
        f"--grade {grade}: no figure has this grade; there are {', '.join(known)}"
        for grade in grades
        if grade not in known
    ]
    for name in names:
        if not any(_stands_for(name, one.name) for one in figures):
            near = difflib.get_close_matches(name, list(PARAMETERS), n=1)
            hint = f"did you mean {near[0]}?" if near else "`openline parameters` lists them"
            problems.append(f"no parameter is called {name}; {hint}")
    if problems:
        raise BadInput(problems)
    return [
        one
        for one in figures
        if (not names or any(_stands_for(name, one.name) for name in names))
        and (not grades or one.grade in grades)
    ]


def _stands_for(name: str, parameter: str) -> bool:
    return parameter == name or parameter.startswith(f"{name.rstrip('.')}.")


def _value(one: Parameter) -> dict[str, Any]:
    import dataclasses

    return {
        "name": one.name,
        "distribution": {
            "kind": type(one.distribution).__name__.lower(),
            **dataclasses.asdict(one.distribution),
        },
        "what": one.what,
        "source": one.source,
        "grade": one.grade,
        "date": one.date,
    }
