"""The run that is under way in this process, for the control that Chaos Toolkit calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chaoslib.exceptions import InterruptExecution

from openline_drills.rehearsal._playing import played

if TYPE_CHECKING:
    from openline_drills.rehearsal._director import Director

_director: Director | None = None


def begin() -> Director:
    """A run begins."""
    from openline_drills.rehearsal._director import Director
    from openline_drills.rehearsal._visible import VisiblePlay

    global _director
    _director = Director(played() or VisiblePlay())
    return _director


def director() -> Director:
    """Raises `InterruptExecution` where no run could begin: Chaos Toolkit would go on without."""
    if _director is None:
        raise InterruptExecution("Openline's control could not begin; run with --verbose for why")
    return _director


def end() -> None:
    """The run is over, however it ended."""
    global _director
    if _director is not None:
        _director.cleanup()
    _director = None
