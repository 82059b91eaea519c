"""The commands that move customers from a region to another, and back, ready to be run."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pulumi

from openline import _plan
from openline._aws.commands import dial, flip, raise_minimum
from openline.accelerator import AcceleratedEntry
from openline.declaration import fleet_size

if TYPE_CHECKING:
    from openline._handed import Fleet
    from openline.declaration import Declaration
    from openline.edge import EdgeCache


def switches(
    declaration: Declaration,
    system: str,
    front: EdgeCache | AcceleratedEntry | None,
    fleets: Mapping[str, Fleet],
) -> dict[str, Any]:
    """`fail_over` and `fail_back`, each run in the region that is left to serve. `fleets`: region
    -> the system's fleet there."""
    if isinstance(front, AcceleratedEntry):
        return _dials(declaration, system, front, fleets)
    if declaration.standby is not None:
        return _switch(declaration, system, fleets[declaration.standby], declaration.standby)
    return {
        f"{way}:{left}": flip(other, declaration.stack, system, over=way == "fail_over")
        for left, other in permutations(declaration.serving, 2)
        for way in ("fail_over", "fail_back")
    }


def _switch(declaration: Declaration, system: str, fleet: Fleet, standby: str) -> dict[str, Any]:
    over = pulumi.Output.from_input(flip(standby, declaration.stack, system, over=True))
    return {
        "fail_over": _lit(declaration, system, fleet, standby, over),
        "fail_back": flip(standby, declaration.stack, system, over=False),
    }


def _lit(
    declaration: Declaration,
    system: str,
    fleet: Fleet,
    standby: str,
    over: pulumi.Output[str],
) -> pulumi.Output[str]:
    """Where the standby is empty, its group is raised first."""
    if not _plan.empty(declaration, system, standby):
        return over
    size = fleet_size(declaration, system, standby)
    lit = fleet.group_name.apply(lambda group: raise_minimum(standby, group, size.full, size.max))
    return pulumi.Output.concat(lit, " && ", over)


def _dials(
    declaration: Declaration,
    system: str,
    front: AcceleratedEntry,
    fleets: Mapping[str, Fleet],
) -> dict[str, Any]:
    """An accelerator fails over by itself; its dials are for what its health checks do not see."""
    standby = declaration.standby
    if standby is not None:
        over = _dialled(front, (standby, 100), (declaration.primary, 0))
        return {
            "fail_over": _lit(declaration, system, fleets[standby], standby, over),
            "fail_back": _dialled(front, (declaration.primary, 100), (standby, 0)),
        }
    return {
        f"{way}:{left}": _dialled(front, (left, percentage))
        for left in declaration.serving
        for way, percentage in (("fail_over", 0), ("fail_back", 100))
    }


def _dialled(front: AcceleratedEntry, *steps: tuple[str, int]) -> pulumi.Output[str]:
    """On before off: for a moment both serve, and never neither."""
    arns = pulumi.Output.all(*(front.group_arn(region) for region, _ in steps))
    return arns.apply(
        lambda known: " && ".join(
            dial(arn, percentage) for arn, (_, percentage) in zip(known, steps, strict=True)
        )
    )
