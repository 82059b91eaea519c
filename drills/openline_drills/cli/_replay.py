"""`openline replay`: would this stack have survived that day?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openline_drills.cli._console import say
from openline_drills.cli._options import AsFormat, Format, Overrides, Stack, joined, pairs
from openline_drills.cli._streams import put_json

if TYPE_CHECKING:
    from openline_drills.rehearsal import Settings
    from openline_drills.replay import Outage, Replay


def _complete(incomplete: str) -> list[tuple[str, str]]:
    from openline_drills.replay import outages

    return [
        (one.name, f"{one.region} {one.title}")
        for one in outages()
        if one.name.startswith(incomplete)
    ]


def replay(
    outage: Annotated[
        str | None,
        typer.Argument(
            help="The day of an outage (see `--list`), or an experiment's file that says in its "
            "`extensions` which outage it replays.",
            show_default=False,
            autocompletion=_complete,
        ),
    ] = None,
    stack: Stack = None,
    region: Annotated[
        str | None,
        typer.Option(
            help="Replay it as if it had happened there; by default where it did, or in the "
            "stack's primary where the stack is not there.",
            show_default=False,
        ),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, help="The first seed; by default 1.", show_default=False)
    ] = None,
    seeds: Annotated[
        int | None, typer.Option(min=1, help="How many seeds; by default 4.", show_default=False)
    ] = None,
    set_: Overrides = None,
    edits: Annotated[
        bool, typer.Option(help="Try the day again with each edit that the outage suggests.")
    ] = True,
    runs: Annotated[
        Path | None,
        typer.Option(help="Folder for run folders; by default `runs/` here.", show_default=False),
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the outages.")] = False,
    format_: AsFormat = Format.TEXT,
) -> None:
    """Act a real outage out on a stack, in full length, and say who would have noticed what.

    Its faults are timed by service and plane, from its owner's own summary. What that does not say
    is assumed, and every assumption is printed first. Then: when each operation was below its
    level, what failed first, which detection saw it and which stayed blind, what would have helped.

    Examples:

    - `openline replay 2025-10-20`

    - `openline replay 2021-12-07 --stack ./infrastructure --no-edits`

    - `openline replay 2025-10-20 --set failover.decide=automatic --format json | jq .first`

    Exit codes:

    - 0: every target would have been met

    - 10: one would have been missed

    - 11: inconclusive

    - 2: bad input; the lines on stderr say where and what would be right
    """
    from openline_drills.rehearsal import BadInput, Settings
    from openline_drills.replay import find_outage, outages, to_json

    if list_:
        say(
            f"{one.name}  {one.region}  {one.title.partition(': ')[2] or one.title}"
            for one in outages()
        )
        return
    if outage is None:
        raise BadInput(["which outage? name its day; `openline replay --list` lists them"])
    found = find_outage(outage)
    settings = Settings(
        stack=joined(stack),
        region=region,
        seed=seed,
        seeds=seeds,
        set=pairs("--set", set_),
        runs=runs,
        sensitivity=False,
    )
    replayed = _replay(found, settings, with_edits=edits, quiet=format_ is Format.JSON)
    if format_ is Format.JSON:
        put_json(to_json(replayed))
    raise typer.Exit(replayed.outcome.exit_code)


def _replay(found: Outage, settings: Settings, *, with_edits: bool, quiet: bool) -> Replay:
    from openline_drills.cli._live import Live
    from openline_drills.replay import replay
    from openline_drills.report import replay_page

    with Live() as live:
        live.err.print(f"{found.title} ({found.region})", markup=False, soft_wrap=True)
        replayed = replay(
            found,
            settings,
            with_edits=with_edits,
            on_prepared=live.prepared,
            on_progress=live.progress,
            on_edit=lambda title: live.err.print(
                f"the same day again: {title}", markup=False, soft_wrap=True
            ),
        )
    if replayed.region != found.region:
        live.err.print(
            f"it was in {found.region}, where this stack is not: replayed in {replayed.region}",
            markup=False,
            soft_wrap=True,
        )
    if not quiet:
        live.out.print(replay_page(replayed))
        live.page(replayed.outcome)
    return replayed
