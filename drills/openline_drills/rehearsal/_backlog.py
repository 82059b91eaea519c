"""How long after the lift the last write arrives that the lost region had not copied."""

from __future__ import annotations

from typing import Final

from openline_drills.observations import MICROSECONDS
from openline_stacks.recovery import Parameters, quantile
from openline_stacks.topology import Store, System, Topology

# One copy in a hundred thousand takes longer: about what a busy store has on its way at the fault.
_SLOWEST: Final = 0.99999


def backlog_us(topology: Topology, parameters: Parameters) -> int:
    """Copies are first in, first out, so the backlog takes the lag of the last one, or what was
    written during the stall and the lag at the link's full rate, whichever is longer."""
    lag_s = quantile(parameters.get("replication.lag_s").distribution, _SLOWEST)
    stall_s = parameters.value("replication.stall_s")
    per_s = parameters.value("replication.rate_per_s")
    written = [
        _written_per_s(system, store) for system in topology.systems for store in system.stores
    ]
    copying_s = (stall_s + lag_s) * max(written, default=0.0) / per_s
    return round((lag_s + copying_s) * MICROSECONDS)


def _written_per_s(system: System, store: Store) -> float:
    written = 0.0  # not `sum`, which rounds differently from Python 3.12 on
    for operation in system.operations:
        if operation.writes == store.name:
            written += operation.share
    return written * system.demand.peak_per_s
