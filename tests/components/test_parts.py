"""A stack in parts: together they make what the whole does, and each says what it misses."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.components.conftest import SHAPES, declared, written

from openline import contract
from openline_stacks.engine import ProgramError, preview
from openline_stacks.states import ResourceState, States

EAST, WEST = "us-east-1", "us-west-2"
HEAD = """
from pathlib import Path
import pulumi
from openline import GlobalStack, RegionalStack, SharedStack
from openline.declaration import from_canonical
text = Path(__file__).with_name("declaration.json").read_text()
serving = from_canonical(text).serving
def handed(part):
    return pulumi.StackReference(f"organization/{part}/dev").require_output("handover")
"""
SHARED = 'stack = SharedStack("shop", {"declaration": text})'
REGIONAL = """stack = RegionalStack("shop", {{
    "declaration": text, "region": "{region}", "shared": handed("shared"), {more}
}})"""
GLOBAL = """stack = GlobalStack("shop", {{
    "declaration": text, "shared": handed("shared"),
    "regions": {{region: handed(region) for region in serving}}, {more}
}})"""


def regional(region: str, more: str = "") -> str:
    return REGIONAL.format(region=region, more=more)


def part(
    folder: Path, shape: str, body: str, references: Mapping[str, Any] | None = None
) -> States:
    program = written(folder, HEAD + body, declared(SHAPES[shape]))
    return preview(program, references=references)


def parts(folder: Path, shape: str) -> list[States]:
    """As they are before any of them is brought up: what they hand over is not known."""
    serving = declared(SHAPES[shape]).serving
    bodies = [SHARED, *(regional(region) for region in serving), GLOBAL.format(more="")]
    return [part(folder / str(at), shape, body) for at, body in enumerate(bodies)]


def made(states: States) -> dict[tuple[str, str], ResourceState]:
    found = [s for s in states.resources if s.custom and not s.type.startswith("pulumi:")]
    return {(state.type, state.name): state for state in found}


@pytest.mark.parametrize(
    "name",
    ["pilot-light", "strong-replica", "both-automatic", "edge-abroad"],
)
def test_parts_make_what_the_whole_does_each_resource_once(
    name: str, shape: Callable[[str], States], tmp_path: Path
) -> None:
    whole = made(shape(name))
    each = [made(states) for states in parts(tmp_path, name)]
    together = {key: state for one in each for key, state in one.items()}
    assert sum(map(len, each)) == len(together)
    assert together.keys() == whole.keys()
    for key, state in whole.items():
        assert together[key].inputs == state.inputs, key
        assert (together[key].protect, together[key].ignored) == (state.protect, state.ignored)


def test_a_region_makes_nothing_that_stands_in_another(tmp_path: Path) -> None:
    """So that an up of it has nothing to do with a region that is dark."""
    _, east, west, _ = parts(tmp_path, "warm-standby")
    for region, states in ((EAST, east), (WEST, west)):
        assert {s.inputs["region"] for s in made(states).values() if "region" in s.inputs} == {
            region
        }


def test_every_part_holds_the_declaration(tmp_path: Path) -> None:
    digests = {
        state.inputs["declarationDigest"]
        for states in parts(tmp_path, "one-region")
        for state in states.of_type(*contract.TYPES_DECLARED)
    }
    assert digests == {declared(SHAPES["one-region"]).digest()}


def test_serving_region_lights_the_standby_and_holds_the_switches(tmp_path: Path) -> None:
    says = f'"serving_region": "{WEST}"'
    west = [part(tmp_path / f"w{i}", "pilot-light", regional(WEST, more)) for i, more in
            enumerate(("", says))]  # fmt: skip
    whole = [part(tmp_path / f"g{i}", "pilot-light", GLOBAL.format(more=more)) for i, more in
             enumerate(("", says))]  # fmt: skip
    changed = {
        key
        for before, after in (west, whole)
        for key, state in made(after).items()
        if state.inputs != made(before)[key].inputs
    }
    assert {type_ for type_, _ in changed} == {
        "aws:autoscaling/group:Group",
        "aws:cloudwatch/metricAlarm:MetricAlarm",
    }


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (regional("eu-west-1"), "region: 'eu-west-1' is no region that serves; write us-east-1 or"),
        (regional(WEST, '"serving_region": "x"'), "serving_region: 'x' is no region that serves"),
        (GLOBAL.format(more='"serving_region": "x"'), "serving_region: 'x' is no region that"),
        (GLOBAL.replace("in serving", "in serving[:1]").format(more=""),
         "regions: nothing of us-west-2, which serves"),
        (GLOBAL.replace("in serving", 'in (*serving, "eu-west-1")').format(more=""),
         "regions: eu-west-1 is no region that serves; give us-east-1 and us-west-2"),
        (SHARED.replace('{"declaration": text}', '{"declaration": "openline: 2"}'),
         "SharedStack(shop): declaration"),
    ],
)  # fmt: skip
def test_what_a_part_cannot_be_built_from_is_said(body: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(ProgramError) as caught:
        part(tmp_path, "warm-standby", body)
    assert says in str(caught.value)


def handing(**handovers: Any) -> dict[str, Any]:
    return {
        f"organization/{project.replace('_', '-')}/dev": {"handover": handover}
        for project, handover in handovers.items()
    }


@pytest.mark.parametrize(
    ("body", "handed", "says"),
    [
        (regional(WEST), handing(shared={"keyArns": {EAST: "arn"}}),
         "RegionalStack(shop): shared: keyArns.us-west-2, alarmTopics.us-east-1, "
         "alarmTopics.us-west-2 and 3 more not handed over; bring up the stack of SharedStack from "
         "the same declaration first, and give its `handover`"),
        (regional(WEST), handing(shared="arn"), "shared: keyArns.us-east-1, keyArns.us-west-2"),
        (GLOBAL.format(more=""), handing(us_east_1={"region": WEST}),
         "GlobalStack(shop): regions.us-east-1: this is the handover of us-west-2; give that of"),
        (GLOBAL.format(more=""), handing(us_west_2={"region": WEST, "logBucket": "logs"}),
         "regions.us-west-2: fleets.orders.dnsName, fleets.orders.zoneId"),
    ],
)  # fmt: skip
def test_what_was_not_handed_over_is_said_with_how_to_get_it(
    body: str, handed: dict[str, Any], says: str, tmp_path: Path
) -> None:
    with pytest.raises(ProgramError) as caught:
        part(tmp_path, "warm-standby", body, handed)
    assert says in str(caught.value), json.dumps(handed)
    assert "Traceback" not in str(caught.value)
