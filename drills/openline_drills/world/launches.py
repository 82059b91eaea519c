"""One region's EC2 as all fleets of a stack ask it together: launches in a bucket, and a quota."""

from __future__ import annotations

from openline_drills.kernel import Clock
from openline_drills.world._time import SECOND_US, us
from openline_stacks.recovery import Parameters


class Launches:
    """Launches share one limit a region: what the bucket holds starts at once, the rest as it fills
    again. No more instances run than the quota allows; what it refuses has to be asked for again.
    """

    def __init__(self, clock: Clock, parameters: Parameters) -> None:
        self._clock = clock
        self._most = parameters.value("launch.bucket_count")
        self._refill_per_s = parameters.value("launch.refill_per_s")
        self._left = int(parameters.value("launch.quota_count"))
        self._tokens = self._most  # below 0: launches that are promised and wait
        self._at_us = 0

    def run(self, count: int) -> None:
        """So many are running already."""
        self._left -= count

    def ask(self, count: int) -> list[tuple[int, int]]:
        """How many are launched, and in how many microseconds: in parts, the first of them now."""
        count = max(0, min(count, self._left))
        self._left -= count
        self._refill()
        now = min(count, int(max(0.0, self._tokens)))
        self._tokens -= count
        parts = [(now, 0), (count - now, us(max(0.0, -self._tokens) / self._refill_per_s))]
        return [part for part in parts if part[0]]

    def gone(self, count: int) -> None:
        """So many no longer run."""
        self._left += count

    def _refill(self) -> None:
        passed_s = (self._clock.now - self._at_us) / SECOND_US
        self._at_us = self._clock.now
        self._tokens = min(self._most, self._tokens + passed_s * self._refill_per_s)
