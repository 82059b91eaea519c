"""Two runs side by side, key by key."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from openline_drills.compare._model import (
    COMPARISON_VERSION,
    Change,
    Comparison,
    Figures,
    OperationPair,
    Side,
    StorePair,
)
from openline_drills.result import KeptRun, OperationModel, Result, StoreModel

Entry = TypeVar("Entry", OperationModel, StoreModel)


def compare(before: KeptRun, after: KeptRun) -> Comparison:
    """What changed from the first to the second."""
    declared = (before.details.declaration, after.details.declaration)
    return Comparison(
        schema_version=COMPARISON_VERSION,
        before=_side(before),
        after=_side(after),
        asked=tuple(_changes(_asked(before.result), _asked(after.result))),
        declaration=tuple(_changes(*(dict(_flat(each or {})) for each in declared))),
        declaration_known=None not in declared,
        parameters=tuple(_changes(_figures(before), _figures(after))),
        operations=tuple(
            OperationPair(system=system, name=name, before=_rto(first), after=_rto(second))
            for (system, name), first, second in _paired(
                _operations(before.result), _operations(after.result)
            )
        ),
        stores=tuple(
            StorePair(system=system, name=name, before=_rpo(first), after=_rpo(second))
            for (system, name), first, second in _paired(
                _stores(before.result), _stores(after.result)
            )
        ),
    )


def _side(kept: KeptRun) -> Side:
    result = kept.result
    return Side(
        run=kept.folder.resolve().name,
        stack=result.stack,
        experiment=result.experiment,
        declaration_digest=result.declaration_digest,
        seeds=len(result.seeds),
        verdict=result.verdict,
        started_at=kept.run.started_at,
        commit=kept.run.commit,
    )


def _asked(result: Result) -> dict[str, str]:
    faults = [f"{each.what} from {each.from_s:g} s to {each.to_s:g} s" for each in result.faults]
    found = {
        "experiment": result.experiment,
        "stack": result.stack,
        "faults": "; ".join(faults) or "none",
        "disruption": result.disruption,
        "seeds": f"{len(result.seeds)} from {result.seeds[0]}" if result.seeds else "none",
    }
    return found if result.runbook is None else found | {"runbook": result.runbook}


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Leaves by their path; a list is one, for its entries have no name to be compared by."""
    if isinstance(value, Mapping) and value:
        for key in sorted(value):
            yield from _flat(value[key], f"{path}.{key}" if path else str(key))
    elif value is not None and path:
        yield path, value if isinstance(value, str) else json.dumps(value, sort_keys=True)


def _figures(kept: KeptRun) -> dict[str, str]:
    return {each.name: each.value for each in kept.details.figures}


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    for path in sorted({*before, *after}):
        if before.get(path) != after.get(path):
            yield Change(path=path, before=before.get(path), after=after.get(path))


def _operations(result: Result) -> dict[tuple[str, str], OperationModel]:
    return {(s.name, each.name): each for s in result.systems for each in s.operations}


def _stores(result: Result) -> dict[tuple[str, str], StoreModel]:
    return {(s.name, each.name): each for s in result.systems for each in s.stores}


def _paired(
    before: Mapping[tuple[str, str], Entry], after: Mapping[tuple[str, str], Entry]
) -> Sequence[tuple[tuple[str, str], Entry | None, Entry | None]]:
    return [(key, before.get(key), after.get(key)) for key in sorted({*before, *after})]


def _rto(entry: OperationModel | None) -> Figures | None:
    return (
        None
        if entry is None
        else Figures(
            target_s=entry.target_s,
            p50_s=entry.rto.p50_s,
            p95_s=entry.rto.p95_s,
            lost_requests=entry.lost_requests,
            not_before_lift=entry.seeds_not_recovered > 0,
            verdict=entry.verdict,
        )
    )


def _rpo(entry: StoreModel | None) -> Figures | None:
    return (
        None
        if entry is None
        else Figures(
            target_s=entry.target_s,
            p50_s=entry.rpo.p50_s,
            p95_s=entry.rpo.at_declared_rate_p95_s,
            lost_requests=None,
            not_before_lift=False,
            verdict=entry.verdict,
        )
    )
