"""What is broken where and when, as whoever asks meets it: one try, one probe, one copy."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Literal

from openline_stacks.recovery import Fault

Lost = Literal["silent", "refused"]


class Weather:
    """Faults of a whole region, of its tables, of its copies, or of a zone."""

    def __init__(self, faults: Sequence[Fault], since_s: float) -> None:
        self._faults = [
            (since_s + fault.from_s, since_s + min(fault.to_s, fault.expires_s), fault)
            for fault in faults
        ]

    def traffic(self, region: str, now_s: float, random: Random) -> Lost | None:
        """What becomes of a try on its way."""
        for fault in self._now(region, now_s):
            if fault.services or fault.mode not in ("drop", "refuse"):
                continue
            if fault.share >= 1.0 or random.random() < fault.share:
                return "silent" if fault.mode == "drop" else "refused"
        return None

    def errors(self, region: str, now_s: float, random: Random) -> bool:
        """Whether the work is done in vain."""
        return any(
            random.random() < fault.share
            for fault in self._now(region, now_s)
            if fault.mode == "error" and not fault.services
        )

    def is_dark(self, region: str, now_s: float) -> bool:
        return any(
            fault.mode in ("drop", "refuse") and not fault.services and fault.share >= 1.0
            for fault in self._now(region, now_s)
        )

    def store_is_lost(self, region: str, now_s: float) -> bool:
        return any(
            fault.mode in ("drop", "refuse") and fault.share >= 1.0
            for fault in self._now(region, now_s)
        )

    def zones(self, region: str, now_s: float) -> set[str]:
        return {zone for since, until, zone in self.zone_losses(region) if since <= now_s < until}

    def zone_losses(self, region: str) -> list[tuple[float, float, str]]:
        return [
            (since, until, fault.selector.zone)
            for since, until, fault in self._faults
            if fault.selector.zone is not None and fault.selector.region == region
        ]

    def copies_stopped(self, region: str) -> list[tuple[float, float]]:
        """When nothing is copied out of a region."""
        return [
            (since, until)
            for since, until, fault in self._faults
            if fault.selector.region == region
            and fault.selector.zone is None
            and fault.mode in ("drop", "refuse", "stall")
            and fault.share >= 1.0
        ]

    def _now(self, region: str, now_s: float) -> list[Fault]:
        return [
            fault
            for since, until, fault in self._faults
            if since <= now_s < until
            and fault.selector.region == region
            and fault.selector.zone is None
        ]
