"""The door: what is public, and what coming through it costs."""

from __future__ import annotations

import subprocess
import sys

import pytest

import openline.declaration


def test_public_names_are_sorted_and_complete() -> None:
    names = openline.declaration.__all__
    assert list(names) == sorted(names)
    public = {n for n, v in vars(openline.declaration).items() if n[0] != "_"}
    assert public - {"annotations"} == set(names)


@pytest.mark.parametrize("heavy", ["pulumi", "pulumi_aws", "moto", "boto3", "numpy", "chaoslib"])
def test_reading_a_declaration_needs_nothing_heavy(heavy: str) -> None:
    code = f"import sys, openline.declaration; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
