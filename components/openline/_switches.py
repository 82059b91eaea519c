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
    from openline.declaration import Declaration
    from openline.edge import EdgeCache
    from openline.fleet import ServiceFleet


def switches(
    declaration: Declaration,
    system: str,
    front: EdgeCache | AcceleratedEntry | None,
    fleets: Mapping[str, ServiceFleet],
) -> dict[str, Any]:
    """`fail_over` and `fail_back`, each run in the region that is left to serve."""
    if isinstance(front, AcceleratedEntry):
        return _dials(declaration, front)
    if declaration.standby is not None:
        return _switch(declaration, system, fleets[declaration.standby], declaration.standby)
    return {
        f"{way}:{left}": flip(other, declaration.stack, system, over=way == "fail_over")
        for left, other in permutations(declaration.serving, 2)
        for way in ("fail_over", "fail_back")
    }


def _switch(
    declaration: Declaration, system: str, fleet: ServiceFleet, standby: str
) -> dict[str, Any]:
    """Where the standby is empty, its group is raised first."""
    over = pulumi.Output.from_input(flip(standby, declaration.stack, system, over=True))
    if _plan.empty(declaration, system, standby):
        size = fleet_size(declaration, system, standby)
        lit = fleet.group_name.apply(
            lambda group: raise_minimum(standby, group, size.full, size.max)
        )
        over = pulumi.Output.concat(lit, " && ", over)
    return {
        "fail_over": over,
        "fail_back": flip(standby, declaration.stack, system, over=False),
    }


def _dials(declaration: Declaration, front: AcceleratedEntry) -> dict[str, Any]:
    """An accelerator fails over by itself; its dials are for what its health checks do not see."""
    standby = declaration.standby
    if standby is not None:
        return {
            "fail_over": _dialled(front, (standby, 100), (declaration.primary, 0)),
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
