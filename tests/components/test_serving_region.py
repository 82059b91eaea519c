"""`serving_region`: code that says who serves, and what it says is all that changes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.components.conftest import SHAPES, STACK_PROGRAM, declared, written

from openline import ArgumentsError, CustomerServiceStack
from openline_stacks.engine import ProgramError, preview
from openline_stacks.states import ResourceState, States
from openline_stacks.topology import read

EAST, WEST = "us-east-1", "us-west-2"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
GROUP = "aws:autoscaling/group:Group"
SAYS_WEST = STACK_PROGRAM.replace(
    '{"declaration": text}', '{"declaration": text, "serving_region": "us-west-2"}'
)
# Of `SHAPES`: a standby without instances, with its season; and two active regions.
SEASON = {"seasons": {"sale": {"from": "11-24", "to": "11-30", "peak": "1500/s"}}}
EMPTY = {"strategy": "pilot-light", "systems": {"orders": SEASON}}


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], States]:
    def previewed(shape: str, program: str) -> States:
        change = EMPTY if shape == "pilot-light" else SHAPES[shape]
        return preview(written(tmp_path_factory.mktemp(shape) / "shop", program, declared(change)))

    return previewed


@pytest.fixture(scope="module")
def usual(said: Callable[[str, str], States]) -> States:
    return said("pilot-light", STACK_PROGRAM)


@pytest.fixture(scope="module")
def west(said: Callable[[str, str], States]) -> States:
    return said("pilot-light", SAYS_WEST)


def changed(before: States, after: States) -> dict[str, ResourceState]:
    old = before.by_urn()
    assert old.keys() == after.by_urn().keys()
    return {
        state.name: state
        for state in after.resources
        if state.custom and dict(state.inputs) != dict(old[state.urn].inputs)
    }


def test_switches_are_held_and_empty_groups_lit_and_nothing_else_changes(
    usual: States, west: States
) -> None:
    """Above all no record and no check, for their API is in the region that is gone."""
    found = changed(usual, west)
    assert {state.type for state in found.values()} == {ALARM, GROUP}
    assert {state.region or state.inputs["region"] for state in found.values()} == {WEST}
    alarms = [state for state in found.values() if state.type == ALARM]
    assert {state.inputs["treatMissingData"] for state in alarms} == {"breaching"}
    assert len(alarms) == len(read(usual).systems)


def test_a_standby_that_serves_has_as_many_instances_as_everybody_needs(
    usual: States, west: States
) -> None:
    before, after = read(usual).system("orders"), read(west).system("orders")
    was, now = before.fleet(WEST), after.fleet(WEST)
    assert was is not None
    assert now is not None
    assert (was.min, now.min, now.max >= now.min) == (0, now.full, True)
    assert before.fleet(EAST) == after.fleet(EAST)
    group = next(s for s in west.of_type(GROUP) if s.name == "shop-orders-us-west-2-fleet")
    assert "minSize" not in group.ignored  # what the code says it means


def test_the_declaration_is_the_same(usual: States, west: States) -> None:
    assert read(usual).declaration_digest == read(west).declaration_digest


def test_a_topology_says_that_customers_are_at_home_in_the_standby(
    usual: States, west: States
) -> None:
    assert (read(usual).home, read(west).home, read(west).primary) == (EAST, WEST, EAST)
    for system in read(west).systems:
        assert [switch.held for switch in system.switches] == [True]
        assert {population.region for population in system.populations} == {WEST}
    source = read(west).sources["systems.orders.switches.us-east-1.held"]
    assert source.property == "treatMissingData"


def test_the_primary_is_what_is_said_where_nothing_is(
    said: Callable[[str, str], States], usual: States
) -> None:
    east = said("pilot-light", SAYS_WEST.replace(WEST, EAST))
    assert changed(usual, east) == {}


def test_of_two_active_regions_the_other_one_is_left(said: Callable[[str, str], States]) -> None:
    topology = read(said("both-manual", SAYS_WEST))
    assert topology.home == WEST
    for system in topology.systems:
        assert {switch.leaves: switch.held for switch in system.switches} == {
            EAST: True,
            WEST: False,
        }
        assert system.share_of(WEST) == pytest.approx(1.0)


def test_a_region_that_serves_nobody_is_refused_with_those_that_do(
    said: Callable[[str, str], States],
) -> None:
    with pytest.raises(ProgramError, match="no region that serves; write us-east-1 or us-west-2"):
        said("pilot-light", SAYS_WEST.replace(WEST, "eu-west-1"))


def test_an_empty_text_is_no_region() -> None:
    text = json.dumps({"openline": 1})
    with pytest.raises(ArgumentsError, match="serving_region: '' is not text"):
        CustomerServiceStack("shop", {"declaration": text, "serving_region": ""})


ROUTING = Path(__file__).parents[2] / "stacks" / "examples" / "routing"


def test_routing_refuses_what_is_no_target(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(ROUTING, tmp_path / "routing"))
    program = (folder / "__main__.py").read_text()
    said = program.replace('"decide":', '"serving_region": "us-west-2",\n        "decide":')
    (folder / "__main__.py").write_text(said)
    with pytest.raises(ProgramError, match="is no target; write eu-central-1 or eu-west-1"):
        preview(folder)
