"""The forecast of before and after, side by side: what changed, and which property did it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

from openline_stacks.forecast import DisruptionForecast, OperationForecast, StoreForecast
from openline_stacks.preview._fields import FieldChange

Measure = Literal["RTO", "RPO"]
Turn = Literal[
    "newly missed", "newly met", "still missed", "slower", "faster", "same", "new", "gone"
]
# Quantiles lie on the forecast's grid: less than this is no difference.
_GRID_S: Final = 1.0
_BETTER: Final = ("newly met", "faster")
_MOVED: Final = ("newly missed", "still missed", "slower", *_BETTER)


@dataclass(frozen=True, slots=True)
class Cause:
    """Fields that changed together, and the figure were they alone taken back (None: not while the
    fault lasts)."""

    fields: tuple[FieldChange, ...]
    without_s: float | None


@dataclass(frozen=True, slots=True)
class RecoveryChange:
    """One operation's RTO or one store's RPO under one disruption, at the 95th percentile.

    `before_s`, `after_s` None: not within `censored_s`. `causes`: what did it, by how much.
    """

    disruption: str
    system: str
    name: str
    measure: Measure
    target_before_s: float | None
    target_after_s: float | None
    before_s: float | None
    after_s: float | None
    censored_s: float
    turn: Turn
    causes: tuple[Cause, ...] = ()


@dataclass(frozen=True, slots=True)
class Unjudged:
    """A target that nobody can judge: it rests on what was not understood."""

    disruption: str
    system: str
    name: str
    measure: Measure


@dataclass(frozen=True, slots=True)
class _Row:
    target_s: float | None
    p95_s: float | None
    censored_s: float

    @property
    def met(self) -> bool | None:
        if self.target_s is None:
            return None
        return self.p95_s is not None and self.p95_s <= self.target_s


_Key = tuple[str, str, str, Measure]
Under = tuple[DisruptionForecast, ...]


def recovery_changes(before: Under, after: Under) -> tuple[RecoveryChange, ...]:
    """In the order of the forecast; what is gone comes last."""
    olds, news = dict(_rows(before)), dict(_rows(after))
    keys = [*news, *(key for key in olds if key not in news)]
    return tuple(_change(key, olds.get(key), news.get(key)) for key in keys)


def unjudged(after: Under) -> tuple[tuple[Unjudged, ...], bool]:
    """In the order of the forecast; and whether every target is one of them."""
    told, targets = [], 0
    for each in after:
        lost = each.disruption
        stores = each.stores if lost.kind == "region" else ()  # a zone's loss loses no write
        of: list[tuple[Measure, OperationForecast | StoreForecast]] = [
            *(("RTO", one) for one in each.operations if one.critical),
            *(("RPO", one) for one in stores),
        ]
        for measure, one in of:
            targets += one.target_s is not None
            if one.target_s is not None and one.doubts:
                told.append(Unjudged(lost.name, one.system, one.name, measure))
    return tuple(told), 0 < len(told) == targets


def with_causes(
    changes: tuple[RecoveryChange, ...], found: Iterable[tuple[tuple[FieldChange, ...], Under]]
) -> tuple[RecoveryChange, ...]:
    """`found`: fields, and the forecast were they taken back. A part that makes no difference alone
    did not do it alone; where none does, all of them did it together."""
    tried = [(fields, dict(_rows(under))) for fields, under in found if under]
    told = []
    for change in changes:
        key = (change.disruption, change.system, change.name, change.measure)
        causes = [Cause(fields, rows[key].p95_s) for fields, rows in tried if key in rows]
        moved = [cause for cause in causes if _moves(change, cause)]
        moved.sort(key=lambda cause: -abs(_long_s(change.after_s) - _long_s(cause.without_s)))
        kept = moved if moved else causes
        told.append(replace(change, causes=tuple(kept) if change.turn in _MOVED else ()))
    return tuple(told)


def _moves(change: RecoveryChange, cause: Cause) -> bool:
    """The way it went: what by itself made it shorter did not make it longer."""
    by_s = _long_s(change.after_s) - _long_s(cause.without_s)
    return (-by_s if change.turn in _BETTER else by_s) > _GRID_S


def _rows(forecast: Under) -> Iterator[tuple[_Key, _Row]]:
    for each in forecast:
        name = each.disruption.name
        censored_s = max((one.censored_s for one in each.operations), default=0.0)
        for operation in each.operations:
            if not operation.recovered_by:  # not understood: there are no figures to compare
                continue
            row = _Row(operation.target_s, operation.rto_s.p95, operation.censored_s)
            yield (name, operation.system, operation.name, "RTO"), row
        without = {one.system for one in each.operations if not one.recovered_by}
        for store in each.stores:
            if store.system in without or store.rpo_s.p95 is None:
                continue  # nobody takes its writes over: an RTO is missed, of an RPO nobody can say
            row = _Row(store.target_s, store.rpo_s.p95, censored_s)
            yield (name, store.system, store.name, "RPO"), row


def _change(key: _Key, old: _Row | None, new: _Row | None) -> RecoveryChange:
    shown = new or old
    assert shown is not None, "a key comes from one of them"
    disruption, system, name, measure = key
    return RecoveryChange(
        disruption=disruption,
        system=system,
        name=name,
        measure=measure,
        target_before_s=old.target_s if old else None,
        target_after_s=new.target_s if new else None,
        before_s=old.p95_s if old else None,
        after_s=new.p95_s if new else None,
        censored_s=shown.censored_s,
        turn=_turn(old, new),
    )


def _turn(old: _Row | None, new: _Row | None) -> Turn:
    if new is None:
        return "gone"
    if old is None:
        return "newly missed" if new.met is False else "new"
    if new.met is False and old.met is not False:
        return "newly missed"
    if new.met is True and old.met is False:
        return "newly met"
    if _long_s(new.p95_s) - _long_s(old.p95_s) >= _GRID_S:
        return "still missed" if new.met is False else "slower"
    if _long_s(old.p95_s) - _long_s(new.p95_s) >= _GRID_S:
        return "faster"
    return "same"


def _long_s(seconds: float | None) -> float:
    """Longer than anything, where it does not come back."""
    return 1e9 if seconds is None else seconds
