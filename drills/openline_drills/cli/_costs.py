"""`openline costs`: what AWS would bill a stack for, in units, and the quotas that it takes."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openline_drills.cli._options import (
    AsFormat,
    Format,
    Overrides,
    StackArgument,
    joined,
    pairs,
    writable,
    write,
)

if TYPE_CHECKING:
    from openline_stacks.costs import Costs


def costs(
    stack: StackArgument = None,
    set_: Overrides = None,
    markdown: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the tables as Markdown.", show_default=False),
    ] = None,
    format_: AsFormat = Format.TEXT,
) -> None:
    """Count what AWS would bill this stack for, and which quotas of a new account are too small.

    Units by region: instances, balancers, gateways, addresses, checks, alarms, keys, secrets,
    rules, and writes and requests at the declared demand; when all is well, and after an arrow
    where a failover makes it another number: a region is lost at peak and the other serves all.
    No prices: an account's differ, and change.

    A program is previewed in this process: no cloud account, nothing is created.

    Examples:

    - `openline costs`

    - `openline costs ./infrastructure --set strategy=pilot-light`

    - `openline costs --format json | jq '.quotas[] | select(.reached)'`

    Exit codes:

    - 0: it was counted; what could not be is said

    - 2: bad input; the lines on stderr say where and what would be right
    """
    if markdown is not None:
        writable(markdown, "--markdown")
    name, found = _found(joined(stack), pairs("--set", set_))
    if markdown is not None:
        from openline_drills.report import costs_markdown

        write(markdown, costs_markdown(found, name))
    if format_ is Format.JSON:
        from openline_stacks.costs import to_json

        json.dump(to_json(found, name), sys.stdout, indent=2, sort_keys=True)
        sys.stdout.write("\n")
        return
    from openline_drills.cli._console import result_console
    from openline_drills.report import costs_page

    result_console().print(costs_page(found, name))


def _found(stack: str | None, overrides: dict[str, str]) -> tuple[str, Costs]:
    """The stack's name and its costs. Without a declaration nobody says what is asked of it."""
    from openline.contract import TYPES_DECLARED
    from openline_drills.rehearsal import find_stack, told_plainly
    from openline_stacks.costs import costs as counted
    from openline_stacks.sources import declared_beside, planned
    from openline_stacks.topology import read

    with told_plainly():
        sources = find_stack(stack)
        states = planned(sources, overrides=overrides)
        declared = declared_beside(sources, states, overrides)
        if declared is None and not states.of_type(*TYPES_DECLARED):
            return sources.name, counted(states)
        return sources.name, counted(states, read(states, declared))
    raise AssertionError("unreachable: what is told plainly is raised")
