"""Every rule: one state that breaks it, one that just does not, and no finding of an unknown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from openline_stacks.rules import RULES, Finding, check
from openline_stacks.states import UNKNOWN, States

if TYPE_CHECKING:
    from tests.stacks.rules.conftest import Example


def told(findings: Iterable[Finding], rule: str = "") -> list[tuple[str, str, str]]:
    """Of warnings only those of one rule: an example need not be sealed, closed and redirected.
    Nor need it have all that AWS's service model and the provider require of the type."""
    required = ("OL100", "OL210")
    others = [one for one in findings if one.severity == "error" and one.rule not in required]
    wanted = [one for one in findings if one in others or one.rule == rule]
    return [(one.rule, one.name, one.property) for one in wanted]


def test_every_rule_has_an_example_and_every_example_a_rule(
    examples: Mapping[str, Example],
) -> None:
    assert list(examples) == [rule.id for rule in RULES]


def test_the_broken_state_breaks_this_rule_there_and_no_other(example: Example) -> None:
    assert told(check(example.broken), example.rule) == [(example.rule, *example.at)]


def test_the_state_next_to_it_does_not(example: Example) -> None:
    assert told(check(example.fine), example.rule) == []


def test_what_is_not_known_yet_is_no_finding(example: Example) -> None:
    """Whichever input is known only after deployment."""
    resources = example.fine.resources
    before = set(check(example.fine))
    for at, state in enumerate(resources):
        for key in state.inputs:
            unknown = replace(state, inputs={**state.inputs, key: UNKNOWN})
            states = States((*resources[:at], unknown, *resources[at + 1 :]))
            assert set(check(states)) - before == set(), f"{state.name}.{key}"


def test_nothing_depends_on_the_order_of_the_states(example: Example) -> None:
    turned = States(example.broken.resources[::-1])
    assert set(check(turned)) == set(check(example.broken))
