"""Which figures of the model a verdict rests on: within their ranges, it would be another.

Each figure is moved by itself to both ends of its range, and all that it can change is forecast
again with the same luck.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from openline_stacks.forecast._model import Disruption, Verdict
from openline_stacks.forecast._tries import Key, Move, Tries, Try, Usual
from openline_stacks.recovery import (
    Constant,
    Distribution,
    Lognormal,
    Parameter,
    Parameters,
    Uniform,
    between,
    range_of,
)
from openline_stacks.topology import Topology

# Twice to a quarter: to a sixteenth of the way from the figure to the end of its range.
_ROUNDS: Final = 2
_QUARTERS: Final = (0.25, 0.5, 0.75)

# By move and target: up to where on the way it is as usual, and from where on it is not.
_Turned: TypeAlias = dict[tuple[int, Key], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class RestsOn:
    """A verdict that would be another. `flips_at`: where, on the way from `now` to `to`, it is the
    other first, as near as a sixteenth of that way. `range_why`: why it is tried that far."""

    disruption: str
    system: str
    name: str
    measure: Literal["RTO", "RPO"]
    verdict: Verdict
    becomes: Verdict
    parameter: Parameter
    now: Distribution
    flips_at: Distribution
    to: Distribution
    range_why: str


def rests_on(
    topology: Topology,
    disruptions: Sequence[Disruption],
    figures: Parameters,
    *,
    seed: int = 1,
    executor: Executor | None = None,
    on_progress: Callable[[float], None] | None = None,
) -> tuple[RestsOn, ...]:
    """By disruption, system, name and figure. Raises what `forecasts` does."""
    tries = Tries(topology, figures, seed, executor)
    usual = {one.name: tries.usual(one) for one in disruptions}
    moves = [one for each in disruptions for one in _moves(figures, each, usual[each.name])]
    ends = [Try(one, 1.0, frozenset(usual[one.disruption.name].meets)) for one in moves]
    turned: _Turned = {
        (place, key): (0.0, 1.0)
        for place, meets in enumerate(tries.meets(ends, on_progress))
        for key, met in meets.items()
        if met != usual[moves[place].disruption.name].meets[key]
    }
    for _ in range(_ROUNDS):
        turned = _nearer(tries, moves, turned)
    told = [
        _told(moves[place], key, far, usual[moves[place].disruption.name].meets[key])
        for (place, key), (_, far) in turned.items()
    ]
    return tuple(sorted(told, key=_place))


def _nearer(tries: Tries, moves: Sequence[Move], turned: _Turned) -> _Turned:
    """The first quarter of each of these ways in which it turns."""
    asked: dict[tuple[int, float], set[Key]] = {}
    for (place, key), (near, far) in turned.items():
        for part in _QUARTERS:
            asked.setdefault((place, near + (far - near) * part), set()).add(key)
    halts = [Try(moves[place], at, frozenset(keys)) for (place, at), keys in asked.items()]
    found = dict(zip(asked, tries.meets(halts), strict=True))
    nearer: _Turned = {}
    for (place, key), (near, far) in turned.items():
        usual = tries.usual(moves[place].disruption).meets[key]
        way = [near, *(near + (far - near) * part for part in _QUARTERS), far]
        as_usual = [found[place, at][key] == usual for at in way[1:-1]]
        first = as_usual.index(False) if False in as_usual else len(as_usual)
        nearer[place, key] = (way[first], way[first + 1])
    return nearer


def _place(one: RestsOn) -> tuple[str, str, str, str, str, bool]:
    grows = _first(one.to) > _first(one.now)
    return (one.disruption, one.system, one.name, one.measure, one.parameter.name, grows)


def _first(distribution: Distribution) -> float:
    match distribution:
        case Constant(value):
            return value
        case Uniform(low, _):
            return low
        case Lognormal(median, _):
            return median


def _moves(figures: Parameters, disruption: Disruption, usual: Usual) -> Iterator[Move]:
    for name in sorted(usual.asked):
        parameter = figures.get(name)
        range_ = range_of(parameter)
        for to in (range_.low, range_.high) if range_ is not None else ():
            if to != parameter.distribution:
                assert range_ is not None
                yield Move(disruption, parameter, range_, to)


def _told(one: Move, key: Key, share: float, met: bool) -> RestsOn:
    system, name, measure = key
    now = one.parameter.distribution
    return RestsOn(
        disruption=one.disruption.name,
        system=system,
        name=name,
        measure=measure,
        verdict="would meet" if met else "would miss",
        becomes="would miss" if met else "would meet",
        parameter=one.parameter,
        now=now,
        flips_at=between(one.parameter.name, now, one.to, share),
        to=one.to,
        range_why=one.range_.why,
    )
