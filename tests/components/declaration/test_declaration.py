"""One stack has one canonical text, whoever wrote it and in whatever order."""

from __future__ import annotations

import asyncio
import copy
import json
import pickle
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from ruamel.yaml import YAML

from openline.declaration import (
    Capacity,
    Declaration,
    Defaults,
    Demand,
    Entry,
    Need,
    Objective,
    Operation,
    Store,
    System,
    findings,
    from_canonical,
    overriding,
    parse,
)


def in_python(**changes: Any) -> Declaration:
    """The same stack as the fixture `small`, built in Python."""
    said: dict[str, Any] = {
        "openline": 1,
        "stack": "shop",
        "account": "123456789012",
        "domain": "shop.example.net",
        "zone_id": "Z0123456789ABCDEFGHIJ",
        "regions": {"us-east-1": "primary", "us-west-2": "standby"},
        "zones": {"us-east-1": ["a", "b", "c"], "us-west-2": ["a", "b", "c"]},
        "network": {"us-east-1": "10.20.0.0/16", "us-west-2": "10.30.0.0/16"},
        "failover": {"decision": "5m"},
        "defaults": Defaults(objectives={"region": Objective(rto="15m", rpo="15s")}),
        "systems": {
            "sign-in": System(demand=Demand(steady="300/s", peak="900/s")),
            "orders": System(
                demand=Demand(steady=120, peak=500.0),
                needs=[Need(on="sign-in")],
                operations={"place": Operation(share="10%", writes="book"), "track": Operation()},
                stores={"book": Store()},
            ),
        },
    }
    return Declaration(**{**said, **changes})


def shuffled(value: Any, dice: random.Random) -> Any:
    """The same tree with mappings, and the lists whose order means nothing, in another order."""
    if isinstance(value, dict):
        keys = list(value)
        dice.shuffle(keys)
        return {key: shuffled(value[key], dice) for key in keys}
    if isinstance(value, list):
        return dice.sample([shuffled(item, dice) for item in value], len(value))
    return value


def test_yaml_and_python_say_the_same(small: str) -> None:
    assert in_python() == parse(small)
    assert in_python().digest() == parse(small).digest()


def test_a_whole_stack_type_checks_as_it_is_written() -> None:
    stack = Declaration(
        openline=1,
        stack="shop",
        account="123456789012",
        domain="shop.example.net",
        zone_id="Z1",
        regions={"us-east-1": "primary"},
        zones={"us-east-1": ("a", "b")},
        network={"us-east-1": "10.20.0.0/16"},
        systems={"orders": System(demand=Demand(steady="120/s", peak="500/s"))},
    )
    assert stack.systems["orders"].demand.peak_per_s == 500
    assert stack.standby is None
    assert stack.serving == ("us-east-1",)


def test_the_canonical_text_reads_back_to_the_same_declaration(retail: str, small: str) -> None:
    for text in (retail, small):
        read = parse(text)
        again = from_canonical(read.canonical_json())
        assert again == read
        assert again.canonical_json() == read.canonical_json()


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers())
def test_any_order_of_mappings_and_lists_gives_the_same_bytes(seed: int, retail: str) -> None:
    text = retail.replace("stack: retail", "stack: retail\nresidency: [us, us-east-1]")
    tree = YAML(typ="safe", pure=True).load(text)
    turned = parse(json.dumps(shuffled(tree, random.Random(seed))))
    assert turned.canonical_json() == parse(text).canonical_json()
    assert turned == parse(text)
    assert list(turned.systems) == sorted(turned.systems)


def test_the_order_of_systems_in_the_file_does_not_change_the_digest(retail: str) -> None:
    tree = YAML(typ="safe", pure=True).load(retail)
    tree["systems"] = dict(reversed(tree["systems"].items()))
    turned = parse(json.dumps(tree))
    assert turned.digest() == parse(retail).digest()


def test_the_digest_is_of_the_canonical_bytes(small: str) -> None:
    # Pinned: a change here makes every deployed stack look changed.
    assert len(parse(small).digest()) == 64
    assert parse(small).digest() != parse(small.replace("5m", "6m")).digest()


def test_thirds_survive_the_round_trip(small: str) -> None:
    text = small.replace("{place: {share: 10%, writes: book}, track: {}}", "{a: {}, b: {}, c: {}}")
    read = parse(text)
    assert from_canonical(read.canonical_json()) == read


def test_overrides_are_not_applied_again_to_what_is_read_back(small: str) -> None:
    text = parse(small).canonical_json()
    with overriding({"failover.decision": "9m"}):
        assert from_canonical(text).failover.decision_s == 300
        assert parse(small).failover.decision_s == 540


def test_where_it_came_from_makes_no_difference(small: str) -> None:
    assert parse(small, file="a.yaml") == parse(f"\n\n{small}", file="b.yaml")


def test_declarations_travel_between_processes(retail: str) -> None:
    read = parse(retail)
    sent = pickle.loads(pickle.dumps(read))
    assert sent == copy.deepcopy(read) == read
    assert findings(sent) == findings(read)


def test_a_declaration_cannot_be_changed(small: str) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        parse(small).stack = "other"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"stack": "Shop"}, '"Shop" is not a name; write at most 63 lower-case letters'),
        ({"account": 123456789012}, "write its 12 digits in quotes"),
        ({"regions": {"us-east-1": "standby"}}, "no region is primary; one region is primary"),
        ({"systems": {}}, "systems: there are no systems; declare one, with its demand"),
        (
            {"stack": "Calling __str__ on an Output[T] is not supported."},
            "a Pulumi Output cannot decide a name or a count; plain text",
        ),
    ],
)
def test_mistakes_in_python_say_what_would_be_right(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        in_python(**changes)
    assert said in str(caught.value)


def test_a_pulumi_output_decides_no_name() -> None:
    pulumi = pytest.importorskip("pulumi")

    async def declare() -> None:  # an Output wants a running loop; whoever ran before left none
        in_python(stack=pulumi.Output.from_input("shop"))

    with pytest.raises(ValidationError, match="a Pulumi Output cannot decide a name"):
        asyncio.run(declare())


def test_hosted_numbers_are_floats_and_count_as_whole() -> None:
    systems = {
        "a": System(demand=Demand(steady=1.0, peak=2.0), capacity=Capacity(min=3.0, max=9.0)),
    }
    capacity = in_python(openline=1.0, systems=systems).systems["a"].capacity
    assert (capacity.min, capacity.max) == (3, 9)


def test_a_part_built_in_python_still_inherits_what_it_did_not_say() -> None:
    systems = {"a": System(demand=Demand(steady=1, peak=2), capacity=Capacity(buffer="50%"))}
    defaults = Defaults(capacity=Capacity(standby="25%", each="7/s"), entry=Entry(kind="cname"))
    system = in_python(defaults=defaults, systems=systems).systems["a"]
    assert system.capacity.model_dump(include={"standby", "buffer", "each_per_s"}) == {
        "standby": "25%",
        "buffer": "50%",
        "each_per_s": "7/s",
    }
    assert system.entry.ttl_s == 60
