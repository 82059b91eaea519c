"""Calibration: the model's figures as drills for real have measured them.

In: run folders whose evidence is injected, or what was observed in a file alone. Out: a frozen
`Calibration`: each figure that they measured with value, interval, number of samples and drills,
and the file that `--parameters` reads. Plain estimators; a rehearsal is refused.
"""

from openline_drills.calibrate._calibrate import calibrate
from openline_drills.calibrate._estimators import Estimate, ends, line, lognormal, median
from openline_drills.calibrate._file import parameters_file, set_of, source_of, value_of
from openline_drills.calibrate._json import calibration_schema, to_json
from openline_drills.calibrate._model import Calibration, Drilled, Fitted
from openline_drills.calibrate._reading import read_drills

__all__ = [
    "Calibration",
    "Drilled",
    "Estimate",
    "Fitted",
    "calibrate",
    "calibration_schema",
    "ends",
    "line",
    "lognormal",
    "median",
    "parameters_file",
    "read_drills",
    "set_of",
    "source_of",
    "to_json",
    "value_of",
]
