"""The door for the command and for tests: one call, one outcome."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from chaoslib.experiment import run_experiment

from openline_drills.estimate import MOST_SEEDS
from openline_drills.observations import Event
from openline_drills.rehearsal import running
from openline_drills.rehearsal._errors import BadInput
from openline_drills.rehearsal._experiments import HOW_TO_ADD_CONTROL, load_experiment, silent_chaos
from openline_drills.rehearsal._interrupts import sigterm_ends
from openline_drills.rehearsal._outcome import Outcome, Prepared
from openline_drills.rehearsal._playing import playing
from openline_drills.rehearsal._settings import Settings


def rehearse(
    experiment: str | Path,
    settings: Settings | None = None,
    *,
    on_prepared: Callable[[Prepared], None] | None = None,
    on_event: Callable[[Event], None] | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    on_sensitivity: Callable[[float], None] | None = None,
    knock_outs: bool = True,
) -> Outcome:
    """Act out every seed of an experiment and judge them. Must be called in the main thread.

    `on_prepared` is called once the stack stands, `on_event` with the first seed's events as they
    happen (microseconds after its start), `on_progress` with the seeds done and all,
    `on_sensitivity` with the share done of what `sensitivity` asks for. `knock_outs`: whether to
    find out what each step costs, at a run of the world a step. Raises `BadInput`; `SystemExit` or
    `KeyboardInterrupt` where a signal ended it, the fault lifted.
    """
    from openline_drills.rehearsal._visible import VisiblePlay

    settings = settings or Settings()
    if settings.on != "rehearsal":
        raise BadInput([f"on {settings.on}: only a rehearsal is possible in this version"])
    if settings.until_sure and settings.seeds is not None:
        raise BadInput(
            [
                f"--until-sure --seeds {settings.seeds}: one or the other; --until-sure runs as "
                f"many seeds as it takes, at most {MOST_SEEDS}"
            ]
        )
    loaded = load_experiment(experiment)
    loaded["configuration"] = (loaded.get("configuration") or {}) | settings.configuration()
    play = VisiblePlay(on_prepared, on_event, on_progress, on_sensitivity, knock_outs=knock_outs)
    with playing(play), silent_chaos(), sigterm_ends():
        try:
            journal = run_experiment(loaded, settings={"runtime": loaded.get("runtime") or {}})
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            # what our control or an activity raises, Chaos Toolkit keeps: this is its own
            why = f"Chaos Toolkit cannot run it: {type(error).__name__}: {error}"
            raise play.error or BadInput([f"{experiment}: {why}"]) from error
        finally:
            running.end()  # where Chaos Toolkit came to no end, it did not ask for it
    if play.error is not None:
        raise play.error
    if play.outcome is None:
        why = f"Chaos Toolkit ended it ({journal['status']}) and never called Openline's control"
        raise BadInput([f"{experiment}: controls: {why}; {HOW_TO_ADD_CONTROL}"])
    return play.outcome
