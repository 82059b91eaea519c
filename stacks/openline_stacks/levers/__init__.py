"""Levers: which changes of the declaration would meet the targets that are missed, at what cost.

In: a stack's `Sources`, its forecast. Out: a frozen `WhatWouldMeet`: single changes and the
cheapest pair, each tried by running the program again with it and forecasting what comes of it;
what each replaces, and what it costs in things that are counted. No price is made up.
"""

from openline_stacks.levers._json import SCHEMA_VERSION, levers_schema, to_json
from openline_stacks.levers._levers import levers
from openline_stacks.levers._model import (
    Cost,
    Lever,
    Missed,
    Replaced,
    Tried,
    WhatWouldMeet,
)
from openline_stacks.levers._search import LeversError, what_would_meet
from openline_stacks.levers._trial import Question

__all__ = [
    "SCHEMA_VERSION",
    "Cost",
    "Lever",
    "LeversError",
    "Missed",
    "Question",
    "Replaced",
    "Tried",
    "WhatWouldMeet",
    "levers",
    "levers_schema",
    "to_json",
    "what_would_meet",
]
