"""What Pulumi wrote of a stack is a stack for every command."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from openline_stacks.cloud import LocalAws, SealedWall, sealed_chance
from openline_stacks.engine import preview, up

if TYPE_CHECKING:
    from pathlib import Path

    from tests.drills.cli.conftest import Refused, Run

Encode = Callable[..., Any]


@pytest.fixture
def exported(shop: Path, export: Encode) -> Path:
    """The shop's export, from a cloud whose ids are not those of a rehearsal's."""
    with LocalAws() as aws, sealed_chance("elsewhere"), SealedWall():
        states = up(shop, aws)
    path = shop.parent / "export.json"
    path.write_text(json.dumps(export(states)))
    return path


@pytest.mark.slow
def test_a_drill_of_an_export_gives_the_bytes_of_its_programs_drill(
    openline: Run, shop: Path, exported: Path
) -> None:
    drill = ("drill", "region-outage", "--seeds", "2", "--format", "json", "--stack")
    by_program, again = openline(*drill, str(shop)), openline(*drill, str(exported))
    assert again.exit_code == by_program.exit_code
    assert again.out == by_program.out
    assert json.loads(again.out)["systems"][0]["name"] == "chat"
    assert "made again from export.json" in again.err
    assert "made again" not in by_program.err


def test_topology_and_check_read_a_preview(
    openline: Run, shop: Path, digest: Encode, folder: Path
) -> None:
    (folder / "plan.json").write_text(json.dumps(digest(preview(shop))))
    for command in ("topology", "check"):
        program, file = openline(command, "shop"), openline(command, "plan.json")
        assert file.exit_code == program.exit_code
        assert file.out.splitlines()[1:] == program.out.splitlines()[1:]


def test_a_preview_is_not_drilled_and_an_export_not_changed(
    refused: Refused, exported: Path, digest: Encode, shop: Path, folder: Path
) -> None:
    (folder / "plan.json").write_text(json.dumps(digest(preview(shop))))
    (line,) = refused("drill", "region-outage", "--stack", "plan.json")
    assert "a preview has no ids" in line
    (line,) = refused("topology", "export.json", "--set", "failover.decision=30m")
    assert "no program is there to run again" in line
    (line,) = refused(
        "drill", "region-outage", "--stack", "export.json", "--set", "failover.decision=30m"
    )
    assert "no program is there to run again" in line
    (line,) = refused("preview", "plan.json", "--set", "failover.decision=30m")
    assert "no program is there to run again" in line
    (line,) = refused("check", "shop/__main__.py", "none.json")
    assert "none.json: there is no such file" in line
    (folder / "plan.json").write_text('{"steps": [')
    (line,) = refused("topology", "plan.json")
    assert "plan.json:1: it ends in the middle" in line
