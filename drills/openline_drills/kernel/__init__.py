"""The clock that everything in a rehearsal runs on: integer microseconds, no wall time.

In: plain `async def` actors and callbacks. Out: the same order of steps on every machine; a crashed
actor ends the run. `RealClock` runs the same actors on asyncio, for drills.
"""

from openline_drills.kernel._clock import Cancelled, Clock, Timer
from openline_drills.kernel._errors import ActorCrashed, KernelError
from openline_drills.kernel._real import RealClock
from openline_drills.kernel._virtual import VirtualClock

__all__ = [
    "ActorCrashed",
    "Cancelled",
    "Clock",
    "KernelError",
    "RealClock",
    "Timer",
    "VirtualClock",
]
