"""Costs: what AWS would bill a stack for, in units, when all is well and in a failover.

In: `States` of any Pulumi AWS stack, and its `Topology` where it has a declaration. Out: a frozen
`Costs`: units by region, services that bill by use, the quotas that it takes from, and what could
not be counted. No price: an account's differ, and none is in this repository.
"""

from openline_stacks.costs._costs import costs
from openline_stacks.costs._json import SCHEMA_VERSION, costs_schema, to_json
from openline_stacks.costs._model import Costs, Line, NotCounted, Per, QuotaUse
from openline_stacks.costs._table import BY_USE, COUNTED, FREE

__all__ = [
    "BY_USE",
    "COUNTED",
    "FREE",
    "SCHEMA_VERSION",
    "Costs",
    "Line",
    "NotCounted",
    "Per",
    "QuotaUse",
    "costs",
    "costs_schema",
    "to_json",
]
