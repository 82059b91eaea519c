"""The RPO at the declared write rate, which no sample of writes can show."""

from __future__ import annotations

from typing import Final

from openline_stacks.recovery import (
    Distribution,
    Stream,
    exponential_quantile,
    integrated_survival,
)

# Times are whole microseconds in the end; halving stops a tenth below.
_FINE_S: Final = 1e-7
_MOST_HALVINGS: Final = 64


def declared_s(seed: int, system: str, store: str, lag: Distribution, rate_per_s: float) -> float:
    """One seed's draw, by inverse: the chance that it is at most `a` is exp(-rate x I(a)), I the
    integral of P(lag > u) from a on. Takes one uniform of the store's own stream. `rate_per_s` > 0.
    """
    missing = exponential_quantile(Stream(seed, system, f"rpo/{store}").uniform())
    return lag_part_s(lag, missing / rate_per_s)


def lag_part_s(lag: Distribution, excess_s: float) -> float:
    """The smallest age, in seconds, beyond which the lag's integrated tail is at most `excess_s`.

    Bisection, plain arithmetic: the same bits on every machine.
    """
    if integrated_survival(lag, 0.0) <= excess_s:
        return 0.0
    low, high = 0.0, 1.0
    while integrated_survival(lag, high) > excess_s:
        low, high = high, high * 2.0
    for _ in range(_MOST_HALVINGS):
        if high - low <= _FINE_S:
            break
        middle = 0.5 * (low + high)
        if integrated_survival(lag, middle) > excess_s:
            low = middle
        else:
            high = middle
    return high
