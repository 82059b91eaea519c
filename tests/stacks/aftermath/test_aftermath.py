"""After a failover, what an `up` with the program as it is would put back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator
from tests.components.conftest import SHAPES, STACK_PROGRAM, declared, written

from openline_stacks.aftermath import Aftermath, after_failover, aftermath_schema, to_json
from openline_stacks.sources import SourceError, find_sources

if TYPE_CHECKING:
    from openline_stacks.aftermath import Difference, Failover

pytestmark = pytest.mark.slow

# One system that scales from nothing, one behind an accelerator: everything that hands turn.
SHAPE = {
    "strategy": "pilot-light",
    "systems": {"portal": {"entry": "accelerator", "failover": {"decide": "automatic"}}},
}
# A program that ignores nothing, and a switch that forgets.
FORGETFUL = """
import pulumi

def forgetful(args):
    args.opts.ignore_changes = []
    if args.type_ == "aws:cloudwatch/metricAlarm:MetricAlarm" and args.name.endswith("-switch"):
        args.props["treat_missing_data"] = "notBreaching"
    return pulumi.ResourceTransformationResult(args.props, args.opts)

pulumi.runtime.register_stack_transformation(forgetful)
"""


_SERVES = '"serving_region": "us-west-2"'


def found(folder: Path, before: str = "") -> Aftermath:
    folder.mkdir(exist_ok=True)
    program = written(folder, before + STACK_PROGRAM, declared(SHAPE))
    return after_failover(find_sources(str(program.file)))


@pytest.fixture(scope="module")
def careful(tmp_path_factory: pytest.TempPathFactory) -> Aftermath:
    return found(tmp_path_factory.mktemp("careful"))


@pytest.fixture(scope="module")
def forgetful(tmp_path_factory: pytest.TempPathFactory) -> Aftermath:
    return found(tmp_path_factory.mktemp("forgetful"), FORGETFUL)


def one(aftermath: Aftermath) -> Failover:
    (only,) = aftermath.failovers
    return only


def by_name(differences: tuple[Difference, ...]) -> dict[tuple[str, str], Difference]:
    return {(each.name, each.property): each for each in differences}


def test_every_system_is_moved_by_hand(careful: Aftermath) -> None:
    moved = {each.system: each.steps for each in one(careful).moved}
    assert moved["orders"][0] == "the switch in us-west-2"
    assert any(step == "the dial of us-east-1 at 0 %" for step in moved["portal"])


def test_nothing_that_operators_turned_is_put_back(careful: Aftermath) -> None:
    assert careful.undone == ()
    kept = by_name(one(careful).kept)
    fleet = "shop-orders-us-west-2-fleet"
    for size in ("minSize", "desiredCapacity"):
        assert kept[fleet, size].why == "ignoreChanges"
    latch = kept["shop-orders-us-east-1-switch", "Openline/Failover SwitchedOver"]
    assert "without data the alarm keeps its state" in latch.why


def test_what_no_resource_ignores_is_put_back_with_how_to_prevent_it(forgetful: Aftermath) -> None:
    undone = by_name(forgetful.undone)
    size = undone["shop-orders-us-west-2-fleet", "minSize"]
    assert (size.there != "0", size.declared) == (True, "0")
    assert size.why == (
        "say that us-west-2 serves (serving_region) before the next `up`, or let the resource "
        "ignore changes of minSize (ignore_changes)"
    )
    (dial, *_) = (each for (_, prop), each in undone.items() if prop == "trafficDialPercentage")
    assert dial.why.startswith("say it in the program before the next `up`")  # no code holds dials


def test_a_switch_that_forgets_without_data_does_not_hold(forgetful: Aftermath) -> None:
    latch = by_name(forgetful.undone)[
        "shop-orders-us-east-1-switch", "Openline/Failover SwitchedOver"
    ]
    assert "treatMissingData is notBreaching" in latch.why
    assert "say that us-west-2 serves (serving_region), or" in latch.why


def test_the_json_is_what_its_schema_says(forgetful: Aftermath) -> None:
    document = json.loads(json.dumps(to_json(forgetful, "shop")))
    assert list(Draft202012Validator(aftermath_schema()).iter_errors(document)) == []


def test_what_pulumi_wrote_cannot_say_what_an_up_would_do(tmp_path: Path) -> None:
    (tmp_path / "export.json").write_text("{}")
    with pytest.raises(SourceError, match="give the folder of the program"):
        after_failover(find_sources(str(tmp_path / "export.json")))


def test_what_the_program_says_serves_is_what_serves_after_the_next_up(tmp_path: Path) -> None:
    """The standby's size and its switch stand in the program: nothing is left to be ignored."""
    says = STACK_PROGRAM.replace('{"declaration": text}', f'{{"declaration": text, {_SERVES}}}')
    aftermath = after_failover(find_sources(str(written(tmp_path, says, declared(SHAPE)).file)))
    assert aftermath.undone == ()
    kept = by_name(one(aftermath).kept)
    latch = kept["shop-orders-us-east-1-switch", "Openline/Failover SwitchedOver"]
    assert latch.why == "the program says so: without data the alarm stays"
    assert ("shop-orders-us-west-2-fleet", "minSize") not in kept


def test_of_two_active_regions_each_is_lost_in_its_turn(tmp_path: Path) -> None:
    small = declared(SHAPES["both-manual"] | {"systems": {}})
    aftermath = after_failover(find_sources(str(written(tmp_path, STACK_PROGRAM, small).file)))
    assert {f.lost: f.moved[0].to for f in aftermath.failovers} == {
        "us-east-1": "us-west-2",
        "us-west-2": "us-east-1",
    }
    for failover in aftermath.failovers:
        flipped = [d.name for d in failover.kept if d.property == "Openline/Failover SwitchedOver"]
        assert f"shop-orders-{failover.lost}-switch" in flipped
        assert not any(
            other.lost in name
            for other in aftermath.failovers
            for name in flipped
            if other is not failover
        )
    assert aftermath.undone == ()
