"""The reference stack, run as `pulumi up` would run it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from openline import contract
from openline_stacks.engine import Program, ProgramError, preview, reference_stack
from openline_stacks.states import States

Kept = Callable[[str, Callable[[], States]], States]


@pytest.fixture(scope="module")
def retail(kept: Kept) -> States:
    return kept("retail", lambda: preview(Program.find(reference_stack())))


def test_five_systems_in_two_regions(retail: States) -> None:
    assert len(retail.of_type(contract.TYPE_ROUTING)) == 5
    assert len(retail.of_type(contract.TYPE_FLEET)) == 10
    assert 300 <= len(retail.resources) <= 400


def test_it_exports_what_an_operator_needs(retail: States) -> None:
    assert set(retail.stack_outputs) == {
        "alarmTopics",
        "endpoints",
        "fleets",
        "healthCheckIds",
        "keyArns",
        "switches",
        "tables",
        "zone",
    }


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
