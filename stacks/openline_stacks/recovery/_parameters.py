"""The figures of one run: the catalogue, what the declaration says, what the user overrides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from openline_stacks.recovery._catalogue import PARAMETERS
from openline_stacks.recovery._draws import Stream
from openline_stacks.recovery._model import Constant, Distribution, Grade, Parameter
from openline_stacks.recovery._overrides import ParameterError, nearest, override
from openline_stacks.recovery._quantiles import quantile

if TYPE_CHECKING:
    from openline_stacks.topology import Topology

_GRADES: Final[tuple[Grade, ...]] = ("yours", "sla", "documented", "third-party", "assumed")


@dataclass(frozen=True, slots=True)
class Parameters:
    """Frozen figures by name. Unknown names raise `ParameterError`: a misspelt figure is a bug."""

    by_name: Mapping[str, Parameter]
    overridden: tuple[str, ...] = ()

    def get(self, name: str) -> Parameter:
        if name not in self.by_name:
            raise ParameterError(f"no parameter is called {name}{nearest(name, self.by_name)}")
        return self.by_name[name]

    def value(self, name: str) -> float:
        """A figure that is one number. Raises `ParameterError` where it has to be drawn."""
        distribution = self.get(name).distribution
        if not isinstance(distribution, Constant):
            raise ParameterError(f"{name} is a distribution; it is drawn, not read")
        return distribution.value

    def draw(self, name: str, stream: Stream) -> float:
        """One draw; a constant takes its uniform too, so that later draws stay what they were."""
        return quantile(self.get(name).distribution, stream.uniform())

    def moved(self, name: str, distribution: Distribution) -> Parameters:
        """The same with one figure at another value, and what follows from it."""
        figures = dict(self.by_name)
        figures[name] = replace(self.get(name), distribution=distribution)
        _derive(figures, dict.fromkeys((*self.overridden, name), ""))
        return Parameters(MappingProxyType(figures), self.overridden)

    def by_grade(self) -> dict[str, int]:
        """How many figures have each grade, the most trusted first, grades without one left out."""
        grades = [parameter.grade for parameter in self.by_name.values()]
        return {grade: grades.count(grade) for grade in _GRADES if grade in grades}


def _tail(topology: Topology, field: str) -> float | None:
    for system in topology.systems:
        for population in system.populations:
            if population.hold_s is not None:
                return population.share if field == "share" else population.hold_s
    return None


_DECLARED: Final[Mapping[str, Callable[[Topology], float | None]]] = {
    "clients.backoff_first_s": lambda topology: topology.clients.backoff_first_s,
    "clients.backoff_most_s": lambda topology: topology.clients.backoff_most_s,
    "clients.keep_alive_s": lambda topology: topology.clients.keep_alive_s,
    "clients.per_try_s": lambda topology: topology.clients.per_try_s,
    "clients.tries_count": lambda topology: topology.clients.tries,
    "dns.tail_hold_s": lambda topology: _tail(topology, "hold"),
    "dns.tail_share": lambda topology: _tail(topology, "share") or 0.0,
    "failover.decision_s": lambda topology: max(
        (group.decision_s for group in topology.groups if group.decide == "manual"), default=None
    ),
}


def parameters(
    topology: Topology | None = None, overrides: Mapping[str, str | float] = MappingProxyType({})
) -> Parameters:
    """The figures for one stack. What is declared and differs from the default becomes `yours`.

    Raises `ParameterError` with a line for every name that does not exist, value that cannot be, or
    figure that belongs in the declaration.
    """
    figures = dict(PARAMETERS)
    if topology is not None:
        figures |= {name: _declared(name, topology) for name in _DECLARED}
    problems = []
    for name, text in sorted(overrides.items()):
        try:
            figures[name] = override(name, text)
        except ParameterError as error:
            problems.append(str(error))
        if name in _DECLARED:
            problems.append(f"{name} is declared, not assumed: change the declaration or use --set")
    if problems:
        raise ParameterError("\n".join(problems))
    _derive(figures, overrides)
    return Parameters(MappingProxyType(figures), tuple(sorted(overrides)))


def _declared(name: str, topology: Topology) -> Parameter:
    default, value = PARAMETERS[name], _DECLARED[name](topology)
    if value is None or Constant(float(value)) == default.distribution:
        return default
    return replace(default, distribution=Constant(float(value)), grade="yours")


def _derive(figures: dict[str, Parameter], overrides: Mapping[str, str | float]) -> None:
    """Figures that follow from others unless they are overridden themselves."""
    for name in ("overload.bound_s", "capacity.slots_s"):
        if name not in overrides:
            per_try = figures["clients.per_try_s"].distribution
            figures[name] = replace(figures[name], distribution=per_try)
    count, share = (_number(figures, f"checker.{name}") for name in ("count", "healthy_share"))
    if "checker.agree_down" not in overrides:
        down = Constant(float(count - count * share // 1))
        figures["checker.agree_down"] = replace(figures["checker.agree_down"], distribution=down)
    if _number(figures, "checker.agree_down") > count:
        raise ParameterError(
            f"checker.agree_down is more than the {count:g} checkers of checker.count"
        )


def _number(figures: Mapping[str, Parameter], name: str) -> float:
    distribution = figures[name].distribution
    assert isinstance(distribution, Constant)
    return distribution.value
