"""The name of a run: another one for whatever makes another result, the same for all else."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from openline_drills.rehearsal import load_experiment
from openline_drills.rehearsal._runbooks import Runbook, find_runbook
from openline_drills.rehearsal._settings import resolve
from openline_drills.rehearsal._stand import Stand
from openline_drills.rehearsal._visible import _digest

STAND = SimpleNamespace(topology=SimpleNamespace(declaration_digest="d" * 64), region="us-east-1")


def digest(runbook: Runbook | None = None, **configuration: Any) -> str:
    usual = {"duration": "1h", "seed": 1, "seeds": 2}
    experiment = load_experiment("region-outage") | {"configuration": usual | configuration}
    settings = resolve(experiment["configuration"])
    return _digest(cast(Stand, STAND), settings, experiment, runbook)


@pytest.mark.parametrize("changed", [{"duration": "2h"}, {"seeds": 3}, {"parameters": {"a": "1"}}])
def test_another_result_has_another_folder(changed: dict[str, Any]) -> None:
    assert digest(**changed) != digest()


def test_a_runbook_with_another_text_has_another_folder(tmp_path: Path) -> None:
    file = tmp_path / "book.py"
    file.write_text("def fail_over(): ...\n")
    runbook = find_runbook(f"{file}:fail_over")
    before = digest(runbook)
    file.write_text("def fail_over(): print()\n")
    assert len({before, digest(runbook), digest()}) == 3


@pytest.mark.parametrize("changed", [{"workers": 3}, {"fork": False}, {"runs": "elsewhere"}])
def test_who_does_the_work_does_not_matter(changed: dict[str, Any]) -> None:
    assert digest(**changed) == digest()
