"""The reference stack, run as `pulumi up` would run it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from openline import contract
from openline.declaration import load
from openline_stacks.engine import Program, ProgramError, preview, reference_stack
from openline_stacks.states import States

Kept = Callable[[str, Callable[[], States]], States]


@pytest.fixture(scope="module")
def retail(kept: Kept) -> States:
    return kept("retail", lambda: preview(Program.find(reference_stack())))


def test_five_systems_in_two_regions(retail: States) -> None:
    assert len(retail.of_type(contract.TYPE_ROUTING)) == 5
    assert len(retail.of_type(contract.TYPE_FLEET)) == 10
    assert 350 <= len(retail.resources) <= 600


def test_it_exports_what_an_operator_needs(retail: States) -> None:
    assert set(retail.stack_outputs) == {
        "alarmTopics",
        "alarms",
        "dashboards",
        "endpoints",
        "fleets",
        "healthCheckIds",
        "interactionLogs",
        "keyArns",
        "restoreRoleArn",
        "roleArns",
        "secretArns",
        "switches",
        "tables",
        "vaults",
        "zone",
    }


def test_15_the_provider_itself_starts_in_the_standby() -> None:
    """In the form that the genuine CLI takes of a key that is not the project's own: a mapping of
    `value` alone. Without a region the provider would not start at all."""
    project = YAML(typ="safe").load(Path(__file__).parents[2] / "Pulumi.yaml")
    declared = load(reference_stack() / "openline.yaml")
    assert project["config"]["aws:region"] == {"value": declared.standby}


def test_a_key_of_the_projects_own_says_what_it_is_and_may_be_left_out() -> None:
    config = YAML(typ="safe").load(Path(__file__).parents[2] / "Pulumi.yaml")["config"]
    own = {key: said for key, said in config.items() if ":" not in key}
    assert set(own) == {"serving_region"}
    assert all({"type", "description", "default"} == set(said) for said in own.values())


def test_a_preview_is_the_same_every_time(retail: States) -> None:
    again = preview(Program.find(reference_stack()))
    assert [state.urn for state in again.resources] == [state.urn for state in retail.resources]
    assert [state.inputs for state in again.resources] == [s.inputs for s in retail.resources]


def test_a_mistake_in_its_declaration_is_lines_and_no_traceback(tmp_path: Path) -> None:
    program = (reference_stack() / "__main__.py").read_text()
    text = (reference_stack() / "openline.yaml").read_text()
    (tmp_path / "__main__.py").write_text(program)
    (tmp_path / "openline.yaml").write_text(text.replace("decide: manual", "decide: perhaps"))
    with pytest.raises(ProgramError) as caught:
        preview(Program.find(tmp_path))
    assert "openline.yaml:" in str(caught.value)
    assert "failover.decide" in str(caught.value)
    assert "Traceback" not in str(caught.value)
