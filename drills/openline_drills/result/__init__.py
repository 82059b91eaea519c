"""The result: what a rehearsal found, as one documented JSON value, and the folder it is kept in.

In: measurements, knock-outs, topology, parameters. Out: a frozen `Result` whose bytes are the same
for the same seeds anywhere; versions, machine and wall time stand in `run.json` beside it.
"""

from openline_drills.result._assemble import assemble, median_seed
from openline_drills.result._folder import describe_run, write_run_folder
from openline_drills.result._models import SCHEMA_VERSION, Result, result_schema

__all__ = [
    "SCHEMA_VERSION",
    "Result",
    "assemble",
    "describe_run",
    "median_seed",
    "result_schema",
    "write_run_folder",
]
