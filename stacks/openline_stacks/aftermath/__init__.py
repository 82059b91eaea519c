"""After a failover: what the next `pulumi up` would undo, and what prevents it.

In: the programs of a stack. They stand in a local AWS, the primary's customers are moved by real
boto3 calls as operators move them, and the engine refreshes and plans; of two active regions each
in its turn. Out: `Aftermath`: what was moved, each property that differs now, and whether an `up`
would take it back.
"""

from openline_stacks.aftermath._aftermath import after_failover
from openline_stacks.aftermath._json import SCHEMA_VERSION, aftermath_schema, to_json
from openline_stacks.aftermath._model import Aftermath, Difference, Failover

__all__ = [
    "SCHEMA_VERSION",
    "Aftermath",
    "Difference",
    "Failover",
    "after_failover",
    "aftermath_schema",
    "to_json",
]
