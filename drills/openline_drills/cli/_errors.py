"""Which exceptions are the user's to mend, and the lines that say how.

What the machine refuses is among them: a disk that is full, a folder that is gone, a path that is
too long. A traceback would not say more.
"""

from __future__ import annotations

from pathlib import Path


def complaint(error: Exception) -> list[str] | None:
    """The lines to print for what the user got wrong; None where the bug is ours."""
    from openline.declaration import DeclarationError
    from openline_drills.printable import printable
    from openline_drills.rehearsal import BadInput
    from openline_drills.result import UnreadableRun
    from openline_stacks.cloud import HandlerError
    from openline_stacks.engine import EngineError
    from openline_stacks.local import LocalError
    from openline_stacks.preview import PreviewError
    from openline_stacks.recovery import ParameterError
    from openline_stacks.sources import SourceError
    from openline_stacks.states import StatesError
    from openline_stacks.topology import TopologyError

    if isinstance(error, BadInput | UnreadableRun):
        return list(error.lines)
    told = DeclarationError | EngineError | HandlerError | ParameterError | TopologyError
    if isinstance(error, told | LocalError | PreviewError | SourceError | StatesError):
        return list(BadInput(str(error).splitlines()).lines)
    if isinstance(error, OSError) and error.strerror:
        return [printable(f"{_where(error)}: {error.strerror}")]
    return None


def _where(error: OSError) -> str:
    if error.filename is not None:
        return str(error.filename)
    try:
        Path.cwd()
    except FileNotFoundError:
        return "the working folder is gone; go into one that exists"
    return "this machine refuses"
