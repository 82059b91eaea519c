"""An experiment as a forecast takes it: what is lost, and whether people switch over."""

from __future__ import annotations

import io
from collections.abc import Mapping
from contextlib import redirect_stderr
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any, Final

from chaoslib.configuration import load_configuration
from chaoslib.exceptions import ChaosException

from openline_drills.chaos import actions
from openline_drills.measure import disruption
from openline_drills.observations import MICROSECONDS
from openline_drills.rehearsal._backlog import backlog_us
from openline_drills.rehearsal._errors import BadInput
from openline_drills.rehearsal._experiments import load_experiment, silent_chaos
from openline_drills.rehearsal._faults import planned_faults
from openline_drills.rehearsal._settings import Resolved, resolve
from openline_stacks.forecast import Disruption
from openline_stacks.recovery import Parameters
from openline_stacks.topology import Topology

_SWITCHING: Final = (actions.switch_over.__name__, actions.run_runbook.__name__)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """`settings`: what it supposes of the stack and the model, and which region it takes away."""

    name: str
    settings: Resolved
    _experiment: Mapping[str, Any]
    _configuration: Mapping[str, Any]

    def disruption(self, topology: Topology, figures: Parameters) -> Disruption:
        """Raises `BadInput` for faults that make no sense on this stack."""
        wanted = self.settings.region
        region = wanted or topology.home
        known = [each.name for each in topology.regions]
        if region not in known:
            region = topology.home  # an outage that was where the stack is not
        faults = planned_faults(
            self._experiment, dict(self._configuration) | {"region": region}, topology, region
        )
        if not faults:
            raise BadInput([f"{self.name}: its method takes nothing away"])
        back_s = self._back_after_s(backlog_us(topology, figures) / MICROSECONDS)
        return Disruption(self.name, disruption(faults), faults, self._switches, back_s)

    @property
    def _switches(self) -> bool:
        return any(_calls(activity) in _SWITCHING for activity in self._method)

    @property
    def _method(self) -> list[Mapping[str, Any]]:
        return list(self._experiment.get("method") or ())

    def _back_after_s(self, backlog_s: float) -> float:
        """How long after the lift people fail back; infinite where they do not."""
        after_s, lifted = 0.0, False
        for activity in self._method:
            pauses = activity.get("pauses") or {}
            after_s += float(pauses.get("before", 0.0)) if lifted else 0.0
            call = _calls(activity)
            if call == actions.fail_back.__name__:
                return after_s if lifted else inf
            lifted |= call == actions.lift_fault.__name__
            after_s += backlog_s if call == actions.reconcile.__name__ else 0.0
            after_s += float(pauses.get("after", 0.0)) if lifted else 0.0
        return inf


def foreseen(experiment: str | Path) -> Foreseen:
    """An experiment by its name or its file. Raises `BadInput`."""
    loaded = load_experiment(experiment)
    try:
        with silent_chaos(), redirect_stderr(io.StringIO()):
            configuration = load_configuration(loaded.get("configuration") or {})
    except (ChaosException, TypeError, ValueError) as error:
        raise BadInput([f"{experiment}: {error}"]) from error
    return Foreseen(Path(experiment).stem, resolve(configuration), loaded, configuration)


def _calls(activity: Mapping[str, Any]) -> str:
    provider = activity.get("provider") or {}
    ours = provider.get("module") == actions.__name__
    return str(provider.get("func")) if ours else ""
