"""Who serves whose clients before, during and after the fault: a picture each, and a table.

Where new clients are sent follows from the run's milestones: they leave the lost region with the
switch, and come back with the failback.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from openline_drills.report import share
from openline_drills.result import CurveModel, Details, PlaceModel, Result, SystemModel

WIDTH: Final = 360
_GAP, _MARGIN = 12, 6
_TOP: Final = 96  # of the regions' boxes
_ROW: Final = 20
_HEAD: Final = 46
_MOST_ROWS: Final = 14
_LETTER: Final = 6.3  # width of a letter of a row, as wide as it may get
_NOBODY: Final = "nobody"
_ALL: Final = 0.9995  # what would be shown as 100.0 %


@dataclass(frozen=True, slots=True)
class Row:
    """A system in a region's box. `mark` says by its shape what `state` says in words."""

    y: int
    mark: str
    state: str
    name: str
    full: str


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: int
    width: float
    height: int
    region: str
    role: str
    dark: bool
    share: float
    arrow: tuple[float, float, float, float]  # from the clients to the box
    stroke: float
    rows: tuple[Row, ...]
    more: int

    @property
    def says(self) -> str:
        served = f"{share(self.share)} of clients" if self.share else "no clients"
        if self.share > _ALL:
            served = "all clients"
        return f"dark, {served}" if self.dark else served


@dataclass(frozen=True, slots=True)
class Panel:
    """One of the three pictures."""

    ident: str
    title: str
    when: str
    description: str
    height: int
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Served:
    """A system's line in the table: who serves its clients, and how much of them is answered."""

    system: str
    entry: str
    before: str
    during: str
    after: str
    rests_on: str


@dataclass(frozen=True, slots=True)
class Moments:
    """Shares of a system's clients by region, at the three instants; empty: nobody serves them."""

    before: Mapping[str, float]
    during: Mapping[str, float]
    after: Mapping[str, float]


def panels(result: Result, details: Details) -> tuple[Panel, ...]:
    found = {s.name: _moments(s, p, details) for s, p in _pairs(result, details)}
    lost = details.lost_region
    told = (
        ("before", "Before", "all is well", None, [m.before for m in found.values()]),
        (
            "during",
            "During",
            "just before the fault lifts",
            lost,
            [m.during for m in found.values()],
        ),
        ("after", "After", "at the end of the run", None, [m.after for m in found.values()]),
    )
    return tuple(
        _panel(ident, title, when, dark, dict(zip(found, shares, strict=True)), details)
        for ident, title, when, dark, shares in told
    )


def served(result: Result, details: Details) -> Iterator[Served]:
    lifted_s = _lifted_s(result)
    for system, place in _pairs(result, details):
        moments = _moments(system, place, details)
        curves = [curve for curve in details.curves if curve.system == system.name]
        at = (
            (moments.before, -1.0),
            (moments.during, lifted_s - 1.0),
            (moments.after, None),
        )
        before, during, after = (_told(shares, curves, at_s, details) for shares, at_s in at)
        yield Served(system.name, place.entry, before, during, after, _rests_on(place))


def _pairs(result: Result, details: Details) -> Iterator[tuple[SystemModel, PlaceModel]]:
    places = {place.name: place for place in details.systems}
    for system in result.systems:
        yield system, places[system.name]


def _lifted_s(result: Result) -> float:
    lifted = [o.timeline.lifted_s for s in result.systems for o in s.operations]
    return max((each for each in lifted if each is not None), default=0.0)


def _moments(system: SystemModel, place: PlaceModel, details: Details) -> Moments:
    before = place.shares
    lost = details.lost_region
    lines = [operation.timeline for operation in system.operations]
    switched = any(line.switched_s is not None for line in lines)
    back = any(line.failed_back_s is not None for line in lines)
    during = dict(before)
    left = lost if lost is not None else next(iter(_home(before)), None)
    if left is not None and during.get(left) and (switched or lost is not None):
        moved = during.pop(left)
        if switched and place.survivor is not None:
            during[place.survivor] = during.get(place.survivor, 0.0) + moved
    after = before if back or not switched else during
    return Moments(before, during, after)


def _home(shares: Mapping[str, float]) -> list[str]:
    return sorted(shares, key=lambda region: (-shares[region], region))


def _told(
    shares: Mapping[str, float],
    curves: Sequence[CurveModel],
    at_s: float | None,
    details: Details,
) -> str:
    parts = [
        region if part > _ALL else f"{share(part)} {region}"
        for region, part in shares.items()
        if part
    ]
    missing = 1.0 - sum(shares.values())
    if missing > 1e-6:
        parts.append(_NOBODY if not parts else f"{share(missing)} {_NOBODY}")
    answered = [each for each in (_at(c, at_s, details) for c in curves) if each is not None]
    lowest = f"; {share(min(answered))} answered well" if answered else ""
    return f"{', '.join(parts)}{lowest}"


def _at(curve: CurveModel, at_s: float | None, details: Details) -> float | None:
    shares = list(curve.shares())
    index = -1 if at_s is None else int((at_s - details.curve_from_s) // details.curve_step_s)
    return shares[index] if -1 <= index < len(shares) and shares else None


def _rests_on(place: PlaceModel) -> str:
    fleets = ", ".join(f"at least {least} in {region}" for region, least in place.fleets.items())
    parts = [f"instances: {fleets}"] if fleets else []
    parts += [f"stores: {', '.join(place.stores)}"] if place.stores else []
    parts += [f"needs: {', '.join(place.needs)}"] if place.needs else []
    return "; ".join(parts)


def _panel(
    ident: str,
    title: str,
    when: str,
    dark: str | None,
    shares: Mapping[str, Mapping[str, float]],
    details: Details,
) -> Panel:
    count = max(1, len(details.regions))
    width = (WIDTH - 2 * _MARGIN - _GAP * (count - 1)) / count
    rows = min(len(shares), _MOST_ROWS)
    height = _HEAD + rows * _ROW + (_ROW if len(shares) > rows else 0) + 8
    boxes = []
    for index, region in enumerate(details.regions):
        x = _MARGIN + index * (width + _GAP)
        served = [each.get(region.name, 0.0) for each in shares.values()]
        part = sum(served) / len(served) if served else 0.0
        boxes.append(
            Box(
                x=round(x, 1),
                y=_TOP,
                width=round(width, 1),
                height=height,
                region=region.name,
                role=region.role,
                dark=region.name == dark,
                share=part,
                arrow=(WIDTH / 2, 44, round(x + width / 2, 1), _TOP - 4),
                stroke=round(1.5 + 5 * part, 1),
                rows=tuple(_rows(region.name, region.name == dark, shares, width)),
                more=len(shares) - rows,
            )
        )
    told = "; ".join(f"{box.region} ({box.role}): {box.says}" for box in boxes)
    return Panel(ident, title, when, f"{told}.", _TOP + height + _MARGIN, tuple(boxes))


def _rows(
    region: str, dark: bool, shares: Mapping[str, Mapping[str, float]], width: float
) -> Iterator[Row]:
    room = max(4, int((width - 30) / _LETTER))
    for index, (name, each) in enumerate(list(shares.items())[:_MOST_ROWS]):
        part = each.get(region, 0.0)
        mark, state = ("●", "serves") if part else ("○", "stands by")
        if 0.0 < part <= _ALL:
            mark, state = "◐", f"serves {share(part)}"
        if dark:
            mark, state = "✕", "dark"
        short = name if len(name) <= room else name[: room - 1] + "…"
        yield Row(_TOP + _HEAD + index * _ROW + 12, mark, state, short, name)
