"""Forecasts of many stacks on a real Dask cluster of two processes: the same as here."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from distributed import Client, LocalCluster

from openline_stacks.forecast import Job, forecasts, region_lost
from openline_stacks.recovery import parameters

if TYPE_CHECKING:
    from tests.drills.world.conftest import Stack

EAST = "us-east-1"


@pytest.mark.slow
def test_a_cluster_works_out_what_one_process_does(stack: type[Stack]) -> None:
    stacks = {"fast": stack.topology(), "slow": stack.topology(stack.system(every_s=30.0))}
    figures = {"replication.stall_s": "10m"}
    jobs = [
        Job(
            topology,
            replace(region_lost(topology, EAST), name=name),
            parameters(topology, figures),
            20,
        )
        for name, topology in stacks.items()
    ]
    told: list[float] = []
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        executor = client.get_executor()
        away = {
            job.disruption.name: under
            for job, under in forecasts(jobs, executor=executor, on_progress=told.append)
        }
    assert away == {job.disruption.name: under for job, under in forecasts(jobs)}
    assert told == sorted(told)
    assert told[-1] == 1.0
