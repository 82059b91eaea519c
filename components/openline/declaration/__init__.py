"""The declaration: what a stack promises, and every mistake in it with file and line.

In: `openline.yaml`, or the same models in Python. Out: a frozen `Declaration` with nothing left
to inherit, its canonical text and digest, and the findings: what it asks for and cannot get.
"""

from openline.declaration._declaration import Declaration, from_canonical
from openline.declaration._edge_regions import cloudfront_lists
from openline.declaration._errors import DeclarationError, Problem
from openline.declaration._findings import Finding, dns_time_s, findings, notes
from openline.declaration._groups import failover_of, fqdn, group_of, origin_fqdn
from openline.declaration._keeping import Access, Backups, Interactions, Residency, Season
from openline.declaration._models import (
    Capacity,
    Checks,
    Clients,
    Defaults,
    Demand,
    DisruptionName,
    DnsTail,
    EdgeOrigin,
    Entry,
    Failover,
    Good,
    Need,
    Objective,
    Operation,
    Role,
    Runs,
    Store,
    Strategy,
    System,
)
from openline.declaration._overrides import overriding
from openline.declaration._plain import read_mapping
from openline.declaration._quantities import Backoff, Surge, rate, seconds, share
from openline.declaration._reader import load, parse
from openline.declaration._schema import schema, settable_paths
from openline.declaration._seasons import Days, days
from openline.declaration._sizes import FleetSize, at_once_per_s, fleet_size, season_size
from openline.declaration._suppressions import Suppression

__all__ = [
    "Access",
    "Backoff",
    "Backups",
    "Capacity",
    "Checks",
    "Clients",
    "Days",
    "Declaration",
    "DeclarationError",
    "Defaults",
    "Demand",
    "DisruptionName",
    "DnsTail",
    "EdgeOrigin",
    "Entry",
    "Failover",
    "Finding",
    "FleetSize",
    "Good",
    "Interactions",
    "Need",
    "Objective",
    "Operation",
    "Problem",
    "Residency",
    "Role",
    "Runs",
    "Season",
    "Store",
    "Strategy",
    "Suppression",
    "Surge",
    "System",
    "at_once_per_s",
    "cloudfront_lists",
    "days",
    "dns_time_s",
    "failover_of",
    "findings",
    "fleet_size",
    "fqdn",
    "from_canonical",
    "group_of",
    "load",
    "notes",
    "origin_fqdn",
    "overriding",
    "parse",
    "rate",
    "read_mapping",
    "schema",
    "season_size",
    "seconds",
    "settable_paths",
    "share",
]
