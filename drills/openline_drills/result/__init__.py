"""The result: what a rehearsal found, as one documented JSON value, and the folder it is kept in.

In: measurements, knock-outs, topology, parameters. Out: a frozen `Result` whose bytes are the same
for the same seeds anywhere. Beside it stand `details.json`, as much the same, with what reports
tell beyond it, and `run.json` with versions, machine and wall time. `read_run` reads all of it.
"""

from openline_drills.result._assemble import assemble, median_seed
from openline_drills.result._details import (
    DETAILS_VERSION,
    ConfirmedModel,
    CurveModel,
    Details,
    EventModel,
    FigureModel,
    PlaceModel,
    RegionModel,
    SeedsOfOperation,
    SeedsOfStore,
    UnreadModel,
    curve_step_s,
    curve_steps,
)
from openline_drills.result._folder import (
    DETAILS,
    JOURNAL,
    describe_run,
    write_run_folder,
    write_whole,
)
from openline_drills.result._models import (
    SCHEMA_VERSION,
    OperationModel,
    Result,
    Seconds,
    StoreModel,
    SystemModel,
    result_schema,
)
from openline_drills.result._reading import KeptRun, RunModel, UnreadableRun, find_run, read_run

__all__ = [
    "DETAILS",
    "DETAILS_VERSION",
    "JOURNAL",
    "SCHEMA_VERSION",
    "ConfirmedModel",
    "CurveModel",
    "Details",
    "EventModel",
    "FigureModel",
    "KeptRun",
    "OperationModel",
    "PlaceModel",
    "RegionModel",
    "Result",
    "RunModel",
    "Seconds",
    "SeedsOfOperation",
    "SeedsOfStore",
    "StoreModel",
    "SystemModel",
    "UnreadModel",
    "UnreadableRun",
    "assemble",
    "curve_step_s",
    "curve_steps",
    "describe_run",
    "find_run",
    "median_seed",
    "read_run",
    "result_schema",
    "write_run_folder",
    "write_whole",
]
