"""The declaration in the stack's component is the one; anything else is refused with the reason."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from openline.declaration import Declaration
from openline_stacks.states import UNKNOWN, States
from openline_stacks.topology import TopologyError, read

Declare = Callable[..., Declaration]
Build = Callable[..., States]
Change = Callable[..., States]

_STACK = "CustomerServiceStack"


@pytest.fixture
def states(build: Build, declare: Declare) -> States:
    return build(declare())


def test_a_stack_without_a_declaration_cannot_be_read(states: States) -> None:
    rest = States(tuple(s for s in states.resources if not s.type.endswith(_STACK)))
    with pytest.raises(TopologyError, match=r"put the openline\.yaml"):
        read(rest)


def test_the_declaration_beside_must_be_the_one_inside(states: States, declare: Declare) -> None:
    assert read(states, declare()) == read(states)
    with pytest.raises(TopologyError, match=r"not the one that .* was built from"):
        read(states, declare(failover={"decision": "10m"}))


@pytest.mark.parametrize(
    ("inputs", "why"),
    [
        ({"schemaVersion": 2}, "schemaVersion is 2; this release reads 1"),
        ({"declaration": UNKNOWN}, "is not there"),
        ({"declaration": "{"}, "cannot be read"),
        ({"declaration": "{}"}, "cannot be read"),
        ({"declarationDigest": "0" * 64}, "not that of"),
    ],
)
def test_a_broken_declaration_is_refused(
    states: States, change: Change, inputs: dict[str, object], why: str
) -> None:
    with pytest.raises(TopologyError, match=why) as caught:
        read(change(states, "shop", _STACK, **inputs))
    assert "\n" not in str(caught.value)


def test_two_stacks_of_one_declaration_are_read_as_one(
    build: Build, declare: Declare, states: States
) -> None:
    """A stack a region, each with the component that holds the declaration."""
    top = next(s for s in states.resources if s.type.endswith(_STACK))
    again = replace(top, urn=f"{top.urn}-west", stack="west")
    assert read(States((*states.resources, again))) == read(states)
    other = declare(failover={"decision": "10m"})
    differs = replace(
        again,
        inputs={
            **again.inputs,
            "declaration": other.canonical_json(),
            "declarationDigest": other.digest(),
        },
    )
    with pytest.raises(TopologyError, match="another declaration"):
        read(States((*states.resources, differs)))
