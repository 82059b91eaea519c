"""The share of an operation's requests that was answered well, over time, with what happened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from markupsafe import Markup

from openline_drills.pages._moments import Moment
from openline_drills.pages._svg import Axis, Chart, Line, Point, draw
from openline_drills.report import clock, share

_LEAD_S: Final = 60.0  # of the quiet before the fault
_FINE: Final = 0.004  # of the height: what is nearer to a straight line than a pixel is one
_MINUTES: Final = (1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1440)
_TOP: Final = 1.28  # of the height: the curve, and above it room for the badges
_BADGES: Final = 1.16


@dataclass(frozen=True, slots=True)
class Size:
    """A drawing for a width of window."""

    name: str
    width: int
    height: int
    ticks: int
    badge: float  # its width, as a share of the chart's


_SIZES: Final = (Size("wide", 860, 220, 9, 0.028), Size("narrow", 360, 220, 4, 0.068))


@dataclass(frozen=True, slots=True)
class Curve:
    """An operation's. `shares`: one every `step_s` from `from_s` after the fault on."""

    ident: str
    operation: str
    level: float
    target_s: float | None
    shares: Sequence[float | None]
    from_s: int
    step_s: int
    moments: Sequence[Moment]
    lifted_s: float
    zoom_s: float  # as far as the close look goes; alike for all operations of a page

    @property
    def to_s(self) -> float:
        return float(self.from_s + len(self.shares) * self.step_s)


def curve_charts(curve: Curve) -> Markup:
    """The recovery from close by and the whole run, each for a wide and a narrow window."""
    points = list(_points(curve))
    return Markup("").join(
        each(curve, points, size) for size in _SIZES for each in (_close, _whole)
    )


def _close(curve: Curve, points: list[Point | None], size: Size) -> Markup:
    low, high = -_LEAD_S, curve.zoom_s
    shown = [moment for moment in curve.moments if low <= moment.at_s <= high]
    lines = [
        _fault(0.0, min(curve.lifted_s, high)),
        *_answered(_within(points, low, high)),
        Line("level", ((low, curve.level), (high, curve.level))),
        *_marks(shown, low, high, size, _BADGES),
    ]
    title = f"{curve.operation}: share answered well, from the fault on"
    return draw(
        Chart(
            ident=f"{curve.ident}-{size.name}",
            name=f"curve {size.name}",
            width=size.width,
            height=size.height,
            x=Axis(low, high, tuple(_times(0.0, high, size.ticks))),
            y=Axis(0.0, _TOP, ((0.0, "0 %"), (0.5, "50 %"), (1.0, "100 %"))),
            lines=lines,
            title=title,
            description=_described(curve),
        )
    )


def _whole(curve: Curve, points: list[Point | None], size: Size) -> Markup:
    """Of the whole run only the shape: what it shows is said by the first one and the table."""
    low, high = float(curve.from_s), curve.to_s
    late = [m for m in curve.moments if m.kind in ("lifted", "failed-back") and m.at_s <= high]
    lines = [
        _fault(0.0, min(curve.lifted_s, high)),
        *_answered(points),
        Line("seen", ((-_LEAD_S, 0.0), (-_LEAD_S, 1.0), (curve.zoom_s, 1.0), (curve.zoom_s, 0.0))),
        *_marks(late, low, high, size, 1.45),
    ]
    return draw(
        Chart(
            ident=f"{curve.ident}-{size.name}-whole",
            name=f"whole {size.name}",
            width=size.width,
            height=84,
            x=Axis(low, high, tuple(_times(0.0, high, size.ticks))),
            y=Axis(0.0, 1.8, ((0.0, "0 %"), (1.0, "100 %"))),
            lines=lines,
        )
    )


def _fault(from_s: float, to_s: float) -> Line:
    return Line("fault-time", ((from_s, 0.0), (from_s, 1.0), (to_s, 1.0), (to_s, 0.0)))


def _answered(points: list[Point | None]) -> Iterator[Line]:
    """The curve and the area below it, in a piece for each time that somebody asked."""
    for asked, piece in groupby(points, key=lambda point: point is not None):
        if asked:
            line = [point for point in piece if point is not None]
            (first_s, _), (last_s, _) = line[0], line[-1]
            yield Line("area", ((first_s, 0.0), *line, (last_s, 0.0)))
            yield Line("answered", line)


