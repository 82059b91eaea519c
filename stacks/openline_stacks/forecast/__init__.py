"""Forecast: what a stack's recovery would be, as distributions, before anything is deployed.

In: a `Topology` (a preview's will do), what is lost, the model's figures, a seed. Out: a frozen
`Forecast`: per operation and store quantiles of RTO and RPO, the chance of meeting each target,
lost requests, and what each step of the recovery costs. Thousands of trials at once; the same bytes
on every machine. It shares definitions and figures with a rehearsal, and no code.
"""

from openline_stacks.forecast._disruptions import disruptions, region_lost, zone_lost
from openline_stacks.forecast._forecast import MOST_TRIALS, TRIALS, Job, forecast, forecasts
from openline_stacks.forecast._json import (
    SCHEMA_VERSION,
    RestsOnModel,
    forecast_schema,
    resting_models,
    to_json,
)
from openline_stacks.forecast._model import (
    Disruption,
    DisruptionForecast,
    Forecast,
    KnockOut,
    Milestones,
    OperationForecast,
    Probability,
    Quantiles,
    RecoveredBy,
    Step,
    StoreForecast,
    Verdict,
)
from openline_stacks.forecast._resting import RestsOn, rests_on

__all__ = [
    "MOST_TRIALS",
    "SCHEMA_VERSION",
    "TRIALS",
    "Disruption",
    "DisruptionForecast",
    "Forecast",
    "Job",
    "KnockOut",
    "Milestones",
    "OperationForecast",
    "Probability",
    "Quantiles",
    "RecoveredBy",
    "RestsOn",
    "RestsOnModel",
    "Step",
    "StoreForecast",
    "Verdict",
    "disruptions",
    "forecast",
    "forecast_schema",
    "forecasts",
    "region_lost",
    "resting_models",
    "rests_on",
    "to_json",
    "zone_lost",
]
