"""Who may import whom, and what an import costs."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def loaded_by(statement: str) -> set[str]:
    """The top-level modules in a fresh interpreter after one import."""
    asked = f"import json, sys; {statement}; print(json.dumps(sorted(sys.modules)))"
    answer = subprocess.run(
        [sys.executable, "-c", asked], check=True, capture_output=True, text=True
    )
    return {name.split(".")[0] for name in json.loads(answer.stdout)}


@pytest.mark.parametrize(
    "statement",
    [
        "import openline",
        "from openline import CustomerServiceStack",
        "import openline.contract",
        "import openline.declaration",
    ],
)
def test_a_platform_engineers_import_brings_no_drill_along(statement: str) -> None:
    heavy = {"moto", "boto3", "chaoslib", "numpy", "typer", "openline_stacks", "openline_drills"}
    assert not heavy & loaded_by(statement)


@pytest.mark.parametrize("module", ["openline", "openline.contract", "openline.declaration"])
def test_reading_a_declaration_costs_no_pulumi(module: str) -> None:
    assert not {"pulumi", "pulumi_aws", "grpc"} & loaded_by(f"import {module}")


@pytest.mark.parametrize("module", ["openline_stacks.engine", "openline_stacks.rules"])
def test_a_preview_and_its_rules_bring_no_emulated_cloud_along(module: str) -> None:
    loaded = loaded_by(f"import {module}")
    assert not {"moto", "boto3", "numpy", "chaoslib", "openline_drills"} & loaded


@pytest.mark.parametrize("words", [["drill", "--list"], ["parameters"], ["schema"]])
def test_a_command_that_runs_no_program_brings_neither_pulumi_nor_a_cloud_along(
    words: list[str],
) -> None:
    run = "from openline_drills.cli import main\ntry: main()\nexcept SystemExit: pass"
    aside = "import io, sys; told, sys.stdout = sys.stdout, io.TextIOWrapper(io.BytesIO())"
    loaded = loaded_by(f"{aside}; sys.argv[1:] = {words!r}; exec({run!r}); sys.stdout = told")
    assert "pydantic" in loaded
    assert not {"pulumi", "pulumi_aws", "moto", "boto3"} & loaded


def test_the_import_contracts_are_kept() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    answer = subprocess.run(
        [str(linter), "--no-cache", "--no-logo"], cwd=ROOT, capture_output=True, text=True
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
