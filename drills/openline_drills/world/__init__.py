"""The world: clients, names, checkers, fleets, stores and people, acted out on a clock.

In: a topology, parameters, a seed, faults, and a view of the control plane. Out: a `Run`, which is
all that measuring ever looks at. Rates are a fluid; only writes are followed one by one.
"""

from openline_drills.world._capabilities import (
    CapabilityError,
    capabilities,
    reaches_calls,
    require,
)
from openline_drills.world._control import PlainControl
from openline_drills.world.simulate import simulate
from openline_drills.world.world import KNOCK_OUTS, World

__all__ = [
    "KNOCK_OUTS",
    "CapabilityError",
    "PlainControl",
    "World",
    "capabilities",
    "reaches_calls",
    "require",
    "simulate",
]
