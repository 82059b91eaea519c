"""Which figures of the model a verdict rests on: within their ranges, it would be another.

Each figure is moved by itself to both ends of its range, and all is forecast again with the same
luck. What a forecast never asked for cannot move it, and is not tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from math import fsum
from typing import Final, Literal

from openline_stacks.forecast._forecast import Job, forecasts
from openline_stacks.forecast._model import Disruption, DisruptionForecast, Verdict
from openline_stacks.recovery import (
    Constant,
    Distribution,
    Lognormal,
    Parameter,
    Parameters,
    Range,
    Uniform,
    between,
    range_of,
)
from openline_stacks.topology import Population, System, Topology

# Each trial has the same luck in every forecast, so that few tell which verdict turns.
_TRIALS: Final = 100
_CHANCE: Final = 0.95  # the miss rate of 5 % that a target tolerates
_HALVINGS: Final = 4  # to a sixteenth of the way from the figure to the end of its range

_Key = tuple[str, str, Literal["RTO", "RPO"]]


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


@dataclass(frozen=True, slots=True)
class _Try:
    """A figure on its way to one end of its range."""

    disruption: Disruption
    parameter: Parameter
    range_: Range
    to: Distribution


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
    search = _Search(topology, figures, seed, executor)
    usual: dict[str, Mapping[_Key, bool]] = {}
    tries: list[_Try] = []
    for disruption in disruptions:
        usual[disruption.name], asked = search.asked(disruption)
        tries += _tries(figures, disruption, asked)
    ends = search.meets([(one, 1.0) for one in tries], on_progress)
    turned = {
        (place, key): (0.0, 1.0)
        for place, (one, meets) in enumerate(zip(tries, ends, strict=True))
        for key, met in meets.items()
        if met != usual[one.disruption.name][key]
    }
    for _ in range(_HALVINGS):
        halves = sorted({(place, sum(turned[place, key]) / 2.0) for place, key in turned})
        found = dict(
            zip(halves, search.meets([(tries[p], at) for p, at in halves], None), strict=True)
        )
        for (place, key), (near, far) in turned.items():
            middle = (near + far) / 2.0
            same = found[place, middle][key] == usual[tries[place].disruption.name][key]
            turned[place, key] = (middle, far) if same else (near, middle)
    told = [
        _told(tries[place], key, far, usual[tries[place].disruption.name][key])
        for (place, key), (_, far) in turned.items()
    ]
    return tuple(sorted(told, key=_place))


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


def _tries(figures: Parameters, disruption: Disruption, asked: frozenset[str]) -> Iterator[_Try]:
    for name in sorted(asked):
        parameter = figures.get(name)
        range_ = range_of(parameter)
        for to in (range_.low, range_.high) if range_ is not None else ():
            if to != parameter.distribution:
                assert range_ is not None
                yield _Try(disruption, parameter, range_, to)


def _told(one: _Try, key: _Key, share: float, met: bool) -> RestsOn:
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


class _Asked(Mapping[str, Parameter]):
    """Figures that remember which of them were asked for."""

    def __init__(self, by_name: Mapping[str, Parameter]) -> None:
        self._by_name = by_name
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> Parameter:
        self.names.add(name)
        return self._by_name[name]

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)


class _Search:
    def __init__(
        self, topology: Topology, figures: Parameters, seed: int, executor: Executor | None
    ) -> None:
        self._topology = topology
        self._figures = figures
        self._seed = seed
        self._executor = executor

    def asked(self, disruption: Disruption) -> tuple[Mapping[_Key, bool], frozenset[str]]:
        """What is met as things are, and the figures that this was worked out with."""
        asked = _Asked(self._figures.by_name)
        figures = Parameters(asked, self._figures.overridden)
        job = Job(self._topology, disruption, figures, _TRIALS, self._seed, knock_outs=False)
        ((_, under),) = forecasts([job])
        moving = {
            n for n, changed in _DECLARED.items() if changed(self._topology, 0.5) != self._topology
        }
        return _meets(under), frozenset((asked.names - _DECLARED.keys()) | moving)

    def meets(
        self, tries: Sequence[tuple[_Try, float]], on_progress: Callable[[float], None] | None
    ) -> list[Mapping[_Key, bool]]:
        """Of each figure, so far on its way."""
        jobs = [self._job(one, share) for one, share in tries]
        places = {id(job): place for place, job in enumerate(jobs)}
        found: list[Mapping[_Key, bool]] = [{}] * len(jobs)
        for job, under in forecasts(jobs, executor=self._executor, on_progress=on_progress):
            found[places[id(job)]] = _meets(under)
        return found

    def _job(self, one: _Try, share: float) -> Job:
        name = one.parameter.name
        to = between(name, one.parameter.distribution, one.to, share)
        topology = self._topology
        if name in _DECLARED and isinstance(to, Constant):
            topology = _DECLARED[name](topology, to.value)
        figures = self._figures.moved(name, to)
        return Job(topology, one.disruption, figures, _TRIALS, self._seed, knock_outs=False)


def _meets(under: DisruptionForecast) -> Mapping[_Key, bool]:
    """Whether each target is met often enough; not what nobody understood."""
    found: dict[_Key, bool] = {}
    for operation in under.operations:
        if operation.critical and operation.meets is not None and not operation.doubts:
            met = operation.meets.share >= _CHANCE
            found[operation.system, operation.name, "RTO"] = met
    for store in under.stores:
        if store.meets is not None and not store.doubts:
            found[store.system, store.name, "RPO"] = store.meets.share >= _CHANCE
    return found


def _decision(topology: Topology, value: float) -> Topology:
    """Where nobody wrote down another, every group that decides by hand takes the default."""
    groups = tuple(
        replace(group, decision_s=value) if group.decide == "manual" else group
        for group in topology.groups
    )
    return replace(topology, groups=groups)


def _tail_share(topology: Topology, value: float) -> Topology:
    return _with_tail(topology, lambda tail, of: replace(tail, share=of * value))


def _tail_hold(topology: Topology, value: float) -> Topology:
    return _with_tail(topology, lambda tail, _: replace(tail, hold_s=value))


def _with_tail(topology: Topology, tail: Callable[[Population, float], Population]) -> Topology:
    """The clients that hold an answer, changed; the rest of their region's are who is left."""
    return replace(topology, systems=tuple(_changed(system, tail) for system in topology.systems))


def _changed(system: System, tail: Callable[[Population, float], Population]) -> System:
    populations: list[Population] = []
    for region in dict.fromkeys(each.region for each in system.populations):
        there = [each for each in system.populations if each.region == region]
        of = fsum(each.share for each in there)
        held = [tail(each, of) for each in there if each.hold_s is not None]
        usual = [each for each in there if each.hold_s is None]
        left = of - fsum(each.share for each in held)
        if len(usual) != 1 or len(held) != 1:
            populations += there
            continue
        changed = {each.name: each for each in (*held, replace(usual[0], share=left))}
        populations += [changed[each.name] for each in there]
    return replace(system, populations=tuple(populations))


# What the declaration says stands in the topology, and is changed there.
_DECLARED: Final[Mapping[str, Callable[[Topology, float], Topology]]] = {
    "dns.tail_hold_s": _tail_hold,
    "dns.tail_share": _tail_share,
    "failover.decision_s": _decision,
}
