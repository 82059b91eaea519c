"""`openline permissions`: what a role has to be allowed for a stack, and no more."""

from __future__ import annotations

import enum
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openline_drills.cli._console import say
from openline_drills.cli._options import (
    AsFormat,
    Format,
    Overrides,
    StackArgument,
    joined,
    pairs,
    write,
)

if TYPE_CHECKING:
    from openline_stacks.permissions import Permissions


class For(enum.StrEnum):
    DEPLOY = "deploy"
    REFRESH = "refresh"


def permissions(
    stack: StackArgument = None,
    set_: Overrides = None,
    for_: Annotated[
        For,
        typer.Option(
            "--for",
            help="`deploy`: up and destroy. `refresh`: look only, for `preview --refresh`.",
        ),
    ] = For.DEPLOY,
    output: Annotated[
        Path | None,
        typer.Option(help="A folder to write the documents to, a file each.", show_default=False),
    ] = None,
    format_: AsFormat = Format.TEXT,
) -> None:
    """Write IAM policies that allow Pulumi to make this stack, and little else.

    Actions come from the types of its resources; they are limited to its names, its regions and,
    where AWS names a resource itself, to its tag. Each document fits into a managed policy.
    A program is previewed in this process: no cloud account, nothing is created.

    Examples:

    - `openline permissions`

    - `openline permissions ./infrastructure --output policies`

    - `openline permissions --for refresh --format json | jq '.documents[0]'`

    Exit codes:

    - 0: the documents are written; types that nothing is known of are said

    - 2: bad input; the lines on stderr say where and what would be right
    """
    from openline_drills.rehearsal import find_stack, told_plainly
    from openline_drills.report import permission_lines
    from openline_stacks.permissions import permissions as needed
    from openline_stacks.permissions import to_json
    from openline_stacks.sources import declared_account, planned

    overrides = pairs("--set", set_)
    with told_plainly():
        sources = find_stack(joined(stack))
        states = planned(sources, overrides=overrides)
    found = needed(states, for_.value, declared_account(sources, overrides) or "*")
    if output is not None:
        _written(found, output)
    if format_ is Format.JSON:
        json.dump(to_json(found, sources.name), sys.stdout, indent=2, sort_keys=True)
        sys.stdout.write("\n")
    else:
        say(permission_lines(found, sources.name))


def _written(found: Permissions, folder: Path) -> None:
    """`deploy-1.json` and so on. Raises `BadInput` where the folder cannot hold them."""
    from openline_drills.rehearsal import BadInput

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = f"--output {folder}: no folder can be made here: {error.strerror or error}"
        raise BadInput([why]) from error
    for number, document in enumerate(found.documents, start=1):
        text = json.dumps(document, indent=2)
        write(folder / f"{found.purpose}-{number}.json", f"{text}\n")
