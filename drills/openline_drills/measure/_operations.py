"""The measures of one operation, from the series of its populations."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from math import fsum
from operator import add

from openline_drills.measure._model import (
    Dip,
    OperationMeasure,
    PopulationMeasure,
    RecoveredBy,
)
from openline_drills.measure._span import Span, lost_ticks, span
from openline_drills.measure._windows import (
    UNKNOWN,
    recovered_at,
    stretches_below,
    window_shares,
)
from openline_drills.observations import Run, Series
from openline_stacks.topology import Good, Operation


def measure_operation(
    run: Run,
    system: str,
    operation: Operation,
    series: Sequence[Series],
    edge_alone_us: int = 0,
) -> OperationMeasure:
    """`series`: the operation's, one a population and region, in the order of their keys. Until
    `edge_alone_us` after the fault only an edge can have brought it back."""
    within = span(run, operation.good.window_s)
    offered, well = total(series)
    finest = max(operation.good.level, 0.99)
    shares = window_shares(offered, well, within.width, finest)
    dips = _dips(within, offered, well, shares, operation.good.level)
    rto_us = _rto_us(within, shares, operation.good.level)
    by = _recovered_by(within, shares, operation.good.level, rto_us, edge_alone_us)
    return OperationMeasure(
        system=system,
        name=operation.name,
        critical=operation.critical,
        rto_us=rto_us,
        at_90_us=_rto_us(within, shares, 0.90),
        at_95_us=_rto_us(within, shares, 0.95),
        at_99_us=_rto_us(within, shares, 0.99),
        censored_us=within.censored_us,
        recovered_by=by,
        recovered_us=_back_us(within, dips) if by == "lift" else rto_us,
        lost_requests=_lost(run, offered, well),
        dips=dips,
        populations=_populations(within, operation.good, series),
    )


def total(series: Sequence[Series]) -> tuple[Sequence[float], Sequence[float]]:
    """Offered and answered well, tick by tick, over all populations; empty without series."""
    if not series:
        return array("d"), array("d")
    offered: Sequence[float] = series[0].offered
    well: Sequence[float] = series[0].well
    for other in series[1:]:
        offered = list(map(add, offered, other.offered))
        well = list(map(add, well, other.well))
    return offered, well


def _rto_us(within: Span, shares: Sequence[float], level: float) -> int | None:
    tick = recovered_at(shares, level, within.first, within.last)
    if tick is None:
        return None
    return 0 if tick == within.first else within.after_fault_us(tick)


def _recovered_by(
    within: Span, shares: Sequence[float], level: float, rto_us: int | None, edge_alone_us: int
) -> RecoveredBy | None:
    if rto_us is not None and rto_us < edge_alone_us:
        return "edge"
    if rto_us is not None:
        return "failover" if rto_us else "unaffected"
    if all(share == UNKNOWN for share in shares[within.first :]):
        return None
    held_from = within.held_from
    held = recovered_at(shares, level, held_from, within.end) == held_from
    return "lift" if held else "none"


def _dips(
    within: Span,
    offered: Sequence[float],
    well: Sequence[float],
    shares: Sequence[float],
    level: float,
) -> tuple[Dip, ...]:
    return tuple(
        Dip(
            from_us=within.after_fault_us(stretch.start),
            to_us=within.after_fault_us(stretch.stop),
            lowest=stretch.lowest,
        )
        for stretch in stretches_below(offered, well, shares, level, within.first)
    )


def _back_us(within: Span, dips: tuple[Dip, ...]) -> int | None:
    """Where the dip ends that the lift ended."""
    return next((dip.to_us for dip in dips if dip.to_us > within.censored_us), None)


def _lost(run: Run, offered: Sequence[float], well: Sequence[float]) -> float:
    counted = lost_ticks(run)
    # fsum rounds once, so the sum does not depend on the order or the release of Python
    return max(0.0, fsum(offered[counted]) - fsum(well[counted]))


def _populations(
    within: Span, good: Good, series: Sequence[Series]
) -> tuple[PopulationMeasure, ...]:
    return tuple(
        PopulationMeasure(
            name=one.key.population,
            region=one.key.region,
            rto_us=_rto_us(within, _shares_until_lift(within, one, good.level), good.level),
        )
        for one in series
    )


def _shares_until_lift(within: Span, series: Series, level: float) -> list[float]:
    stop = max(0, within.last + within.width)
    return window_shares(series.offered[:stop], series.well[:stop], within.width, level)
