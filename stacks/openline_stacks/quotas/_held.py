"""Which resources of a stack take from which quota."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from openline_stacks.older_names import names_of
from openline_stacks.quotas._table import COUNTED, FIGURES, Quota
from openline_stacks.states import ResourceState, States
from openline_stacks.topology._values import dig, number


@dataclass(frozen=True, slots=True)
class Held:
    """`amount`: of the quota, by `states` in `region` ("": everywhere). `path`: the property that
    asks for it, "" where each resource is one."""

    quota: Quota
    region: str
    amount: float
    states: tuple[ResourceState, ...]
    path: str = ""


def held(states: States, region_of: Callable[[ResourceState], str | None]) -> Iterator[Held]:
    """Every quota that the stack touches; counts by type first, in a fixed order."""
    for type_, quota in sorted(COUNTED.items()):
        where = region_of if quota.regional else _everywhere
        for region, there in _by_region(states.of_type(*names_of(type_)), where):
            yield Held(quota, region, len(there), there)
    for figure in FIGURES:
        asking = {
            one.urn: asked
            for one in states.of_type(*names_of(figure.type))
            if (asked := number(dig(one.inputs, *figure.path.split(".")))) is not None
            and 0.0 <= asked < math.inf
        }
        some = tuple(one for one in states.of_type(*names_of(figure.type)) if one.urn in asking)
        for region, there in _by_region(some, region_of):
            for one in [there] if figure.together else [(each,) for each in there]:
                amount = 0.0
                for each in one:
                    amount += asking[each.urn]
                yield Held(figure.quota, region, amount, one, figure.path)


def _everywhere(_: ResourceState) -> str:
    return ""


def _by_region(
    states: tuple[ResourceState, ...], region_of: Callable[[ResourceState], str | None]
) -> Iterator[tuple[str, tuple[ResourceState, ...]]]:
    found: dict[str, list[ResourceState]] = defaultdict(list)
    for state in states:
        found[region_of(state) or ""].append(state)
    for region in sorted(found):
        yield region, tuple(found[region])
