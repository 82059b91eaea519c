"""What grows by itself while more is asked of it: load balancers and on-demand tables."""

from __future__ import annotations

from typing import Final

from openline_stacks.recovery import exp, ln

# Both keep room for twice what they have seen, and work towards it (see the parameters' sources).
_ROOM: Final = 2.0


class Growing:
    """`most_per_s`: what it takes now. It never shrinks in a run: AWS takes hours for that."""

    def __init__(self, least_per_s: float, doubles_s: float) -> None:
        self.most_per_s = least_per_s
        self._a_minute = exp(ln(2.0) * 60.0 / doubles_s)

    def settle(self, rate_per_s: float) -> None:
        """It has seen this rate for long enough."""
        self.most_per_s = max(self.most_per_s, _ROOM * rate_per_s)

    def minute(self, rate_per_s: float) -> bool:
        """One more minute at this rate. Whether it has grown."""
        wanted_per_s = _ROOM * rate_per_s
        if wanted_per_s <= self.most_per_s:
            return False
        self.most_per_s = min(wanted_per_s, self.most_per_s * self._a_minute)
        return True