def _marks(
    moments: Sequence[Moment], low: float, high: float, size: Size, badges_y: float
) -> Iterator[Line]:
    """A line at each moment's instant, and its badge above; where two would stand on each other,
    the line leans over to where there is room."""
    places = _apart([moment.at_s for moment in moments], (high - low) * size.badge, low, high)
    for moment, place in zip(moments, places, strict=True):
        ends = ((moment.at_s, 0.0), (moment.at_s, 1.0), (place, badges_y))
        yield Line(f"mark {moment.kind}", ends, badge=moment.badge)


def _points(curve: Curve) -> Iterator[Point | None]:
    """Both ends of what stays alike, and no more of the rest than can be seen."""
    at_s, run = float(curve.from_s), list[Point]()
    for value in curve.shares:
        if value is None:
            if run:
                yield from _simplified(run)
                yield None
            run = []
        else:
            run.append((at_s, value))
        at_s += curve.step_s
    yield from _simplified(run)


def _simplified(points: list[Point]) -> list[Point]:
    """Douglas and Peucker's, without recursion: a curve has thousands of points."""
    if len(points) < 3:
        return points
    kept = {0, len(points) - 1}
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        (x0, y0), (x1, y1) = points[first], points[last]
        slope = (y1 - y0) / (x1 - x0)
        far, at = _FINE, None
        for index in range(first + 1, last):
            off = abs(points[index][1] - y0 - slope * (points[index][0] - x0))
            if off > far:
                far, at = off, index
        if at is not None:
            kept.add(at)
            spans += [(first, at), (at, last)]
    return [points[index] for index in sorted(kept)]


def _within(points: list[Point | None], low: float, high: float) -> list[Point | None]:
    """Cut at both ends, by a straight line where an end lies between two points."""
    found: list[Point | None] = []
    for before, after in zip([None, *points], points, strict=False):
        for edge in (low, high):
            if before is not None and after is not None and before[0] < edge < after[0]:
                part = (edge - before[0]) / (after[0] - before[0])
                found.append((edge, before[1] + part * (after[1] - before[1])))
        if after is None or low <= after[0] <= high:
            found.append(after)
    return found


def _apart(wanted: Sequence[float], width: float, low: float, high: float) -> list[float]:
    """Places at least `width` apart, in order, near to the wanted ones, within low and high."""
    places: list[list[float]] = []  # clusters: [sum of wanted, how many]
    for at in wanted:
        places.append([at, 1.0])
        while len(places) > 1 and _end(places[-2], width) > _start(places[-1], width):
            total, count = places.pop()
            places[-1] = [places[-1][0] + total, places[-1][1] + count]
    found = []
    for cluster in places:
        first = _start(cluster, width) + width / 2
        found += [first + width * index for index in range(int(cluster[1]))]
    for index, at in enumerate(found):
        found[index] = max(at, found[index - 1] + width if index else low + width / 2)
    most = high
    for index in range(len(found) - 1, -1, -1):
        found[index] = min(found[index], most)
        most = found[index] - width
    return found


def _start(cluster: list[float], width: float) -> float:
    return cluster[0] / cluster[1] - width * cluster[1] / 2


def _end(cluster: list[float], width: float) -> float:
    return cluster[0] / cluster[1] + width * cluster[1] / 2


def _times(low: float, high: float, most: int) -> Iterator[tuple[float, str]]:
    """Round instants, not more than there is room for."""
    step_min = next((m for m in _MINUTES if (high - low) / (m * 60) <= most), _MINUTES[-1])
    for count in range(int((high - low) // (step_min * 60)) + 1):
        minutes = count * step_min
        yield low + minutes * 60.0, _minutes(minutes)


def _minutes(minutes: int) -> str:
    if minutes < 60:
        return f"{minutes} min" if minutes else "0"
    return f"{minutes // 60} h {minutes % 60:02d}" if minutes % 60 else f"{minutes // 60} h"


def _described(curve: Curve) -> str:
    known = [share for share in curve.shares if share is not None]
    told = [f"{m.what} at {clock(round(m.at_s * 1_000_000))}" for m in curve.moments]
    lowest = f"The lowest share is {share(min(known))}. " if known else "Nobody asked. "
    return f"{lowest}The level is {share(curve.level)}. {'; '.join(told)}."
