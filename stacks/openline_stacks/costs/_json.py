"""Costs as JSON: exactly these models. A changed key is a new `SCHEMA_VERSION`."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from openline_stacks.costs._model import Costs, Per

SCHEMA_VERSION: Final = 1

_Region = Annotated[
    str | None,
    Field(description='null: AWS bills it as global. "?": nothing says which one it is.'),
]
_Failover = Annotated[
    float | None,
    Field(description="When a region was lost at peak; null: nothing says who would take over."),
]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LineModel(_Model):
    """So many of a unit in a region."""

    unit: str
    per: Annotated[
        Per,
        Field(description="Billed so long as it is there, by the hour or the month; or each."),
    ]
    region: _Region
    steady: Annotated[float, Field(description="When all is well and demand is steady.")]
    failover: _Failover
    urns: Annotated[list[str], Field(description="The resources that were counted.")]


class QuotaModel(_Model):
    """What the stack takes of a new account's quota."""

    quota: str
    region: _Region
    default: Annotated[int, Field(description="Of a new account; yours may be another.")]
    steady: float
    failover: _Failover
    most: Annotated[float, Field(description="With every group at its maximum.")]
    reached: Annotated[bool, Field(description="`most` is the default or above it.")]


class NotCountedModel(_Model):
    urn: str
    why: str


class CostsResult(_Model):
    """`openline costs --format json`. Units, no prices."""

    schema_version: Literal[1]
    stack: str
    regions: list[str]
    lost: Annotated[
        str | None, Field(description="The region that the failover leaves; null: there is none.")
    ]
    lines: list[LineModel]
    by_use: Annotated[
        list[str], Field(description="Billed for what passes through, which no program says.")
    ]
    quotas: Annotated[list[QuotaModel], Field(description="The nearest to its default first.")]
    not_counted: list[NotCountedModel]
    unknown_types: Annotated[
        list[str], Field(description="Types of which nobody here knows how they are billed.")
    ]


def to_json(found: Costs, stack: str) -> dict[str, Any]:
    """The documented JSON of costs."""
    result = CostsResult(
        schema_version=SCHEMA_VERSION,
        stack=stack,
        regions=list(found.regions),
        lost=found.lost,
        lines=[
            LineModel(
                unit=line.unit,
                per=line.per,
                region=line.region or None,
                steady=round(line.steady, 3),
                failover=None if line.failover is None else round(line.failover, 3),
                urns=list(line.urns),
            )
            for line in found.lines
        ],
        by_use=list(found.by_use),
        quotas=[
            QuotaModel(
                quota=use.quota,
                region=use.region or None,
                default=use.default,
                steady=round(use.steady, 3),
                failover=None if use.failover is None else round(use.failover, 3),
                most=round(use.most, 3),
                reached=use.reached,
            )
            for use in found.quotas
        ],
        not_counted=[NotCountedModel(urn=one.urn, why=one.why) for one in found.not_counted],
        unknown_types=list(found.unknown),
    )
    return result.model_dump(mode="json")


def costs_schema() -> dict[str, Any]:
    """The JSON schema of `CostsResult`."""
    return CostsResult.model_json_schema()
