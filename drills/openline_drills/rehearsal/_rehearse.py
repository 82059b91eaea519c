"""The door for the command and for tests: one call, one outcome."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from openline_drills.observations import Event
from openline_drills.rehearsal._errors import BadInput
from openline_drills.rehearsal._outcome import Outcome, Prepared
from openline_drills.rehearsal._settings import Settings


def rehearse(
    experiment: str | Path,
    settings: Settings | None = None,
    *,
    on_prepared: Callable[[Prepared], None] | None = None,
    on_event: Callable[[Event], None] | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Outcome:
    """Act out every seed of an experiment and judge them. Must be called in the main thread.

    `on_prepared` is called once the stack stands, `on_event` with the first seed's events as they
    happen, `on_progress` with the seeds done and all. Raises `BadInput`.
    """
    raise BadInput(["not wired yet"])
