"""`openline topology`: what was understood of a stack, and what not, before any number."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from openline_drills.cli._options import AsFormat, Format, Overrides, pairs


def topology(
    stack: Annotated[
        str | None,
        typer.Argument(
            help="A folder with a Pulumi program, its Pulumi.yaml or its declaration; "
            "by default the reference stack, `retail`.",
            show_default=False,
        ),
    ] = None,
    set_: Overrides = None,
    format_: AsFormat = Format.TEXT,
) -> None:
    """Show who serves whom, where, and how traffic moves, as read from the stack's resources.

    The program is previewed in this process: no cloud account, nothing is created. What could not
    be understood is listed with its resource, property and the reason; a verdict that depends on
    such a thing is inconclusive.
    """
    from openline.declaration import overriding
    from openline_drills.rehearsal import find_program
    from openline_stacks.engine import preview
    from openline_stacks.topology import read, to_json

    with overriding(pairs("--set", set_)):
        found = read(preview(find_program(stack or "retail")))
    if format_ is Format.JSON:
        json.dump(to_json(found), sys.stdout, indent=2, sort_keys=True)
        sys.stdout.write("\n")
        return
    from rich.console import Console

    from openline_drills.report import topology_page

    out = Console(highlight=False)
    out.print(topology_page(found))
