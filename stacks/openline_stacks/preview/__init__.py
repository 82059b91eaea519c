"""What a change does, before it is deployed: to resources, and to what becomes of an outage.

In: the `States` of before and after. Out: a `ResourceDiff`, what is created, updated, replaced and
deleted, by which property and why.
"""

from openline_stacks.preview._model import (
    PropertyChange,
    ResourceChange,
    ResourceDiff,
    Uncompared,
)
from openline_stacks.preview._resources import compare

__all__ = ["PropertyChange", "ResourceChange", "ResourceDiff", "Uncompared", "compare"]
