"""Which verdicts of a rehearsal rest on one figure of the model alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from openline_drills.rehearsal._foreseen import Foreseen
from openline_drills.rehearsal._outcome import Prepared
from openline_drills.rehearsal._settings import Resolved
from openline_drills.result import Result
from openline_stacks.forecast import RestsOnModel, resting_models, rests_on
from openline_stacks.processes import processes
from openline_stacks.recovery import Parameters

_Place = tuple[str, str, str]


def resting_of(
    result: Result,
    prepared: Prepared,
    figures: Parameters,
    experiment: Mapping[str, Any],
    settings: Resolved,
    on_progress: Callable[[float], None],
) -> tuple[RestsOnModel, ...]:
    """By forecasts of the same experiment with one figure elsewhere in its range: to act each of
    them out would take hours. Told are the verdicts that the rehearsal came to as well."""
    if not prepared.faults:
        return ()
    configuration = dict(experiment.get("configuration") or {})
    asked = Foreseen(prepared.experiment, settings, experiment, configuration)
    disruption = asked.disruption(prepared.topology, figures)
    with processes(settings.workers) as pool:
        found = rests_on(
            prepared.topology,
            (disruption,),
            figures,
            seed=settings.seeds[0],
            executor=pool,
            on_progress=on_progress,
        )
    verdicts = _verdicts(result)
    return tuple(
        one
        for one in resting_models(found)
        if verdicts.get((one.system, one.name, one.measure)) == one.verdict
    )


def _verdicts(result: Result) -> dict[_Place, object]:
    found: dict[_Place, object] = {}
    for system in result.systems:
        found |= {(system.name, each.name, "RTO"): each.verdict for each in system.operations}
        found |= {(system.name, each.name, "RPO"): each.verdict for each in system.stores}
    return found
