"""A bundled stack whose declaration changes, made anew where AWS changes nothing in place."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from openline_stacks.cloud import LocalAws
from openline_stacks.engine import Stack, bundled_stack

pytestmark = pytest.mark.slow


def test_a_network_of_another_range_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    """The addresses stay: each is its old gateway's until that is gone."""
    program = shutil.copytree(bundled_stack("starter"), tmp_path / "starter")
    declared = program / "openline.yaml"
    text = re.sub(r"^protection:.*\n", "", declared.read_text(), flags=re.MULTILINE)
    declared.write_text(f"{text}\nprotection: off\n")
    with LocalAws() as aws:
        stack = Stack(program, aws.resources, tmp_path / "state.json")
        before = {one.name: one for one in stack.up().states.resources if "nat" in one.name}
        declared.write_text(declared.read_text().replace("10.61.0.0/16", "10.77.0.0/16"))
        after = {one.name: one for one in stack.up().states.resources if "nat" in one.name}
        assert stack.preview().changes == ()
        ec2 = aws.client("ec2", "us-west-2")
        ranges = {one["CidrBlock"] for one in ec2.describe_vpcs()["Vpcs"]}
    assert "10.77.0.0/16" in ranges
    assert "10.61.0.0/16" not in ranges
    moved = {one for one in after if after[one].id != before[one].id}
    assert moved == {one for one in after if "us-west-2" in one and "natGateway" in after[one].type}
