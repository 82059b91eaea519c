"""Lines found the short way are those that the SDK's own way leads to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pulumi.runtime.resource as sdk
import pytest

from openline_stacks.engine import Program, _surroundings, bundled_stack, preview
from openline_stacks.states import SourcePosition

STARTER = Program.find(bundled_stack("starter"))


def lines() -> list[SourcePosition | None]:
    return [state.source for state in preview(STARTER).resources]


@pytest.mark.slow
def test_every_resource_is_said_to_come_from_the_same_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    @contextmanager
    def not_short() -> Iterator[None]:
        yield

    short = lines()
    monkeypatch.setattr(_surroundings, "short_traces", not_short)
    assert short == lines()
    assert any(short)


def test_the_sdk_has_its_own_way_back_after_a_run() -> None:
    before = sdk._get_stack_trace
    preview(STARTER)
    assert sdk._get_stack_trace is before
