"""`chaos discover openline --no-install`: what there is, with its arguments."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import openline_drills

CHAOS = Path(sys.executable).with_name("chaos")


@pytest.fixture(scope="module")
def discovered(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """What the real command finds: "kind name" -> argument -> type."""
    folder = tmp_path_factory.mktemp("discovery")
    command = [str(CHAOS), "--no-version-check", "discover", "openline", "--no-install"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=600)
    found = json.loads((folder / "discovery.json").read_text())
    assert found["extension"]["name"] == "openline"
    return {
        f"{each['type']} {each['name']}": {
            argument["name"]: argument.get("type", "") for argument in each["arguments"]
        }
        for each in found["activities"]
    }


def test_actions_probes_tolerances_and_controls_are_listed(
    discovered: dict[str, dict[str, str]],
) -> None:
    assert {
        "action black_out_region",
        "action inject_fault",
        "action inject_faults",
        "action run_runbook",
        "action wait_for_decision",
        "action switch_over",
        "action lift_fault",
        "action reconcile",
        "action fail_back",
        "probe operations_at_level",
        "probe share_answered",
        "probe serving_region",
        "probe detected",
        "probe fault_confirmed",
        "tolerance all_at_level",
        "control configure_control",
        "control after_experiment_control",
    } <= discovered.keys()


def test_arguments_have_types_that_mean_something(discovered: dict[str, dict[str, str]]) -> None:
    usual = {"configuration": "mapping", "secrets": "mapping"}
    assert discovered["action black_out_region"] == {
        "region": "string",
        "duration": "string",
        "mode": "string",
        **usual,
    }
    assert discovered["action inject_fault"] == {"fault": "mapping", **usual}
    activities = {name: a for name, a in discovered.items() if not name.startswith("control")}
    assert not [name for name, a in activities.items() if {"object", ""} & set(a.values())]


def test_every_activity_ends_as_the_ecosystem_has_it() -> None:
    for module in openline_drills._ROOMS.values():
        room = import_module(module)
        assert sorted(room.__all__) == room.__all__
        for name in room.__all__:
            function = getattr(room, name)
            assert inspect.getdoc(function), name
            parameters = list(inspect.signature(function).parameters)
            if name not in ("cleanup_control", "configure_control"):
                assert parameters[-2:] == ["configuration", "secrets"], name
