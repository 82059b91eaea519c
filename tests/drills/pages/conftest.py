"""A kept run that was really rehearsed."""

from __future__ import annotations

import pytest

from openline_drills.rehearsal import Settings, rehearse
from openline_drills.result import KeptRun, read_run


@pytest.fixture(scope="session")
def rehearsed(tmp_path_factory: pytest.TempPathFactory) -> KeptRun:
    """The starter as a drill leaves it: what it writes, its store, its way back."""
    settings = Settings(stack="starter", seeds=2, workers=1, runs=tmp_path_factory.mktemp("runs"))
    return read_run(rehearse("region-outage", settings).run_folder)
