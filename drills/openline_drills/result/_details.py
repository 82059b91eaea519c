"""What a report tells beyond the result, as it is kept beside it: the median seed second by second,
every seed's figures, the stack that was drilled, the figures of the model with their sources.

The same bytes for the same seeds anywhere. Seconds count from the fault.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Annotated, Any, Final, Literal

from pydantic import ConfigDict, Field

from openline_drills.result._models import Model as _Model
from openline_drills.result._models import Seconds
from openline_stacks.recovery import Grade

DETAILS_VERSION: Final = 1
# Of all curves of a run together: the reference stack has 46,000, and a page is to be read.
_MOST_POINTS: Final = 200_000
_STEPS_S: Final = (1, 2, 5, 10, 30, 60, 300, 900, 3600)

Share = Annotated[float, Field(ge=0.0, le=1.0)]


class Model(_Model):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class EventModel(Model):
    """One line of the median seed's timeline. `system` null: the whole stack."""

    at_s: float
    system: str | None
    what: str


class CurveModel(Model):
    """The share answered well in every step of `Details.curve_step_s`, as (share, so many steps);
    of several seconds the worst. Null: nobody asked."""

    system: str
    operation: str
    level: Share
    steps: tuple[tuple[Share | None, Annotated[int, Field(ge=1, le=1_000_000)]], ...]

    def shares(self) -> Iterator[float | None]:
        for share, count in self.steps:
            yield from (share for _ in range(count))


class SeedsOfOperation(Model):
    """In the order of the result's seeds; null: that seed did not recover."""

    system: str
    operation: str
    rto_s: tuple[Seconds, ...]


class SeedsOfStore(Model):
    system: str
    store: str
    rpo_s: tuple[Seconds, ...]
    at_declared_rate_s: tuple[Seconds, ...]


class ConfirmedModel(Model):
    """`tried`: what tried the fault in the median seed, and whether it met it."""

    seeds: int = Field(description="In so many seeds everything that was tried met the fault.")
    tried: dict[str, bool]


class RegionModel(Model):
    name: str
    role: str


class PlaceModel(Model):
    """A system on the map. `shares`: of its clients, by the region that serves when all is well."""

    name: str
    entry: str
    shares: dict[str, float]
    survivor: str | None
    capacity_s: Seconds
    fleets: dict[str, int]
    stores: tuple[str, ...]
    needs: tuple[str, ...]
    group: str
    decide: Literal["manual", "automatic"]


class FigureModel(Model):
    """A figure of the model. `value`: in words, in the unit of the name."""

    name: str
    value: str
    grade: Grade
    source: str
    date: str
    what: str
    overridden: bool


class UnreadModel(Model):
    """A property that was not understood."""

    urn: str
    property: str
    why: str


class Details(Model):
    """See the module."""

    schema_version: Literal[1]
    title: str
    account: str
    lost_region: str | None
    median_seed: int
    notes: tuple[str, ...] = Field(description="What the experiment supposes and did not hold.")
    declaration_notes: tuple[str, ...] = Field(
        default=(), description="What was made of the declaration that may surprise."
    )
    failed: tuple[str, ...] = Field(description="What did not go as the experiment is written.")
    confirmed: ConfirmedModel
    made_again: tuple[str, ...] = Field(
        description="The exports from which resources were made, where no program makes them."
    )
    not_emulated: tuple[str, ...]
    not_understood: tuple[UnreadModel, ...]
    recorded_only: tuple[str, ...]
    regions: tuple[RegionModel, ...]
    systems: tuple[PlaceModel, ...]
    events: tuple[EventModel, ...]
    curve_from_s: int
    curve_step_s: int
    curves: tuple[CurveModel, ...]
    seeds_of_operations: tuple[SeedsOfOperation, ...]
    seeds_of_stores: tuple[SeedsOfStore, ...]
    figures: tuple[FigureModel, ...]
    declaration: dict[str, Any] | None = Field(
        description="With the defaults filled in; null: not kept."
    )

    def to_json(self) -> str:
        value = self.model_dump(mode="json")
        return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True) + "\n"


def curve_step_s(seconds: int) -> int:
    """How many seconds a step has where all curves together have so many."""
    return next((step for step in _STEPS_S if seconds <= step * _MOST_POINTS), _STEPS_S[-1])


def curve_steps(
    shares: Sequence[float | None], step_s: int
) -> tuple[tuple[float | None, int], ...]:
    """A share a second as steps, alike ones together."""
    return tuple((share, len(list(same))) for share, same in groupby(_worst(shares, step_s)))


def _worst(shares: Sequence[float | None], step_s: int) -> Iterable[float | None]:
    for first in range(0, len(shares), step_s):
        known = [share for share in shares[first : first + step_s] if share is not None]
        # well may exceed offered by a rounding error
        yield round(min(1.0, max(0.0, min(known))), 4) if known else None
