"""RPO: which acknowledged writes the survivor did not have when it took over.

In: the write records and `StoreRun`s of a run. Out: a frozen `StoreMeasure` a store: the age of the
oldest missing write, counted and at the declared write rate, and what became of those missing.
"""

from openline_drills.rpo._declared import lag_part_s
from openline_drills.rpo._model import StoreMeasure, WriteCounts
from openline_drills.rpo._stores import measure_stores

__all__ = ["StoreMeasure", "WriteCounts", "lag_part_s", "measure_stores"]
