"""The recovery model's figures: parameters with source and grade, and the faults.

In: overrides by name. Out: frozen `Parameter`s and `Fault`s that forecast and rehearsal share.
"""

from openline_stacks.recovery._model import (
    Constant,
    Distribution,
    Fault,
    Grade,
    Lognormal,
    Mode,
    Parameter,
    Plane,
    Selector,
    Uniform,
)

__all__ = [
    "Constant",
    "Distribution",
    "Fault",
    "Grade",
    "Lognormal",
    "Mode",
    "Parameter",
    "Plane",
    "Selector",
    "Uniform",
]
