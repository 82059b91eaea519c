"""A replay for people: the day, who was below their level when, who saw it, what would help."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from openline_drills.report._figures import clock, duration, share, whole

if TYPE_CHECKING:
    from openline_drills.replay import Below, Gain, Help, Replay

_STEPS = {
    "capacity": "capacity without limit in the survivor",
    "decision": "an instant decision",
    "detection": "instant detection",
    "dns": "clients that follow DNS at once",
    "switch": "an instant switch",
}
_MOST_GAINS = 3


def replay_page(replay: Replay) -> RenderableType:
    """Everything that a replay says; assumptions first, because all else stands on them."""
    return Group(
        *_block("what is assumed", replay.outage.assumptions),
        *_block("what is not replayed", replay.outage.not_replayed),
        *_block("sources", replay.outage.sources),
        Text(""),
        _operations(replay),
        *_block("what failed first", _first(replay)),
        *_block("which detection saw it", _seen(replay)),
        *_block("what stayed blind or could not act", _blind(replay)),
        *_block("what would have helped", _helps(replay)),
    )


def _block(title: str, lines: tuple[str, ...] | Iterator[str]) -> Iterator[Text]:
    found = list(lines)
    if found:
        yield Text("")
        yield Text(title, style="bold")
        yield from (Text(f"  {line}") for line in found)


def _operations(replay: Replay) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for title in ("system · operation", "below its level", "lowest", "lost requests", "back by"):
        table.add_column(title, overflow="fold")
    for one in replay.below:
        name = f"{one.system} · {one.operation}" + ("" if one.critical else " (not critical)")
        if not one.spans:
            table.add_row(name, "never", "", whole(one.lost_requests), "")
            continue
        for index, span in enumerate(one.spans):
            when = f"{_at(replay, span.from_s)} to {_at(replay, span.to_s)}"
            lost = whole(one.lost_requests) if index == 0 else ""
            back = (one.recovered_by or "") if index == 0 else ""
            table.add_row(name if index == 0 else "", when, share(span.lowest), lost, back)
    return table


def _at(replay: Replay, seconds: float) -> str:
    """Since it began, and by the clock on the wall of that day."""
    then = replay.outage.began + timedelta(seconds=seconds)
    return f"{clock(round(seconds * 1_000_000))} ({then:%H:%M})"


def _first(replay: Replay) -> Iterator[str]:
    if not replay.first:
        yield "nothing: every operation was at its level all day"
        return
    names = ", ".join(f"{one.system} · {one.operation}" for one in replay.first)
    yield f"{names}, at {_at(replay, replay.first[0].spans[0].from_s)}"


def _seen(replay: Replay) -> Iterator[str]:
    for sight in replay.sights:
        if sight.seen_s is not None:
            decided = "nobody decided"
            if sight.decided_s is not None:
                decided = f"decided at {_at(replay, sight.decided_s)}"
            check = f"{sight.path} every {sight.every_s:g} s"
            yield f"{sight.system} ({check}): at {_at(replay, sight.seen_s)}; {decided}"
    if replay.sights and not any(sight.seen_s is not None for sight in replay.sights):
        yield "none"


def _blind(replay: Replay) -> Iterator[str]:
    for one in replay.blind:
        yield f"{_at(replay, one.from_s)} to {_at(replay, one.to_s)}: {one.what}"


def _helps(replay: Replay) -> Iterator[str]:
    if not any(one.spans for one in replay.below):
        return
    for each in replay.helps:
        title = _STEPS.get(each.title, each.title) if each.kind == "knock-out" else each.title
        yield f"{title}: {_told(each, replay.below)}"


def _told(each: Help, below: tuple[Below, ...]) -> str:
    if each.problem is not None:
        return f"not possible here: {each.problem}"
    if not each.gains:
        return "no difference"
    known = {(one.system, one.operation) for one in below}
    gains = sorted(
        (one for one in each.gains if (one.system, one.operation) in known),
        key=lambda one: (one.after_s - one.before_s, one.system, one.operation),
    )
    said = [_gain(one) for one in gains[:_MOST_GAINS]]
    more = len(gains) - len(said)
    return "; ".join(said) + (f"; and {more} more" if more > 0 else "")


def _gain(one: Gain) -> str:
    change = one.before_s - one.after_s
    less = "less" if change > 0 else "more"
    return f"{one.system} · {one.operation} {duration(round(abs(change)))} {less}"
