"""The result is the same bytes whoever runs it, in however many processes, however they start."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from openline_drills.rehearsal import Outcome, Settings, rehearse

if TYPE_CHECKING:
    from tests.drills.chaos.conftest import ChaosRun

pytestmark = pytest.mark.slow

SEEDS = 2


def result_bytes(folder: Path) -> bytes:
    (path,) = folder.glob("runs/*/result.json")
    return path.read_bytes()


def rehearsed(stack: Path, folder: Path) -> Outcome:
    settings = Settings(stack=str(stack), seeds=SEEDS, workers=2, runs=folder / "runs")
    return rehearse("region-outage", settings)


def test_chaos_run_and_the_command_give_the_same_result(
    fresh_chaos_run: ChaosRun, tmp_path: Path
) -> None:
    outcome = rehearsed(fresh_chaos_run.stack, tmp_path / "command")
    assert outcome.exit_code == 0
    assert outcome.result["seeds"] == [1, 2]
    assert result_bytes(tmp_path / "command") == outcome.result_json
    for hash_seed, workers, fork in (("0", 1, "true"), ("42", 2, "false")):
        experiment = fresh_chaos_run.experiment()
        experiment["configuration"] |= {"seeds": SEEDS, "workers": workers, "fork": fork}
        ran = fresh_chaos_run(experiment, PYTHONHASHSEED=hash_seed)
        assert (ran.exit_code, ran.ours["verdict"]) == (0, "would meet")
        assert result_bytes(fresh_chaos_run.folder) == outcome.result_json
