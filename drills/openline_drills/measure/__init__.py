"""Measure: how long customers were turned away, and how much they lost, in one run.

In: a `Run` and the `Topology` it ran on (and the parameters, for the RPO at the declared rate).
Out: a frozen `Measurement`, small enough to send between processes. Pure functions throughout.
"""

from openline_drills.measure._model import (
    Dip,
    Disruption,
    Measurement,
    Milestones,
    OperationMeasure,
    PopulationMeasure,
    RecoveredBy,
)
from openline_drills.measure._run import disruption, measure_run
from openline_drills.measure._seconds import shares

__all__ = [
    "Dip",
    "Disruption",
    "Measurement",
    "Milestones",
    "OperationMeasure",
    "PopulationMeasure",
    "RecoveredBy",
    "disruption",
    "measure_run",
    "shares",
]
