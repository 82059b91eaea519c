"""The declaration: what a stack promises, and every mistake in it with file and line.

In: `openline.yaml`, or the same models in Python. Out: a frozen `Declaration` with nothing left
to inherit, its canonical text and digest, and the findings: what it asks for and cannot get.
"""

from openline.declaration._models import (
    Capacity,
    Checks,
    Clients,
    Declaration,
    Demand,
    DisruptionName,
    DnsTail,
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
from openline.declaration._quantities import Backoff, Surge

__all__ = [
    "Backoff",
    "Capacity",
    "Checks",
    "Clients",
    "Declaration",
    "Demand",
    "DisruptionName",
    "DnsTail",
    "Entry",
    "Failover",
    "Good",
    "Need",
    "Objective",
    "Operation",
    "Role",
    "Runs",
    "Store",
    "Strategy",
    "Surge",
    "System",
]
