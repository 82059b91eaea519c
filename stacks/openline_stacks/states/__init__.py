"""Resource states: one model, several readers.

In: what the embedded engine recorded (later a preview file or an export). Out: `States`, the
only thing topology, forecast and preview ever look at.
"""

from openline_stacks.states._model import (
    UNKNOWN,
    Origin,
    ResourceState,
    SourcePosition,
    States,
    Unknown,
    Value,
)

__all__ = ["UNKNOWN", "Origin", "ResourceState", "SourcePosition", "States", "Unknown", "Value"]
