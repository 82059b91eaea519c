"""Drills of one stack together: each figure that they measured, fitted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import fsum
from typing import Final

from openline_drills.calibrate._estimators import Estimate, ends, lognormal, median
from openline_drills.calibrate._model import Calibration, Drilled, Fitted
from openline_drills.calibrate._samples import (
    decisions,
    delays,
    lags,
    late_starts,
    publications,
    tails,
)
from openline_drills.printable import printable
from openline_drills.result import Observations, UnreadableRun
from openline_stacks.recovery import (
    Constant,
    Lognormal,
    Parameter,
    Parameters,
    Uniform,
    parameters,
)

# Fewer known lags leave their median less sure than a guess is.
_LEAST_LAGS: Final = 10
_DIGITS: Final = 4


class _Short(Exception):  # noqa: N818 - no error: the drills have too few of something
    """Why a figure is not fitted."""


def calibrate(drills: Sequence[Drilled]) -> Calibration:
    """Raises `UnreadableRun` for drills that cannot be taken together, and where none measured
    anything that the model has a figure of."""
    _refuse_what_differs(drills)
    figures = parameters()
    fitted: list[Fitted] = []
    left: list[str] = []
    for name, fit in _FITS.items():
        try:
            found = fit(drills, figures.get(name), figures)
        except _Short as short:
            left.append(f"{name}: {short}")
            continue
        if found is not None:
            fitted.append(found)
    first = drills[0].seen
    if not fitted:
        names = ", ".join(each.name for each in drills)
        why = left or [f"{names}: no step was observed that the model has a figure of"]
        raise UnreadableRun(why)
    return Calibration(
        printable(first.stack),
        printable(first.declaration_digest),
        tuple(drills),
        tuple(fitted),
        tuple(left),
    )


def _refuse_what_differs(drills: Sequence[Drilled]) -> None:
    first = drills[0]
    problems = []
    for other in drills[1:]:
        if other.seen.declaration_digest != first.seen.declaration_digest:
            problems.append(
                f"{other.name}: is of another declaration ({_of(other)}) than {first.name} "
                f"({_of(first)}); calibrate drills of one declaration together"
            )
        elif other.seen == first.seen:
            problems.append(f"{other.name}: is the same drill as {first.name}; give it once")
    if problems:
        raise UnreadableRun(problems)


def _of(drill: Drilled) -> str:
    return f"{drill.seen.stack}, {drill.seen.declaration_digest[:12]}"


def _each(
    drills: Sequence[Drilled], samples: Callable[[Observations], Sequence[float]]
) -> tuple[list[float], tuple[Drilled, ...]]:
    """All samples, and the drills that have any."""
    found = [(drill, list(samples(drill.seen))) for drill in drills]
    by = tuple(drill for drill, own in found if own)
    return [value for _, own in found for value in own], by


def _constant(
    before: Parameter,
    values: Sequence[float],
    by: tuple[Drilled, ...],
    declared: str | None = None,
    resolution: float = 0.0,
) -> Fitted | None:
    """The median. A figure below 0 is none: the step was over before the model begins it."""
    if not values:
        return None
    told = median(values)
    wide = replace(told, low=told.low - resolution, high=told.high + resolution)
    remarks = [] if len(values) > 1 else ["one sample has no interval"]
    if wide.value < 0.0:
        remarks.append("measured shorter than the steps around it: taken as 0")
    part = _rounded(wide)
    return Fitted(
        before, Constant(part.value), {"value": part}, len(values), by, declared, tuple(remarks)
    )


def _uniform(before: Parameter, values: Sequence[float], by: tuple[Drilled, ...]) -> Fitted | None:
    if not values:
        return None
    if len(values) < 2:
        raise _Short("1 sample; the ends of its range need 2 at least")
    low, high = (_rounded(each) for each in ends(values))
    remarks: tuple[str, ...] = ()
    if min(values) < 0.0:
        early = -round(fsum(values) / len(values), 1)
        what = f"on average {early:g} s less" if early > 0 else "sometimes less"
        remarks = (f"took {what} than declared: taken as 0; declare a shorter start",)
    return Fitted(
        before,
        Uniform(low.value, high.value),
        {"low": low, "high": high},
        len(values),
        by,
        None,
        remarks,
    )


def _publication(
    drills: Sequence[Drilled], before: Parameter, figures: Parameters
) -> Fitted | None:
    values, by = _each(drills, lambda seen: publications(seen.detections, figures))
    return _constant(before, values, by)


def _decision(drills: Sequence[Drilled], before: Parameter, figures: Parameters) -> Fitted | None:
    values, by = _each(drills, decisions)
    return _constant(before, values, by, declared="failover.decision")


def _switch(drills: Sequence[Drilled], before: Parameter, figures: Parameters) -> Fitted | None:
    return _uniform(before, *_each(drills, delays))


def _launch(drills: Sequence[Drilled], before: Parameter, figures: Parameters) -> Fitted | None:
    return _uniform(before, *_each(drills, lambda seen: late_starts(seen.launches, figures)))


def _tail_share(drills: Sequence[Drilled], before: Parameter, figures: Parameters) -> Fitted | None:
    values, by = _each(drills, lambda seen: [share for share, _ in tails(seen.arrivals)])
    # a curve a second tells the share at its beginning within what comes back in half of one
    holds = [hold for drill in drills for _, hold in tails(drill.seen.arrivals) if hold]
    resolution = max(values, default=0.0) / min(holds) if holds else 0.0
    return _constant(before, values, by, "clients.dns_tail.share", resolution)


def _tail_hold(drills: Sequence[Drilled], before: Parameter, figures: Parameters) -> Fitted | None:
    values, by = _each(
        drills, lambda seen: [hold for _, hold in tails(seen.arrivals) if hold is not None]
    )
    return _constant(before, values, by, "clients.dns_tail.hold", resolution=1.0)


def _lag(drills: Sequence[Drilled], before: Parameter, figures: Parameters) -> Fitted | None:
    found = [lags(drill.seen.copies) for drill in drills]
    known = [lag for own, _ in found for lag in own]
    at_most = [ceiling for _, own in found for ceiling in own]
    if not known:
        return None
    if len(known) < _LEAST_LAGS:
        raise _Short(
            f"the lag is known of {len(known)} of {len(known) + len(at_most):,} copies; "
            f"{_LEAST_LAGS} are needed: follow writes for longer"
        )
    told = lognormal(known, at_most)
    if told is None:
        raise _Short(f"{len(known):,} lags are too much alike to tell how they are spread")
    middle, sigma = (_rounded(each) for each in told)
    by = tuple(drill for drill, (own, _) in zip(drills, found, strict=True) if own)
    return Fitted(
        before,
        Lognormal(middle.value, sigma.value),
        {"median": middle, "sigma": sigma},
        len(known) + len(at_most),
        by,
        None,
        (f"{len(known)} lags are known, of the rest what they were at most",) if at_most else (),
    )


def _rounded(told: Estimate) -> Estimate:
    """To four digits, the interval outwards enough to keep what it held; nothing below 0."""
    low, high = digits(told.low), digits(told.high)
    return Estimate(
        max(0.0, digits(told.value)), max(0.0, low), max(0.0, high), round(told.confidence, 4)
    )


def digits(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")


_Fit = Callable[[Sequence[Drilled], Parameter, Parameters], Fitted | None]
_FITS: Final[dict[str, _Fit]] = {
    "checker.publication_s": _publication,
    "dns.tail_hold_s": _tail_hold,
    "dns.tail_share": _tail_share,
    "failover.decision_s": _decision,
    "launch.jitter_s": _launch,
    "replication.lag_s": _lag,
    "switch.delay_s": _switch,
}
