"""What is met with a figure elsewhere: every try at once, as far as each can change anything.

What a forecast never asked for cannot move it. What only an RPO is worked out with moves no trial.
What is worked out by formula needs no grid, and the rest shares one, side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, as_completed
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np

from openline_stacks.forecast._declared import declared, declared_of, with_declared
from openline_stacks.forecast._model import Disruption
from openline_stacks.forecast._rpo import rpo_s
from openline_stacks.forecast._scene import Scene
from openline_stacks.forecast._stores import rpo_target_s
from openline_stacks.forecast._summary import summed_up
from openline_stacks.forecast._trials import Trials
from openline_stacks.forecast._working import Plan, on_the_grid, planned
from openline_stacks.recovery import Distribution, Parameter, Parameters, Range, between
from openline_stacks.topology import Topology

# Each trial has the same luck in every forecast, so that few tell which verdict turns.
_TRIALS: Final = 100
_CHANCE: Final = 0.95  # the miss rate of 5 % that a target tolerates
# Columns of systems in one grid: with more, another process and its steps cost less than they save.
_MOST: Final = 20_000

Key: TypeAlias = tuple[str, str, Literal["RTO", "RPO"]]
Meets: TypeAlias = Mapping[Key, bool]
_Placed: TypeAlias = tuple[int, Plan]


@dataclass(frozen=True, slots=True)
class Move:
    """A figure on its way to one end of its range."""

    disruption: Disruption
    parameter: Parameter
    range_: Range
    to: Distribution


@dataclass(frozen=True, slots=True)
class Try:
    """So far on its way, and which targets that may turn."""

    move: Move
    share: float
    keys: frozenset[Key]


@dataclass(frozen=True, slots=True)
class Usual:
    """As things are. `asked`: the figures that can turn anything; `acted`: those that a trial was
    worked out with, and not only what is told of it."""

    meets: Meets
    asked: frozenset[str]
    acted: frozenset[str]
    trials: Trials


class Tries:
    """Of one stack."""

    def __init__(
        self, topology: Topology, figures: Parameters, seed: int, executor: Executor | None
    ) -> None:
        self._topology = topology
        self._figures = figures
        self._seed = seed
        self._executor = executor
        self._usual: dict[str, Usual] = {}

    def usual(self, disruption: Disruption) -> Usual:
        if disruption.name not in self._usual:
            self._usual[disruption.name] = self._as_things_are(disruption)
        return self._usual[disruption.name]

    def _as_things_are(self, disruption: Disruption) -> Usual:
        asked = _Asked(self._figures.by_name)
        scene = self._scene(self._topology, disruption, Parameters(asked, self._figures.overridden))
        plan = planned(scene)
        (found,) = on_the_grid([plan])
        trials = plan.joined(found)
        acted = frozenset(asked.names)
        meets = _understood(scene, trials)  # asks for what RPOs are worked out with
        moving = frozenset(name for name in asked.names if not declared(name))
        return Usual(meets, moving | declared_of(self._topology), acted, trials)

    def meets(
        self, tries: Sequence[Try], on_progress: Callable[[float], None] | None = None
    ) -> list[Meets]:
        """Of each try, what it may turn."""
        tell = on_progress or (lambda share: None)
        found: list[Meets] = [{}] * len(tries)
        waiting: dict[Hashable, list[_Placed]] = {}
        for place, one in enumerate(tries):
            scene = self.scene(one)
            if not self._acts(one):
                found[place] = _meets(scene, self.usual(one.move.disruption).trials, one.keys)
                continue
            plan = planned(scene)
            if any(system in plan.rest for system, _, _ in one.keys):
                kin = one.move.disruption.name, plan.kin
                waiting.setdefault(kin, []).append((place, plan))
            else:
                found[place] = _meets(scene, plan.joined(Trials({}, {}, {}, {}, {})), one.keys)
        chunks = [chunk for each in waiting.values() for chunk in _chunks(each)]
        of = sum(len(chunk) for chunk in chunks)
        done = 0
        for chunk, meets in self._worked_out(tries, chunks):
            for (place, _), each in zip(chunk, meets, strict=True):
                found[place] = each
            done += len(chunk)
            tell(done / of)
        tell(1.0)
        return found

    def _acts(self, one: Try) -> bool:
        """Whether a trial may be another by it."""
        name = one.move.parameter.name
        return declared(name) or name in self.usual(one.move.disruption).acted

    def _worked_out(
        self, tries: Sequence[Try], chunks: Sequence[list[_Placed]]
    ) -> Iterator[tuple[list[_Placed], list[Meets]]]:
        if self._executor is None or len(chunks) < 2:
            for chunk in chunks:
                keys = [tries[place].keys for place, _ in chunk]
                yield chunk, _side_by_side([plan for _, plan in chunk], keys)
            return
        futures = {
            self._executor.submit(
                _away,
                self._topology,
                (dict(self._figures.by_name), self._figures.overridden),
                self._seed,
                [tries[place] for place, _ in chunk],
            ): chunk
            for chunk in chunks
        }
        for future in as_completed(futures):
            yield futures[future], future.result()

    def scene(self, one: Try) -> Scene:
        """With the figure so far on its way."""
        move, name = one.move, one.move.parameter.name
        to = between(name, move.parameter.distribution, move.to, one.share)
        topology = with_declared(self._topology, name, to)
        return self._scene(topology, move.disruption, self._figures.moved(name, to))

    def _scene(self, topology: Topology, disruption: Disruption, figures: Parameters) -> Scene:
        """What comes after the lift turns no verdict, but for a store that is taken over then."""
        return Scene(
            topology, figures, disruption, _TRIALS, self._seed, to_lift=True, taken_over=True
        )


def _away(
    topology: Topology,
    figures: tuple[dict[str, Parameter], tuple[str, ...]],
    seed: int,
    tries: Sequence[Try],
) -> list[Meets]:
    """In another process, which is sent no views of mappings."""
    own = Tries(topology, Parameters(*figures), seed, None)
    return _side_by_side([planned(own.scene(one)) for one in tries], [one.keys for one in tries])


def _chunks(plans: list[_Placed]) -> Iterator[list[_Placed]]:
    """Evenly, each with as many as one grid is good for."""
    columns = max(1, len(plans[0][1].rest)) * _TRIALS
    count = -(-len(plans) * columns // _MOST)
    size = -(-len(plans) // min(count, len(plans)))
    for first in range(0, len(plans), size):
        yield plans[first : first + size]


def _side_by_side(plans: Sequence[Plan], keys: Sequence[frozenset[Key]]) -> list[Meets]:
    found = zip(plans, on_the_grid(plans), keys, strict=True)
    return [_meets(plan.scene, plan.joined(trials), each) for plan, trials, each in found]


def _understood(scene: Scene, trials: Trials) -> Meets:
    """Whether each target is met often enough; not what nobody understood."""
    under, found = summed_up(scene, trials), set[Key]()
    for operation in under.operations:
        if operation.critical and operation.meets is not None and not operation.doubts:
            found.add((operation.system, operation.name, "RTO"))
    for store in under.stores:
        if store.meets is not None and not store.doubts:
            found.add((store.system, store.name, "RPO"))
    return _meets(scene, trials, found)


def _meets(scene: Scene, trials: Trials, keys: Collection[Key]) -> Meets:
    kind = scene.disruption.kind
    found: dict[Key, bool] = {}
    for key in keys:
        name, of, measure = key
        system = scene.topology.system(name)
        if measure == "RTO":
            objective = next(each for each in system.operations if each.name == of).objective(kind)
            target_s = None if objective is None else objective.rto_s
            took_s = trials.operations[name, of].rto_s
        else:
            store = next(each for each in system.stores if each.name == of)
            target_s = rpo_target_s(system, store, kind)
            took_s = rpo_s(scene, system, store, trials.stores[name, of])
        assert target_s is not None
        found[key] = int(np.count_nonzero(took_s <= target_s)) / len(took_s) >= _CHANCE
    return found


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
