"""What a run found, in a sentence or two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from openline_drills.report import duration
from openline_drills.result import OperationModel, Result, StoreModel, SystemModel

_NAMED: Final = 3  # so many missed targets still fit into a sentence


def sentence(result: Result) -> str:
    """The verdict and the figures that carry it."""
    taken = faults_in_words(result)
    if result.verdict == "would meet":
        return f"Every target would be met. {_slowest(result, taken)}"
    if result.verdict == "would miss":
        missed = list(_missed(result))
        count = f"{len(missed)} target{'s' if len(missed) != 1 else ''} would be missed"
        named = "; ".join(missed[:_NAMED])
        more = f"; and {len(missed) - _NAMED} more" if len(missed) > _NAMED else ""
        return f"When {taken}, {count}: {named}{more}."
    reasons = [s.reason.text for s in result.systems if s.reason and s.verdict == "inconclusive"]
    why = f": {reasons[0].rstrip('.')}" if reasons else ""
    return f"It cannot be said whether the targets would be met{why}."


def faults_in_words(result: Result) -> str:
    """`us-east-1 drops everything for 1 h`; of many the first and how many more."""
    if not result.faults:
        return "nothing is taken away"
    first = result.faults[0]
    told = f"{first.what} for {duration(first.to_s - first.from_s)}"
    more = len(result.faults) - 1
    return f"{told} and {more} more" if more else told


def _slowest(result: Result, taken: str) -> str:
    pairs = [
        (operation.rto.p95_s, system, operation)
        for system in result.systems
        for operation in system.operations
        if operation.critical and operation.target_s is not None and operation.rto.p95_s
    ]
    if not pairs:
        return f"When {taken}, no judged operation would fall below its level."
    p95_s, system, operation = max(pairs, key=lambda pair: pair[0] or 0.0)
    return (
        f"When {taken}, {name(system, operation)} would be the last back, after {duration(p95_s)} "
        f"in 95 % of seeds; {duration(operation.target_s)} is promised."
    )


def _missed(result: Result) -> Iterator[str]:
    for system in result.systems:
        for operation in system.operations:
            if operation.verdict == "would miss" and operation.critical:
                yield f"{name(system, operation)} ({_told('RTO', operation)})"
        for store in system.stores:
            if store.verdict == "would miss":
                yield f"{name(system, store)} ({_told('RPO', store)})"


def _told(what: str, entry: OperationModel | StoreModel) -> str:
    if isinstance(entry, OperationModel):
        found = quantile(entry, entry.rto.p50_s)
    else:
        found = duration(entry.rpo.p50_s)
    return f"{what} {found} where {duration(entry.target_s)} is promised"


def name(system: SystemModel, entry: OperationModel | StoreModel) -> str:
    return f"{system.name} · {entry.name}"


def quantile(operation: OperationModel, seconds: float | None) -> str:
    """A quantile of the RTO; where it lands on a seed that did not recover, what is known."""
    if operation.recovered_by == "lift":
        return duration(seconds, absent="not before the lift")
    return duration(seconds, absent=f"over {duration(operation.censored_at_s)}")


def listed(names: Sequence[str], most: int = 12) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
