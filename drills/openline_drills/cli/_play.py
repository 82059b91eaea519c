"""`openline drill --play`: a rehearsal that is over, shown again by the real clock.

Only the showing waits: the seed was acted out and its result written before the first frame.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Final

from rich.console import Console, Group
from rich.live import Live

from openline_drills.rehearsal import Outcome
from openline_drills.report import Playing

_FRAME_S: Final = 0.1  # of real time


def play(outcome: Outcome, speed: float, console: Console) -> None:
    """Bars on a terminal, elsewhere a line as each thing happens. Ctrl-C ends it, nothing else."""
    playing = Playing(outcome)
    seed = "a seed" if outcome.median_seed is None else f"the median seed ({outcome.median_seed})"
    title = f"{seed} at {speed:g} times real time"
    console.print(
        f"{title}; Ctrl-C ends the playing", soft_wrap=not console.is_terminal, markup=False
    )
    animated = console.is_terminal and not console.is_dumb_terminal
    try:
        (_animate if animated else _tell)(playing, speed, console)
    except KeyboardInterrupt:
        console.print("stopped playing; the result is kept", markup=False)


def instants(
    from_s: float,
    to_s: float,
    speed: float,
    now: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[float]:
    """Simulated instants by the real clock, the last one always `to_s`. A machine that cannot keep
    up gets fewer of them, not a slower clock."""
    started = now()
    while (at_s := from_s + (now() - started) * speed) < to_s:
        yield at_s
        sleep(_FRAME_S)
    yield to_s


def _animate(playing: Playing, speed: float, console: Console) -> None:
    with Live(console=console, auto_refresh=False) as live:
        for at_s in instants(playing.from_s, playing.to_s, speed):
            live.update(Group(*playing.frame(at_s).lines(console.width)), refresh=True)


def _tell(playing: Playing, speed: float, console: Console) -> None:
    told = 0
    for at_s in instants(playing.from_s, playing.to_s, speed):
        happened = playing.frame(at_s).happened
        for line in happened[told:]:
            console.print(line, soft_wrap=not console.is_terminal, markup=False)
        told = len(happened)
