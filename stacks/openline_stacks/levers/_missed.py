"""Which targets a forecast says would not be met."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from openline_stacks.forecast import Forecast, OperationForecast, StoreForecast
from openline_stacks.levers._model import Kind, Measure, Missed

# A miss rate of 5 % is what a target tolerates (forecast's verdict goes by the same).
_CHANCE: Final = 0.95
Key = tuple[str, str, str, str]


def missed(found: Forecast) -> tuple[Missed, ...]:
    """In the order of the forecast. What is not understood cannot be mended by a lever."""
    return tuple(_missed(found))


def unsure(found: Forecast) -> tuple[str, ...]:
    said: dict[str, None] = {}
    for under in found.disruptions:
        targets: list[OperationForecast | StoreForecast] = [*under.operations, *under.stores]
        for each in targets:
            if each.target_s is not None:
                said |= dict.fromkeys(each.doubts)
    return tuple(sorted(said))


def key(one: Missed) -> Key:
    return one.disruption, one.system, one.name, one.measure


def _missed(found: Forecast) -> Iterator[Missed]:
    for under in found.disruptions:
        lost = under.disruption
        for operation in under.operations:
            if operation.critical and _misses(operation):
                yield _told(lost.name, lost.kind, operation, "RTO", operation.rto_s.p95)
        for store in under.stores:
            if _misses(store):
                yield _told(lost.name, lost.kind, store, "RPO", store.rpo_s.p95)


def _misses(one: OperationForecast | StoreForecast) -> bool:
    return not one.doubts and one.meets is not None and one.meets.share < _CHANCE


def _told(
    disruption: str,
    kind: Kind,
    one: OperationForecast | StoreForecast,
    measure: Measure,
    p95_s: float | None,
) -> Missed:
    assert one.target_s is not None, "what misses has a target"
    return Missed(disruption, kind, one.system, one.name, measure, one.target_s, p95_s)
