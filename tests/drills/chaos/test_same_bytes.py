"""The result is the same bytes whoever runs it, in however many processes, however they start."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from openline_drills.rehearsal import Outcome, Settings, rehearse

if TYPE_CHECKING:
    from tests.drills.chaos.conftest import ChaosRun

pytestmark = pytest.mark.slow

SEEDS = 3


def result_bytes(folder: Path) -> bytes:
    (path,) = folder.glob("runs/*/result.json")
    return path.read_bytes()


def rehearsed(stack: Path, folder: Path) -> Outcome:
    settings = Settings(stack=str(stack), seeds=SEEDS, workers=2, runs=folder / "runs")
    return rehearse("region-outage", settings)


@pytest.mark.parametrize(
    ("hash_seed", "workers", "fork"), [("0", 1, "true"), ("42", 2, "false")], ids=["fork", "spawn"]
)
def test_chaos_run_and_the_command_give_the_same_result(
    chaos_run: ChaosRun, tmp_path: Path, hash_seed: str, workers: int, fork: str
) -> None:
    experiment = chaos_run.experiment()
    experiment["configuration"] |= {"seeds": SEEDS, "workers": workers, "fork": fork}
    ran = chaos_run(experiment, PYTHONHASHSEED=hash_seed)
    outcome = rehearsed(chaos_run.stack, tmp_path / "command")
    assert (ran.exit_code, outcome.exit_code) == (0, 0)
    assert ran.ours["verdict"] == "would meet"
    assert result_bytes(chaos_run.folder) == outcome.result_json
    assert result_bytes(tmp_path / "command") == outcome.result_json
    assert outcome.result["seeds"] == [1, 2, 3]
