"""What was measured of one store in one run. Counts are of sampled writes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WriteCounts:
    """`acknowledged` by the lost region before cut-over; of these `missing` in the survivor at
    cut-over = `returned` + `overwritten` + `gone` + `pending` at the end; None without a cut-over.

    `indeterminate`: timed out for the client but applied. `duplicated`: acknowledged in both.
    """

    acknowledged: int
    missing: int | None
    returned: int | None
    overwritten: int | None
    gone: int | None
    pending: int | None
    indeterminate: int
    duplicated: int


@dataclass(frozen=True, slots=True)
class StoreMeasure:
    """`rpo_us` counted at the sampled rate, `rpo_declared_us` at the declared one; None without a
    cut-over: nobody read the survivor, so nothing was missing in it yet."""

    system: str
    name: str
    rpo_us: int | None
    rpo_declared_us: int | None
    declared_per_s: float
    stall_s: float
    writes: WriteCounts
