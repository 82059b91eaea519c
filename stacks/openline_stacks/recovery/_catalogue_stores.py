"""Figures of stores: their copies, their limits, the writes that are followed."""

from __future__ import annotations

from typing import Final

from openline_stacks.recovery._figure import DEFAULT, METHOD, parameter
from openline_stacks.recovery._model import Lognormal, Parameter

_GLOBAL_TABLES = "DynamoDB developer guide, 'Global tables: how it works' (no SLA on the lag)"
_NEW_TABLE = "DynamoDB developer guide, 'On-demand capacity mode': what a new table takes"

_STORES = (
    parameter(
        "store.timeout_s", 3, "an instance waits this long for its store", DEFAULT, "assumed"
    ),
    parameter(
        "replication.lag_s",
        Lognormal(0.8, 0.6),
        "from a write's acknowledgement to its copy in the other region; typically within a second",
        _GLOBAL_TABLES,
        "assumed",
    ),
    parameter(
        "replication.stall_s",
        0,
        "replication had stood still for this long when the fault came",
        DEFAULT,
        "assumed",
    ),
    parameter(
        "replication.rate_per_s",
        4000,
        "copies per second while a backlog is worked off",
        _NEW_TABLE,
        "assumed",
    ),
    parameter(
        "table.new_writes_per_s",
        4000,
        "writes a second that a table takes without having seen more or been warmed",
        _NEW_TABLE,
        "documented",
    ),
    parameter(
        "table.doubles_s",
        1800,
        "a table takes twice its earlier peak, and throttles who goes past that faster than this",
        _NEW_TABLE,
        "documented",
    ),
    parameter(
        "backup.copy_s",
        3600,
        "from the moment that a backup holds until its copy in the other region is complete",
        DEFAULT,
        "assumed",
    ),
    parameter(
        "strong.write_s",
        0.08,
        "what a strongly consistent write takes longer: until a second region has it as well",
        "a round trip between two regions of one of DynamoDB's sets; unmeasured",
        "assumed",
    ),
    parameter("writes.sampled_per_s", 200, "writes followed one by one a store", METHOD, "assumed"),
    parameter(
        "writes.records_count",
        1_000_000,
        "records that a store's writes go to; a late copy loses to a newer write to its record",
        DEFAULT,
        "assumed",
    ),
    parameter(
        "writes.lead_s",
        120,
        "writes are followed from this long before the fault",
        METHOD,
        "assumed",
    ),
)

STORES: Final[tuple[Parameter, ...]] = _STORES
