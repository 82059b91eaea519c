"""Which exceptions are the user's to mend, and the lines that say how."""

from __future__ import annotations


def complaint(error: Exception) -> list[str] | None:
    """The lines to print for what the user got wrong; None where the bug is ours."""
    from openline.declaration import DeclarationError
    from openline_drills.rehearsal import BadInput
    from openline_stacks.cloud import HandlerError
    from openline_stacks.engine import EngineError
    from openline_stacks.recovery import ParameterError
    from openline_stacks.topology import TopologyError

    if isinstance(error, BadInput):
        return list(error.lines)
    if isinstance(
        error, DeclarationError | EngineError | HandlerError | ParameterError | TopologyError
    ):
        return str(error).splitlines()
    return None
