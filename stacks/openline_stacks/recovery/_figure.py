"""How a figure of the catalogue is written, and what several of them name as their source."""

from __future__ import annotations

from typing import Final

from openline_stacks.recovery._model import Constant, Distribution, Grade, Parameter

DECLARATION: Final = "the declaration"
DEFAULT: Final = "no source: a guess to be replaced by a measurement of yours"
METHOD: Final = "how this model measures, the same for every stack"
_READ_ON: Final = "2026-11-23"


def parameter(
    name: str, distribution: Distribution | float, what: str, source: str, grade: Grade
) -> Parameter:
    if isinstance(distribution, float | int):
        distribution = Constant(float(distribution))
    return Parameter(name, distribution, what, source, grade, _READ_ON)
