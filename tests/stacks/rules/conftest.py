"""Examples of every rule, read from the rules' examples.yaml into states."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from openline import contract
from openline.declaration import Declaration
from openline_stacks.rules._snippets import Resources, written_examples
from openline_stacks.states import UNKNOWN, ResourceState, States, Value

MakeStates = Callable[[Resources], States]

_OWN = ("is", "after", "asks", "declares")
# What every stack has to say, and no rule is about.
_DECLARED: Mapping[str, Any] = {
    "openline": 1,
    "stack": "shop",
    "account": "123456789012",
    "domain": "shop.example.net",
    "zone_id": "Z0123456789ABCDEFGHIJ",
    "regions": {"us-east-1": "primary", "us-west-2": "standby"},
    "zones": {"us-east-1": ["a", "b"], "us-west-2": ["a", "b"]},
    "network": {"us-east-1": "10.20.0.0/16", "us-west-2": "10.30.0.0/16"},
}


@dataclass(frozen=True)
class Example:
    rule: str
    broken: States
    at: tuple[str, str]
    """The resource's name and the property that are found."""
    fine: States


def _urn(name: str) -> str:
    return f"urn:pulumi:dev::shop::x::{name}"


def _value(written: Any) -> Value:
    if isinstance(written, Mapping):
        return {str(key): _value(item) for key, item in written.items()}
    if isinstance(written, list):
        return [_value(item) for item in written]
    if isinstance(written, str) and (written == "?" or written.startswith("@")):
        return UNKNOWN
    if isinstance(written, str) and written.startswith("policy of "):
        return _policy(int(written.removeprefix("policy of ")))
    return written  # type: ignore[no-any-return]


def _policy(length: int) -> str:
    """A trust policy of so many characters that are not white space."""
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": "*", "Sid": ""}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    statement["Sid"] = "a" * (length - len(json.dumps(document).replace(" ", "")))
    return json.dumps(document)


def _links(written: Any) -> Iterator[str]:
    if isinstance(written, Mapping):
        for item in written.values():
            yield from _links(item)
    elif isinstance(written, list):
        for item in written:
            yield from _links(item)
    elif isinstance(written, str) and written.startswith("@"):
        yield _urn(written[1:])


def state(name: str, written: Mapping[str, Any]) -> ResourceState:
    inputs = {key: value for key, value in written.items() if key not in _OWN}
    links = {key: tuple(sorted(set(_links(value)))) for key, value in inputs.items()}
    region = inputs.get("region")
    if "declares" in written:
        declared = Declaration.model_validate({**_DECLARED, **written["declares"]})
        inputs |= {
            "schemaVersion": contract.SCHEMA_VERSION,
            "declaration": declared.canonical_json(),
            "declarationDigest": declared.digest(),
        }
    return ResourceState(
        stack="dev",
        urn=_urn(name),
        type=written["is"],
        name=name,
        custom=written["is"].startswith("aws:"),
        id=UNKNOWN,
        inputs={key: _value(value) for key, value in inputs.items()},
        outputs={},
        dependencies=tuple(_urn(one) for one in written.get("after", ())),
        property_dependencies={key: urns for key, urns in links.items() if urns},
        region=region if isinstance(region, str) else None,
        lookups=tuple(written.get("asks", ())),
        origin="previewed",
    )


def states_of(resources: Resources) -> States:
    return States(tuple(state(name, written) for name, written in resources.items()))


def _examples() -> dict[str, Example]:
    found = {}
    for rule, example in written_examples().items():
        name, _, property_ = example.at.partition(".")
        assert example.mended != example.broken
        found[rule] = Example(
            rule, states_of(example.broken), (name, property_), states_of(example.mended)
        )
    return found


EXAMPLES = _examples()


@pytest.fixture(scope="session")
def examples() -> Mapping[str, Example]:
    return EXAMPLES


@pytest.fixture(params=EXAMPLES.values(), ids=list(EXAMPLES))
def example(request: pytest.FixtureRequest) -> Example:
    found: Example = request.param
    return found


@pytest.fixture(scope="session")
def states_from() -> MakeStates:
    """States written as in examples.yaml."""
    return states_of
