"""The curve for a report: the share answered well, second by second."""

from __future__ import annotations

from openline_drills.measure._operations import total
from openline_drills.measure._run import by_operation
from openline_drills.measure._windows import prefix_sums
from openline_drills.observations import MICROSECONDS, Run


def shares(run: Run, system: str, operation: str) -> list[tuple[int, float | None]]:
    """(seconds after the fault, share of that second's first offers answered well).

    Negative seconds lie before the fault. None: nothing was offered. Empty without observations.
    """
    offered, well = (
        prefix_sums(amounts) for amounts in total(by_operation(run).get((system, operation), []))
    )
    last = len(offered) - 1
    first_s = -(run.fault_us // MICROSECONDS)
    curve: list[tuple[int, float | None]] = []
    for second in range(first_s, (last * run.tick_us - run.fault_us) // MICROSECONDS):
        from_tick = (run.fault_us + second * MICROSECONDS) // run.tick_us
        to_tick = min(last, (run.fault_us + (second + 1) * MICROSECONDS) // run.tick_us)
        asked = offered[to_tick] - offered[from_tick]
        answered = well[to_tick] - well[from_tick]
        curve.append((second, answered / asked if asked > 0.0 else None))
    return curve
