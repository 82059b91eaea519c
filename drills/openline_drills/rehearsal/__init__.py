"""Rehearses an experiment: every seed acted out on a virtual clock, then one verdict.

In: an experiment's name or file, and `Settings`. Out: an `Outcome`, with the result that is the
same bytes anywhere, and a run folder. `chaos run` on the same file goes through the same door.
Names are loaded when first used: whoever only looks for a stack does not pay for an experiment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from openline_stacks.lazily import loading

if TYPE_CHECKING:
    from openline_drills.rehearsal._errors import BadInput
    from openline_drills.rehearsal._experiments import (
        Listed,
        bundled_folders,
        experiments,
        load_experiment,
    )
    from openline_drills.rehearsal._foreseen import Foreseen, foreseen
    from openline_drills.rehearsal._listing import Described, described
    from openline_drills.rehearsal._outcome import Outcome, Prepared
    from openline_drills.rehearsal._programs import find_stack, told_plainly
    from openline_drills.rehearsal._rehearse import rehearse
    from openline_drills.rehearsal._settings import Settings

__all__ = [
    "BadInput",
    "Described",
    "Foreseen",
    "Listed",
    "Outcome",
    "Prepared",
    "Settings",
    "bundled_folders",
    "described",
    "experiments",
    "find_stack",
    "foreseen",
    "load_experiment",
    "rehearse",
    "told_plainly",
]

_MODULES: Final = {
    "BadInput": "_errors",
    "Described": "_listing",
    "Foreseen": "_foreseen",
    "Listed": "_experiments",
    "Outcome": "_outcome",
    "Prepared": "_outcome",
    "Settings": "_settings",
    "bundled_folders": "_experiments",
    "described": "_listing",
    "experiments": "_experiments",
    "find_stack": "_programs",
    "foreseen": "_foreseen",
    "load_experiment": "_experiments",
    "rehearse": "_rehearse",
    "told_plainly": "_programs",
}

__getattr__ = loading(__name__, _MODULES)
