"""Replay: would this stack have survived that day?

In: a real outage as an experiment with its sources and assumptions, and a stack. Out: a frozen
`Replay`: when each operation was below its level, what failed first, which detection saw it and
which stayed blind, and what would have helped.
"""

from openline_drills.replay._json import SCHEMA_VERSION, replay_schema, to_json
from openline_drills.replay._model import Below, Blind, Gain, Help, Replay, Sight, Span
from openline_drills.replay._outages import Edit, Outage, find_outage, outages
from openline_drills.replay._replay import replay

__all__ = [
    "SCHEMA_VERSION",
    "Below",
    "Blind",
    "Edit",
    "Gain",
    "Help",
    "Outage",
    "Replay",
    "Sight",
    "Span",
    "find_outage",
    "outages",
    "replay",
    "replay_schema",
    "to_json",
]
