"""Arguments checked by their TypedDict, as a host would hand them over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NotRequired, TypedDict

import pulumi
import pytest

from openline._aws.arguments import ArgumentsError, checked


class Inner(TypedDict):
    path: str


class Args(TypedDict):
    name: str
    size: int
    share: float
    on: bool
    zones: list[str]
    roles: dict[str, str]
    inner: Inner
    arn: pulumi.Input[str]
    note: NotRequired[str]


GOOD: dict[str, Any] = {
    "name": "orders",
    "size": 3,
    "share": 0.5,
    "on": True,
    "zones": ["a", "b"],
    "roles": {"us-east-1": "primary"},
    "inner": {"path": "/ready"},
    "arn": "arn:aws:kms:us-east-1:123456789012:key/k",
}


def check(**changes: Any) -> Args:
    given: Any = GOOD | changes
    clean: Args = checked(pulumi.ComponentResource, "orders", Args, given)
    return clean


def refused(**changes: Any) -> str:
    with pytest.raises(ArgumentsError) as caught:
        check(**changes)
    return str(caught.value)


def test_a_hosts_floats_become_integers() -> None:
    assert check(size=3.0)["size"] == 3
    assert isinstance(check(size=3.0)["size"], int)


def test_nulls_are_left_out() -> None:
    assert "note" not in check(note=None)


def test_outputs_pass_where_they_decide_no_name() -> None:
    output: Any = object.__new__(pulumi.Output)
    assert check(arn=output)["arn"] is output


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"size": 2.5}, "size: 2.5 is not a whole number"),
        ({"size": True}, "size: True is not a whole number"),
        ({"size": "3"}, "size: '3' is not a whole number"),
        ({"share": "half"}, "share: 'half' is not a number"),
        ({"on": "yes"}, "on: 'yes' is not true or false"),
        ({"name": ""}, "name: '' is not text"),
        ({"zones": "ab"}, "zones: 'ab' is not a list"),
        ({"zones": ["a", 2]}, "zones[1]: 2 is not text"),
        ({"roles": ["us-east-1"]}, "roles: ['us-east-1'] is not a mapping"),
        ({"inner": {}}, "inner.path: missing"),
        ({"inner": {"path": "/", "port": 1}}, "inner.port: unknown; the arguments are path"),
        ({"arn": ""}, "arn: empty"),
        ({"name": None}, "name: missing"),
        ({"colour": "red"}, "colour: unknown"),
        ({"name": object.__new__(pulumi.Output)}, "name: is an Output; it decides names"),
        ({"arn": "Calling __str__ on an Output[T] is not supported."}, "arn: empty, or made of"),
    ],
)
def test_what_is_wrong_is_said_with_its_path(changes: dict[str, Any], line: str) -> None:
    assert f"ComponentResource(orders): {line}" in refused(**changes)


def test_every_problem_is_said_at_once() -> None:
    assert len(refused(size="x", on=1, name=None).splitlines()) == 3


def test_a_name_made_of_an_output_is_refused() -> None:
    given: Any = GOOD
    with pytest.raises(ArgumentsError, match="name: made from an Output"):
        checked(pulumi.ComponentResource, "Calling __str__ on an Output[T] is…", Args, given)


def test_rules_run_only_on_sound_arguments() -> None:
    def rules(args: Args) -> Iterator[str]:
        yield f"size: {args['size'] + 1} would be right"

    given: Any = GOOD
    with pytest.raises(ArgumentsError, match="size: 4 would be right"):
        checked(pulumi.ComponentResource, "orders", Args, given, rules)
    with pytest.raises(ArgumentsError, match="not a whole number"):
        checked(pulumi.ComponentResource, "orders", Args, given | {"size": "x"}, rules)


def test_errors_end_a_program_without_a_traceback() -> None:
    assert issubclass(ArgumentsError, pulumi.RunError)
