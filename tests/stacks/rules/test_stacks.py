"""Every stack of the repository: nothing that AWS would refuse, everything encrypted."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from openline_stacks.engine import preview
from openline_stacks.rules import EXCEPTIONS, REQUIREMENTS, Finding, check, unknown_types
from openline_stacks.states import UNKNOWN, ResourceState, States

STACKS = Path(__file__).parents[3] / "stacks"
PROGRAMS = sorted(
    {
        program.parent.relative_to(STACKS).as_posix()
        for program in STACKS.rglob("__main__.py")
        if program.relative_to(STACKS).parts[0] != "openline_stacks"
    }
)
# In the style of others, whose findings are pinned where they are read.
PLAIN = [program for program in PROGRAMS if program.startswith("examples/plain/")]


@cache
def _previewed(folder: str) -> States:
    return preview(STACKS / folder)


@pytest.fixture(params=sorted(set(PROGRAMS) - set(PLAIN)))
def states(request: pytest.FixtureRequest) -> States:
    return _previewed(request.param)


def test_the_reference_stack_is_among_them() -> None:
    assert "retail" in PROGRAMS


def test_no_rule_is_broken(states: States) -> None:
    assert [(one.rule, one.urn, one.property, one.what) for one in _loud(states)] == []


def _loud(states: States) -> list[Finding]:
    """A note tells of a choice, such as the starter's pilot light, and breaks nothing."""
    return [one for one in check(states) if one.severity != "note"]


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_table_of_encryption_knows_every_type(program: str) -> None:
    assert unknown_types(_previewed(program)) == ()


def test_a_type_that_the_table_does_not_know_is_told() -> None:
    some = _previewed("retail").resources[-1]
    states = States((replace(some, type="aws:neptune/cluster:Cluster"), some))
    assert unknown_types(states) == ("aws:neptune/cluster:Cluster",)


def test_every_exception_and_every_reason_says_why() -> None:
    assert all(why for why in EXCEPTIONS.values())
    assert all(needs for needs in REQUIREMENTS.values() if isinstance(needs, str))
    assert list(REQUIREMENTS) == sorted(REQUIREMENTS)


def test_no_unknown_input_is_a_finding(states: States) -> None:
    """The first input of every resource at once, then the second of every resource, and so on."""
    custom = [state for state in states.resources if state.custom]
    for at in range(max(len(state.inputs) for state in custom)):
        unknown = States(tuple(_without(state, at) for state in states.resources))
        assert [(one.rule, one.urn, one.property) for one in _loud(unknown)] == []


def _without(state: ResourceState, at: int) -> ResourceState:
    keys = sorted(state.inputs)[at : at + 1] if state.custom else []
    return replace(state, inputs={**state.inputs, **dict.fromkeys(keys, UNKNOWN)})
