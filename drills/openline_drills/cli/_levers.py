"""`openline levers`: which changes of the declaration would meet the targets that are missed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from openline_drills.cli._lost import MOST_TRIALS, Lost, asked, supposed, understood, what_is_lost
from openline_drills.cli._options import (
    AsFormat,
    Figures,
    FiguresFile,
    Format,
    Overrides,
    StackArgument,
    figures_given,
    joined,
    pairs,
)
from openline_drills.cli._streams import put_json

if TYPE_CHECKING:
    from openline_stacks.levers import Question, WhatWouldMeet
    from openline_stacks.recovery import Parameters
    from openline_stacks.topology import Topology


def levers(
    stack: StackArgument = None,
    disruption: Lost = None,
    trials: Annotated[
        int,
        typer.Option(
            min=72, max=MOST_TRIALS, help="Of each forecast; fewer than 72 show no target met."
        ),
    ] = 200,
    seed: Annotated[int, typer.Option(min=0, help="Of all draws.")] = 1,
    set_: Overrides = None,
    parameter: Figures = None,
    parameters: FiguresFile = None,
    format_: AsFormat = Format.TEXT,
) -> None:
    """Try what would meet the targets that are missed, and say what each change costs.

    Each change is one that the declaration has: how long people take to decide,
    `decide: automatic`, checks, TTL, edge, accelerator, standby, buffer, warm-up, strategy,
    consistency. Your program runs again with it in this process, and what it would make is
    forecast. Then pairs are tried, the cheapest first.

    Cost is what can be counted: resources replaced, instances, distributions and accelerators,
    writes copied to another region, health checks. No price is made up.

    Examples:

    - `openline levers ./infrastructure`

    - `openline levers --set failover.decision=30m --disruption region`

    - `openline levers --format json | jq '.singles[] | select(.meets) | .levers[].set'`

    Exit codes:

    - 0: every target would be met, or would be with one of these changes

    - 10: a target would be missed with each of them

    - 11: inconclusive: what it rests on was not understood

    - 2: bad input; the lines on stderr say where and what would be right
    """
    found = _found(
        joined(stack),
        disruption or [],
        pairs("--set", set_),
        figures_given(parameters, pairs("--parameter", parameter)),
        (trials, seed),
    )
    if format_ is Format.JSON:
        from openline_stacks.levers import to_json

        put_json(to_json(found))
    else:
        from openline_drills.cli._console import result_console
        from openline_drills.report import levers_page

        result_console().print(levers_page(found))
    if not found.answered:
        raise typer.Exit(10)
    raise typer.Exit(11 if found.unsure else 0)


def _found(
    stack: str | None,
    disruption: list[str],
    changed: dict[str, str],
    overrides: dict[str, str],
    luck: tuple[int, int],
) -> WhatWouldMeet:
    from openline_drills.rehearsal import find_stack, told_plainly
    from openline_stacks.levers import Question

    wanted = asked(disruption)
    premise = supposed(wanted)
    changed, overrides = premise[0] | changed, premise[1] | overrides
    topology, figures = understood(stack, changed, overrides)
    lost = what_is_lost(wanted, topology, figures)
    with told_plainly():
        sources = find_stack(stack)
        question = Question(sources, lost, changed, overrides, *luck)
        return _searched(question, topology, figures)
    raise AssertionError("unreachable: what is told plainly is raised")


def _searched(question: Question, topology: Topology, figures: Parameters) -> WhatWouldMeet:
    from openline_drills.cli._progress import bar
    from openline_drills.rehearsal import BadInput
    from openline_stacks.forecast import forecast
    from openline_stacks.levers import LeversError, what_would_meet

    try:
        with bar("changes tried") as tell:
            found = forecast(
                topology,
                question.disruptions,
                figures,
                trials=question.trials,
                seed=question.seed,
                knock_outs=False,
            )
            return what_would_meet(question, found, tell)
    except LeversError as error:
        raise BadInput([str(error)]) from error
    raise AssertionError("unreachable: nothing is suppressed")
