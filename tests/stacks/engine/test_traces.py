"""Lines found the short way are those that the SDK's own way leads to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pulumi.runtime.resource as sdk
import pytest

from openline_stacks.engine import Program, _surroundings, bundled_stack, preview
from openline_stacks.states import SourcePosition

STARTER = Program.find(bundled_stack("starter"))
OF_ITS_OWN = """
import pulumi
import pulumi_aws as aws

class Shop(pulumi.ComponentResource):
    def __init__(self, name):
        super().__init__("own:index:Shop", name)
        Kept(name, parent=self)

class Kept(aws.s3.Bucket):
    def __init__(self, name, parent):
        super().__init__(name, opts=pulumi.ResourceOptions(parent=parent))

Shop("shop")
"""


@pytest.fixture(params=["starter", "classes of its own"])
def program(request: pytest.FixtureRequest, tmp_path: Path) -> Program:
    if request.param == "starter":
        return STARTER
    (tmp_path / "__main__.py").write_text(OF_ITS_OWN)
    return Program.find(tmp_path)


def lines(program: Program) -> list[SourcePosition | None]:
    return [state.source for state in preview(program).resources]


@pytest.mark.slow
def test_every_resource_is_said_to_come_from_the_same_line(
    monkeypatch: pytest.MonkeyPatch, program: Program
) -> None:
    @contextmanager
    def not_short() -> Iterator[None]:
        yield

    short = lines(program)
    monkeypatch.setattr(_surroundings, "short_traces", not_short)
    assert short == lines(program)
    assert any(short)


def test_the_sdk_has_its_own_way_back_after_a_run() -> None:
    before = sdk._get_stack_trace
    preview(STARTER)
    assert sdk._get_stack_trace is before
