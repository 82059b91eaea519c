"""Resource states: one model, several readers.

In: what the embedded engine recorded, or files that `pulumi preview --json` and `pulumi stack
export` wrote. Out: `States`, the only thing topology, forecast and preview ever look at, the same
whichever way it came: unknowns typed, secrets redacted, several stacks as one.
"""

from openline_stacks.states._analyzed import read_analyzed
from openline_stacks.states._errors import StatesError
from openline_stacks.states._files import Files, merged, read_files
from openline_stacks.states._marks import UNREAD
from openline_stacks.states._model import (
    UNKNOWN,
    Origin,
    ResourceState,
    SourcePosition,
    States,
    Unknown,
    Value,
)
from openline_stacks.states._names import names_of, plain_name
from openline_stacks.states._secrets import secret_by_name

__all__ = [
    "UNKNOWN",
    "UNREAD",
    "Files",
    "Origin",
    "ResourceState",
    "SourcePosition",
    "States",
    "StatesError",
    "Unknown",
    "Value",
    "merged",
    "names_of",
    "plain_name",
    "read_analyzed",
    "read_files",
    "secret_by_name",
]
