"""Whatever a program writes into an input, the rules answer with findings and never raise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from openline_stacks.rules import RULES, check
from openline_stacks.states import UNKNOWN, States, Value

if TYPE_CHECKING:
    from tests.stacks.rules.conftest import Example, MakeStates

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1, 10**20),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["{", "[]", '{"Statement": 3}', "10.0.0.0/33", "arn:aws:s3", "2026-13-01", ""]),
    st.just(UNKNOWN),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)


def altered(states: States, at: int, key: str, value: Value) -> States:
    state = states.resources[at]
    hostile = replace(state, inputs={**state.inputs, key: value})
    return States((*states.resources[:at], hostile, *states.resources[at + 1 :]))


@settings(max_examples=300)
@given(data=st.data(), value=VALUES)
def test_no_value_of_an_input_makes_a_rule_raise(
    examples: Mapping[str, Example], data: st.DataObject, value: Value
) -> None:
    example = examples[data.draw(st.sampled_from(sorted(examples)))]
    at = data.draw(st.integers(0, len(example.broken.resources) - 1))
    key = data.draw(st.sampled_from(sorted(example.broken.resources[at].inputs) or ["tags"]))
    check(altered(example.broken, at, key, value))


KINDS: tuple[Value, ...] = (
    None, True, -1, 0.5, "text", [], ["text"], [None], {}, {"a": [{}]}, [{"a": "b"}],
)  # fmt: skip


def test_every_input_of_every_example_may_be_of_another_kind(example: Example) -> None:
    rules = [rule for rule in RULES if rule.id == example.rule]
    for at, state in enumerate(example.broken.resources):
        for key in state.inputs:
            for value in KINDS:
                check(altered(example.broken, at, key, value), rules)


def test_an_input_that_no_shape_can_be_filled_with_is_told(states_from: MakeStates) -> None:
    group = {"is": "aws:autoscaling/group:Group", "minSize": 1, "maxSize": 2, "launchTemplate": "?"}
    vpc = {"vpcZoneIdentifiers": ["?"]}
    assert check(states_from({"fleet": group | vpc})) == ()
    (found,) = check(states_from({"fleet": group | vpc | {"launchTemplate": ["lt-1"]}}))
    assert (found.rule, found.name) == ("OL100", "fleet")
