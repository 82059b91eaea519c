"""`openline topology`: what was understood of a stack, and what not, before any number."""

from __future__ import annotations

import json
import sys

from openline_drills.cli._options import (
    AsFormat,
    Format,
    Overrides,
    StackArgument,
    joined,
    pairs,
)


def topology(
    stack: StackArgument = None,
    set_: Overrides = None,
    format_: AsFormat = Format.TEXT,
) -> None:
    """Show who serves whom, where, and how traffic moves, as read from the stack's resources.

    A program is previewed in this process: no cloud account, nothing is created. What could not
    be understood is listed with its resource, property and the reason; a verdict that depends on
    such a thing is inconclusive.

    Examples:

    - `openline topology`

    - `openline topology ./infrastructure --set failover.decide=automatic`

    - `openline topology --format json | jq .not_understood`

    - `openline topology global.json us-east-1.json us-west-2.json`

    Exit codes:

    - 0: it was read, whether or not everything in it was understood

    - 2: bad input; the lines on stderr say where and what would be right
    """
    from openline_drills.rehearsal import find_stack, told_plainly
    from openline_stacks.sources import understood
    from openline_stacks.topology import to_json

    with told_plainly():
        found = understood(find_stack(joined(stack)), pairs("--set", set_))
    if format_ is Format.JSON:
        json.dump(to_json(found), sys.stdout, indent=2, sort_keys=True)
        sys.stdout.write("\n")
        return
    from openline_drills.cli._console import result_console
    from openline_drills.report import topology_page

    result_console().print(topology_page(found))
