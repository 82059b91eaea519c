"""How far a figure may be from what the catalogue says, by its grade and where it was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from openline_stacks.recovery._figure import DECLARATION, METHOD
from openline_stacks.recovery._model import Constant, Distribution, Lognormal, Parameter, Uniform

_HALF: Final = 0.5
_DOUBLE: Final = 2.0
_GUESS: Final = "a guess: half of it to twice as much"

# What half to double would say nothing of, or where the source itself gives a spread.
_STATED: Final[Mapping[str, tuple[float, float, str]]] = {
    "accelerator.moves_s": (10, 60, "the workshop: up to 30 s, and 60 s with a balancer's checks"),
    "autoscaling.scale_in_share": (0.8, 1.0, "a guess: a tenth around the 10 % below"),
    "cache.cold_share": (0.5, 1.0, "a guess: half of what a warm instance answers, to all of it"),
    "dns.tail_share": (0.01, 0.1, "a guess: who holds answers differs by who the clients are"),
    "edge.skew_exponent": (0.64, 0.83, "the paper: 0.64 to 0.83"),
    "replication.stall_s": (0, 60, "a guess: copies that had stood still for a minute at most"),
}
# Figures of the declaration that nobody has to guess: they stand in the clients' own settings.
_LOOKED_UP: Final = "clients."
_KNOWN: Final = ("checker.count",)  # how many agree moves with it


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`, both of the parameter's own kind of distribution; `why` they are."""

    low: Distribution
    high: Distribution
    why: str


def range_of(parameter: Parameter) -> Range | None:
    """None: it is what it is. You measured it, AWS states it, or it is how the model measures."""
    if parameter.grade in ("yours", "sla", "documented") or parameter.source == METHOD:
        return None
    name = parameter.name
    declared = parameter.source == DECLARATION and name.startswith(_LOOKED_UP)
    if declared or name in _KNOWN:
        return None
    if name in _STATED:
        low, high, why = _STATED[name]
        return Range(Constant(float(low)), Constant(float(high)), why)
    low_, high_ = (_times(parameter, times) for times in (_HALF, _DOUBLE))
    return Range(low_, high_, _GUESS)


def between(name: str, one: Distribution, other: Distribution, share: float) -> Distribution:
    """So far on the way from one to the other; counts stay whole. Raises `ValueError` for two that
    are not of one kind."""

    def way(start: float, end: float) -> float:
        value = start + (end - start) * share
        return float(int(value + 0.5)) if name.endswith("_count") else value

    match one, other:
        case Constant(a), Constant(b):
            return Constant(way(a, b))
        case Uniform(a, b), Uniform(c, d):
            return Uniform(way(a, c), way(b, d))
        case Lognormal(a, b), Lognormal(c, d):
            return Lognormal(way(a, c), way(b, d))
    raise ValueError(f"{name}: {one} and {other} are not of one kind")


def _times(parameter: Parameter, times: float) -> Distribution:
    name = parameter.name
    most = 1.0 if name.endswith("_share") else float("inf")

    def value(of: float) -> float:
        found = min(most, of * times)
        return max(1.0, float(int(found + 0.5))) if name.endswith("_count") else found

    match parameter.distribution:
        case Constant(a):
            return Constant(value(a))
        case Uniform(a, b):
            return Uniform(value(a), value(b))
        case Lognormal(a, sigma):
            return Lognormal(value(a), sigma)
