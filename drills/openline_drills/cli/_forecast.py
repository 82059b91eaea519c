"""`openline forecast`: what recovery would be, as distributions, before anything is deployed."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Annotated, Final

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
    from openline_stacks.forecast import Disruption, Forecast, RestsOn
    from openline_stacks.recovery import Parameters
    from openline_stacks.topology import Topology

# Trials of systems; with fewer, starting another process takes longer than it saves.
_WORTH_PROCESSES: Final = 5_000


def forecast(
    stack: StackArgument = None,
    disruption: Lost = None,
    trials: Annotated[
        int,
        typer.Option(min=1, max=MOST_TRIALS, help="How many; 72 or more can show a target met."),
    ] = 2000,
    seed: Annotated[int, typer.Option(min=0, help="Of all draws.")] = 1,
    sensitivity: Annotated[
        bool,
        typer.Option(
            "--sensitivity",
            help="Also say which figure of the model, within its range, would turn which verdict. "
            "Takes minutes.",
        ),
    ] = False,
    set_: Overrides = None,
    parameter: Figures = None,
    parameters: FiguresFile = None,
    format_: AsFormat = Format.TEXT,
) -> None:
    """Say what RTO and RPO would be, how likely each target is met, and what they are made of.

    A program is previewed in this process: no cloud account, nothing is created, unknown values
    are fine. Then thousands of outages at once are computed on what it would make. A rehearsal
    (`openline drill`) acts out a few of them, your runbook included.

    Examples:

    - `openline forecast`

    - `openline forecast ./infrastructure --set failover.decide=automatic`

    - `openline forecast --disruption region --parameter replication.stall_s=10m`

    - `openline forecast --sensitivity` (which guesses the verdict rests on)

    - `openline forecast --disruption gray-failure --disruption key-disabled`

    - `openline forecast --format json | jq '.disruptions[].operations[].rto_s'`

    Exit codes:

    - 0: every target would be met

    - 10: one would be missed

    - 11: inconclusive: more trials are needed, or what it rests on was not understood

    - 2: bad input; the lines on stderr say where and what would be right
    """
    wanted = asked(disruption or ())
    premise = supposed(wanted)
    changed = premise[0] | pairs("--set", set_)
    overrides = premise[1] | figures_given(parameters, pairs("--parameter", parameter))
    topology, figures = understood(joined(stack), changed, overrides)
    lost = what_is_lost(wanted, topology, figures)
    found = _worked_out(topology, lost, figures, trials, seed)
    resting = _resting(topology, lost, figures, seed) if sensitivity else None
    if format_ is Format.JSON:
        from openline_stacks.forecast import to_json

        put_json(to_json(found, figures, resting))
    else:
        from openline_drills.cli._console import result_console
        from openline_drills.report import forecast_page

        result_console().print(forecast_page(found, topology, figures, resting))
    codes = {"would miss": 10, "inconclusive": 11}
    raise typer.Exit(codes.get(found.verdict or "", 0))


def _resting(
    topology: Topology, lost: tuple[Disruption, ...], figures: Parameters, seed: int
) -> tuple[RestsOn, ...]:
    from openline_drills.cli._progress import bar
    from openline_stacks.forecast import rests_on
    from openline_stacks.processes import processes

    with processes() as pool, bar("figures moved to the ends of their ranges") as tell:
        return rests_on(topology, lost, figures, seed=seed, executor=pool, on_progress=tell)
    raise AssertionError("unreachable: nothing is suppressed")


def _worked_out(
    topology: Topology,
    lost: tuple[Disruption, ...],
    figures: Parameters,
    trials: int,
    seed: int,
) -> Forecast:
    from openline_drills.cli._progress import bar
    from openline_stacks.forecast import forecast
    from openline_stacks.processes import processes

    worth_it = trials * len(topology.systems) >= _WORTH_PROCESSES
    with (
        processes() if worth_it else nullcontext() as executor,
        bar(f"{trials:,} outages of {len(lost)} kinds") as tell,
    ):
        return forecast(
            topology, lost, figures, trials=trials, seed=seed, executor=executor, on_progress=tell
        )
    raise AssertionError("unreachable: nothing is suppressed")
