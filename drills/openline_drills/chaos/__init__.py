"""The Chaos Toolkit extension: what an experiment on a stack can do, ask, and hold up.

In: activities of an ordinary experiment. They act on the `Stage` that our control has set up, a
rehearsal's; without the control every one of them refuses. Out: plain values for the journal.
"""

from openline_drills.chaos._stage import (
    Stage,
    Stopped,
    current_stage,
    set_stage,
)

__all__ = ["Stage", "Stopped", "current_stage", "set_stage"]
