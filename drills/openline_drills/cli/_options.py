"""Options that several commands share, and how their text is read."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

Stack = Annotated[
    str | None,
    typer.Option(
        "--stack",
        help="A folder with a Pulumi program in Python, its Pulumi.yaml or its .py file; "
        "by default the reference stack, `retail`.",
        show_default=False,
    ),
]
Overrides = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Change the declaration and run the program again, e.g. "
        "`failover.decision=30m` or `agent-chat.capacity.standby=25%`. Repeatable.",
    ),
]


class Format(enum.StrEnum):
    TEXT = "text"
    JSON = "json"


AsFormat = Annotated[
    Format, typer.Option("--format", help="`json` prints only the result, schema-versioned.")
]


def pairs(flag: str, entries: Iterable[str] | None) -> dict[str, str]:
    """`NAME=VALUE` entries as a mapping. Raises `BadInput` naming every entry that is not one."""
    from openline_drills.rehearsal import BadInput

    found: dict[str, str] = {}
    problems = []
    for entry in entries or ():
        name, equals, value = entry.partition("=")
        if not equals or not name.strip():
            right = f"{flag} {entry}=value" if entry and not equals else f"{flag} name=value"
            problems.append(f"{flag} {entry}: no NAME=VALUE; write {right}")
        found[name.strip()] = value.strip()
    if problems:
        raise BadInput(problems)
    return found


def existing(path: Path, flag: str) -> Path:
    """The path, or `BadInput` where there is no such file."""
    from openline_drills.rehearsal import BadInput

    if not path.is_file():
        raise BadInput([f"{flag} {path}: there is no such file"])
    return path
