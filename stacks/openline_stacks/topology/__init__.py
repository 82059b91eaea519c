"""Topology: who serves whom, where, and how traffic moves.

In: `States` and the declaration in them. Out: a frozen `Topology`, with the URN and property
that every field came from and a list of what was not understood.
"""

from openline_stacks.topology._asked import (
    AfterFailover,
    Clients,
    Demand,
    Good,
    Objective,
    Operation,
    Population,
)
from openline_stacks.topology._errors import TopologyError
from openline_stacks.topology._json import SCHEMA_VERSION, to_json
from openline_stacks.topology._model import (
    FailoverGroup,
    NotUnderstood,
    Region,
    ResourceCounts,
    Source,
    System,
    Topology,
)
from openline_stacks.topology._read import read
from openline_stacks.topology._routed import Accelerator, Check, Edge, Entry, Hop, Switch, Target
from openline_stacks.topology._serving import Dependency, Fleet, Restore, Store

__all__ = [
    "SCHEMA_VERSION",
    "Accelerator",
    "AfterFailover",
    "Check",
    "Clients",
    "Demand",
    "Dependency",
    "Edge",
    "Entry",
    "FailoverGroup",
    "Fleet",
    "Good",
    "Hop",
    "NotUnderstood",
    "Objective",
    "Operation",
    "Population",
    "Region",
    "ResourceCounts",
    "Restore",
    "Source",
    "Store",
    "Switch",
    "System",
    "Target",
    "Topology",
    "TopologyError",
    "read",
    "to_json",
]
