"""`openline forecast`: what recovery would be, as distributions, before anything is deployed."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from openline_drills.cli._catalogue import names
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

if TYPE_CHECKING:
    from openline_drills.rehearsal import Foreseen
    from openline_stacks.forecast import Disruption, Forecast
    from openline_stacks.recovery import Parameters
    from openline_stacks.topology import Topology


def forecast(
    stack: StackArgument = None,
    disruption: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="What is lost: `region`, `zone`, a region's name, or an experiment's name or "
            "file. Repeatable; by default each region that serves, and a zone of each.",
            autocompletion=names,
            show_default=False,
        ),
    ] = None,
    trials: Annotated[
        int, typer.Option(min=1, help="How many; 72 or more can show a target met.")
    ] = 2000,
    seed: Annotated[int, typer.Option(min=0, help="Of all draws.")] = 1,
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

    - `openline forecast --disruption gray-failure --disruption key-disabled`

    - `openline forecast --format json | jq '.disruptions[].operations[].rto_s'`

    Exit codes:

    - 0: every target would be met

    - 10: one would be missed

    - 11: inconclusive: more trials are needed, or what it rests on was not understood

    - 2: bad input; the lines on stderr say where and what would be right
    """
    asked = _asked(disruption or ())
    premise = _premise(asked)
    changed = premise[0] | pairs("--set", set_)
    overrides = premise[1] | figures_given(parameters, pairs("--parameter", parameter))
    topology, figures = _understood(joined(stack), changed, overrides)
    lost = _lost(asked, topology, figures)
    found = _worked_out(topology, lost, figures, trials, seed)
    if format_ is Format.JSON:
        from openline_stacks.forecast import to_json

        text = json.dumps(to_json(found, figures), ensure_ascii=False, indent=2)
        sys.stdout.buffer.write(f"{text}\n".encode())  # JSON is UTF-8 on every console
        sys.stdout.buffer.flush()
    else:
        from openline_drills.cli._console import result_console
        from openline_drills.report import forecast_page

        result_console().print(forecast_page(found, topology, figures))
    codes = {"would miss": 10, "inconclusive": 11}
    raise typer.Exit(codes.get(found.verdict or "", 0))


def _asked(wanted: Sequence[str]) -> list[str | Foreseen]:
    """Experiments are read before the stack is: they may suppose something of it."""
    from openline_drills.rehearsal import foreseen

    return [each if _is_place(each) else foreseen(each) for each in wanted]


def _is_place(wanted: str) -> bool:
    """`region`, `zone`, or something that looks like the name of a region."""
    parts = wanted.split("-")
    named = len(parts) >= 3 and parts[0].isalpha() and parts[-1].isdigit()
    return named or wanted in ("region", "zone")


def _premise(asked: Sequence[str | Foreseen]) -> tuple[dict[str, str], dict[str, str]]:
    """What the experiments suppose. Raises `BadInput` where they do not suppose the same."""
    from openline_drills.rehearsal import BadInput

    supposed = [
        (dict(each.settings.set), dict(each.settings.parameters)) if not isinstance(each, str)
        else ({}, {})
        for each in asked
    ]  # fmt: skip
    for each, premise in zip(asked, supposed, strict=True):
        if premise != supposed[0] and not isinstance(each, str):
            right = "forecast it by itself"
            raise BadInput([f"--disruption {each.name}: it supposes another stack; {right}"])
    return supposed[0] if supposed else ({}, {})


def _understood(
    stack: str | None, changed: dict[str, str], overrides: dict[str, str]
) -> tuple[Topology, Parameters]:
    from openline_drills.rehearsal import find_stack, told_plainly
    from openline_stacks.recovery import parameters
    from openline_stacks.sources import understood

    with told_plainly():
        topology = understood(find_stack(stack), changed)
        return topology, parameters(topology, overrides)
    raise AssertionError("unreachable: what is told plainly is raised")


def _lost(
    asked: Sequence[str | Foreseen], topology: Topology, figures: Parameters
) -> tuple[Disruption, ...]:
    from openline_drills.rehearsal import BadInput
    from openline_stacks.forecast import disruptions, region_lost

    usual = disruptions(topology)
    if not asked:
        return usual
    regions = {region.name for region in topology.regions if region.role != "witness"}
    found: list[Disruption] = []
    for each in asked:
        if not isinstance(each, str):
            found.append(each.disruption(topology, figures))
        elif each in ("region", "zone"):
            found += [disruption for disruption in usual if disruption.kind == each]
        elif each in regions:
            found.append(region_lost(topology, each))
        else:
            there = f"the stack is in {' and '.join(sorted(regions))}"
            raise BadInput([f"--disruption {each}: {there}"])
    return tuple({disruption.name: disruption for disruption in found}.values())


def _worked_out(
    topology: Topology,
    lost: tuple[Disruption, ...],
    figures: Parameters,
    trials: int,
    seed: int,
) -> Forecast:
    from openline_drills.cli._progress import bar
    from openline_stacks.forecast import forecast

    with bar(f"{trials:,} outages of {len(lost)} kinds") as tell:
        return forecast(topology, lost, figures, trials=trials, seed=seed, on_progress=tell)
    raise AssertionError("unreachable: nothing is suppressed")
