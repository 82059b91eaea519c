"""Every figure that the modelled world uses, each with where it was read and how far to trust it.

`documented`: AWS's own pages say it, with no guarantee. `assumed`: nobody says it; it is our guess
and the first thing to replace by one of yours (`--parameter NAME=VALUE`).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from openline_stacks.recovery._catalogue_capacity import CAPACITY
from openline_stacks.recovery._catalogue_routing import ROUTING
from openline_stacks.recovery._catalogue_stores import STORES
from openline_stacks.recovery._figure import DEFAULT, METHOD, parameter
from openline_stacks.recovery._model import Parameter

_RUN = (
    parameter(
        "runbook.call_s", 0.2, "a call of a runbook that is answered at once", DEFAULT, "assumed"
    ),
    parameter("warm_s", 300, "time before the fault, at peak", METHOD, "assumed"),
    parameter("after_lift_s", 1800, "time after the lift", METHOD, "assumed"),
    parameter("fluid.tick_s", 0.25, "step of the rates", METHOD, "assumed"),
)

PARAMETERS: Final[Mapping[str, Parameter]] = MappingProxyType(
    {
        figure.name: figure
        for figure in sorted(ROUTING + CAPACITY + STORES + _RUN, key=lambda figure: figure.name)
    }
)
