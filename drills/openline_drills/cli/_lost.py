"""What a forecast is asked about: which outages, of which stack, by which figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Final

import typer

from openline_drills.cli._catalogue import names

if TYPE_CHECKING:
    from openline_drills.rehearsal import Foreseen
    from openline_stacks.forecast import Disruption
    from openline_stacks.recovery import Parameters
    from openline_stacks.topology import Topology

# What a forecast takes at most; its room loads numpy, which help does not need.
MOST_TRIALS: Final = 1_000_000

Lost = Annotated[
    list[str] | None,
    typer.Option(
        "--disruption",
        metavar="NAME",
        help="What is lost: `region`, `zone`, a region's name, or an experiment's name or "
        "file. Repeatable; by default each region that serves, and a zone of each.",
        autocompletion=names,
        show_default=False,
    ),
]


def asked(wanted: Sequence[str]) -> list[str | Foreseen]:
    """Experiments are read before the stack is: they may suppose something of it."""
    from openline_drills.rehearsal import foreseen

    return [each if _is_place(each) else foreseen(each) for each in wanted]


def _is_place(wanted: str) -> bool:
    """`region`, `zone`, or something that looks like the name of a region."""
    parts = wanted.split("-")
    named = len(parts) >= 3 and parts[0].isalpha() and parts[-1].isdigit()
    return named or wanted in ("region", "zone")


def supposed(wanted: Sequence[str | Foreseen]) -> tuple[dict[str, str], dict[str, str]]:
    """What the experiments suppose. Raises `BadInput` where they do not suppose the same."""
    from openline_drills.rehearsal import BadInput

    premises = [
        (dict(each.settings.set), dict(each.settings.parameters)) if not isinstance(each, str)
        else ({}, {})
        for each in wanted
    ]  # fmt: skip
    for each, premise in zip(wanted, premises, strict=True):
        if premise != premises[0] and not isinstance(each, str):
            right = "forecast it by itself"
            raise BadInput([f"--disruption {each.name}: it supposes another stack; {right}"])
    return premises[0] if premises else ({}, {})


def understood(
    stack: str | None, changed: dict[str, str], overrides: dict[str, str]
) -> tuple[Topology, Parameters]:
    from openline_drills.rehearsal import find_stack, told_plainly
    from openline_stacks.recovery import parameters
    from openline_stacks.sources import understood as planned

    with told_plainly():
        topology = planned(find_stack(stack), changed)
        return topology, parameters(topology, overrides)
    raise AssertionError("unreachable: what is told plainly is raised")


def what_is_lost(
    wanted: Sequence[str | Foreseen], topology: Topology, figures: Parameters
) -> tuple[Disruption, ...]:
    from openline_drills.rehearsal import BadInput
    from openline_stacks.forecast import disruptions, region_lost

    usual = disruptions(topology)
    if not wanted:
        return usual
    regions = {region.name for region in topology.regions if region.role != "witness"}
    found: list[Disruption] = []
    for each in wanted:
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
