"""What the counting functions are given beside a resource."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from openline_stacks.costs._load import Load, Size
from openline_stacks.states import ResourceState
from openline_stacks.topology._graph import Graph
from openline_stacks.topology._values import number

# In a region that nothing says: a preview's file does not know that of the default provider.
SOMEWHERE: Final = "?"
# No region is theirs, whatever the provider's own is.
_GLOBAL: Final = ("aws:cloudfront/", "aws:globalaccelerator/", "aws:iam/", "aws:route53/")


class CannotCountError(Exception):
    """The number is not in the program; the text says what is missing."""


@dataclass(frozen=True, slots=True)
class Asked:
    graph: Graph
    load: Load

    def region(self, state: ResourceState) -> str:
        """Where it is billed; "" for what AWS bills as global."""
        if state.type.startswith(_GLOBAL):
            return ""
        return self.graph.region(state) or SOMEWHERE

    def size(self, state: ResourceState) -> Size:
        """Of a group or a service: as its demand has it, else as it is made."""
        known = self.load.sizes.get(state.urn)
        if known is not None:
            return known
        made = [
            number(state.inputs.get(key)) for key in ("desiredCapacity", "desiredCount", "minSize")
        ]
        count = next((one for one in made if one is not None), None)
        if count is None:
            raise CannotCountError("how many there are is not known before the deployment")
        largest = number(state.inputs.get("maxSize"))
        return Size(count, count, max(count, largest or 0.0))
