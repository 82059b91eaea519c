"""`openline preview`: what a change does to resources and to recovery, before it is deployed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openline_drills.cli._options import (
    AsFormat,
    Format,
    Overrides,
    StackArgument,
    Today,
    day_of,
    joined,
    pairs,
    writable,
)
from openline_drills.cli._repository import repository
from openline_drills.cli._streams import put_json

if TYPE_CHECKING:
    from datetime import date

    from openline_stacks.preview import Asked, Preview
    from openline_stacks.sources import Sources


def preview(
    stack: StackArgument = None,
    against: Annotated[
        str | None,
        typer.Option(
            metavar="REF",
            help="What was before: a git ref such as `main`, an export, a preview, or another "
            "program's folder. Not needed where the stack is a preview's file, or with `--set`.",
            show_default=False,
        ),
    ] = None,
    set_: Overrides = None,
    trials: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=100_000,
            help="Trials of each forecast; by default 100. 0 for none: then resources and "
            "structure alone are compared.",
            show_default=False,
        ),
    ] = None,
    sensitivity: Annotated[
        bool,
        typer.Option(
            "--sensitivity",
            help="Also say which figure of the model, within its range, would turn which verdict "
            "after the change. Takes minutes.",
        ),
    ] = False,
    markdown: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write it as a comment on a pull request."),
    ] = None,
    sarif: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the findings as SARIF 2.1.0, with their lines."),
    ] = None,
    junit: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write findings and figures as JUnit XML."),
    ] = None,
    today: Today = None,
    format_: AsFormat = Format.TEXT,
) -> None:
    """Compare a stack with what it was, and say what becomes of an outage.

    Both sides are previewed here, without a cloud account: the program as it is, and the
    same program at a git ref, laid out in a folder of its own; or what Pulumi wrote of either.
    Then: resources created, updated, replaced and deleted, by which property and why; RTO and RPO
    before and after, and which property did it; what is worse than before.

    A finding may be suppressed in the declaration, with a reason and a last day.

    Examples:

    - `openline preview --against main`

    - `openline preview ./infrastructure --against export.json`

    - `openline preview plan.json` (of `pulumi preview --json --show-sames`)

    - `openline preview --set failover.decide=automatic`

    - `openline preview --against main --markdown comment.md --sarif preview.sarif`

    Exit codes:

    - 0: nothing is worse

    - 10: something is worse; the findings say what, where and how to mend it

    - 11: inconclusive: a side, all that is promised of it, or a part that was understood before,
      is not understood

    - 2: bad input; the lines on stderr say where and what would be right
    """
    from openline_drills.rehearsal import find_stack, told_plainly
    from openline_stacks.preview import Asked

    day = day_of(today)
    for path, flag in ((markdown, "--markdown"), (sarif, "--sarif"), (junit, "--junit")):
        if path is not None:
            writable(path, flag)
    with told_plainly():
        sources = find_stack(joined(stack))
        asked = Asked(sources, against, pairs("--set", set_))
        found = _found(asked, day, trials, sensitivity=sensitivity)
    _write(found, sources, markdown=markdown, sarif=sarif, junit=junit)
    _say(found, format_)
    if found.exit_code:
        raise typer.Exit(found.exit_code)


def _found(asked: Asked, day: date, trials: int | None, *, sensitivity: bool) -> Preview:
    """What reads the sides is imported while their programs run."""
    from openline_stacks.preview import planning

    with planning(asked) as begun:
        from openline_drills.cli._progress import steps
        from openline_stacks.preview import PREVIEW_TRIALS, preview_of

        with steps() as tell:
            tell("both sides as their programs make them", None)
            before, after = begun.sides()
    with steps() as tell:
        return preview_of(
            before,
            after,
            today=day,
            trials=PREVIEW_TRIALS if trials is None else trials,
            sensitivity=sensitivity,
            on_progress=tell,
        )
    raise AssertionError("unreachable: nothing is suppressed")


def _write(
    found: Preview,
    sources: Sources,
    *,
    markdown: Path | None,
    sarif: Path | None,
    junit: Path | None,
) -> None:
    from openline_drills.report import preview_junit, preview_markdown, preview_sarif

    if markdown is not None:
        markdown.write_text(preview_markdown(found), encoding="utf-8")
    if sarif is not None:
        sarif.write_text(preview_sarif(found, repository(sources)), encoding="utf-8")
    if junit is not None:
        junit.write_text(preview_junit(found), encoding="utf-8")


def _say(found: Preview, format_: Format) -> None:
    from openline_stacks.preview import to_json

    if format_ is Format.JSON:
        put_json(to_json(found))
        return
    from openline_drills.cli._console import result_console
    from openline_drills.report import preview_page

    result_console().print(preview_page(found))
