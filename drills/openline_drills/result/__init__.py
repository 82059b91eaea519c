"""The result: what a rehearsal found, as one documented JSON value, and the folder it is kept in.

In: measurements, knock-outs, topology, parameters. Out: a frozen `Result` whose bytes are the same
for the same seeds anywhere. Beside it stand `details.json`, as much the same, with what reports
tell beyond it, and `run.json` with versions, machine and wall time; of a drill for real also
`observations.json`, what was seen of each step. `read_run` and `read_observations` read them.
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
    EvidenceModel,
    OperationModel,
    Result,
    Seconds,
    StoreModel,
    SystemModel,
    result_schema,
)
from openline_drills.result._observations import (
    OBSERVATIONS,
    OBSERVATIONS_VERSION,
    ArrivalsModel,
    CopiesModel,
    DecisionModel,
    DetectionModel,
    LaunchModel,
    Observations,
    SwitchModel,
    observations_schema,
)
from openline_drills.result._reading import (
    KeptRun,
    RunModel,
    UnreadableRun,
    find_run,
    read_observations,
    read_run,
)

__all__ = [
    "DETAILS",
    "DETAILS_VERSION",
    "JOURNAL",
    "OBSERVATIONS",
    "OBSERVATIONS_VERSION",
    "SCHEMA_VERSION",
    "ArrivalsModel",
    "ConfirmedModel",
    "CopiesModel",
    "CurveModel",
    "DecisionModel",
    "Details",
    "DetectionModel",
    "EventModel",
    "EvidenceModel",
    "FigureModel",
    "KeptRun",
    "LaunchModel",
    "Observations",
    "OperationModel",
    "PlaceModel",
    "RegionModel",
    "Result",
    "RunModel",
    "Seconds",
    "SeedsOfOperation",
    "SeedsOfStore",
    "StoreModel",
    "SwitchModel",
    "SystemModel",
    "UnreadModel",
    "UnreadableRun",
    "assemble",
    "curve_step_s",
    "curve_steps",
    "describe_run",
    "find_run",
    "median_seed",
    "observations_schema",
    "read_observations",
    "read_run",
    "result_schema",
    "write_run_folder",
    "write_whole",
]
