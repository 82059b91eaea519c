"""The embedded engine: runs a Pulumi Python program in this process, no CLI, no gRPC, no threads.

In: a program on disk, its configuration, and for `up` a `Provider` that makes resources; or the
states of an export, to be `made_again`.
Out: `States`, what the genuine engine would have in its state: unknowns typed, secrets redacted.
"""

from openline_stacks.engine._again import made_again
from openline_stacks.engine._engine import preview, up
from openline_stacks.engine._errors import (
    EngineError,
    Failure,
    ProgramError,
    ResourceError,
    StateError,
)
from openline_stacks.engine._living import Step
from openline_stacks.engine._program import Program
from openline_stacks.engine._provider import (
    Checked,
    CheckFailure,
    Created,
    Difference,
    Found,
    Lives,
    Made,
    Provider,
)
from openline_stacks.engine._reference import BUNDLED, bundled_stack, reference_stack
from openline_stacks.engine._stack import Outcome, Stack
from openline_stacks.engine._stand_ins import shown, stood_in

__all__ = [
    "BUNDLED",
    "CheckFailure",
    "Checked",
    "Created",
    "Difference",
    "EngineError",
    "Failure",
    "Found",
    "Lives",
    "Made",
    "Outcome",
    "Program",
    "ProgramError",
    "Provider",
    "ResourceError",
    "Stack",
    "StateError",
    "Step",
    "bundled_stack",
    "made_again",
    "preview",
    "reference_stack",
    "shown",
    "stood_in",
    "up",
]
