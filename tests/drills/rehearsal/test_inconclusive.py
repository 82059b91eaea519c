"""Inconclusive really happens: every cause of it, by a real program or a real experiment.

Failed activities stand in `chaos/test_traps.py`, restores of unknown length in `test_edits.py`.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from openline_drills.measure import Measurement
from openline_drills.rehearsal import load_experiment
from openline_drills.rehearsal._seeds import SeedOutcome, act_out
from openline_drills.rehearsal._settings import resolve
from openline_drills.rehearsal._stand import Stand, stand_up
from openline_drills.result import Result, assemble
from openline_stacks.recovery import parameters
from openline_stacks.topology import Objective, Topology

if TYPE_CHECKING:
    from tests.drills.conftest import WriteShop

# chat's instances are attached by a resource that nothing here acts out, and desk needs chat;
# help's listener has a rule that is not understood; faq stands alone.
SYSTEMS = """
  chat: {demand: {steady: 10/s, peak: 30/s}}
  help: {demand: {steady: 10/s, peak: 30/s}}
  desk: {demand: {steady: 10/s, peak: 30/s}, needs: [chat]}
  faq: {demand: {steady: 10/s, peak: 30/s}}
"""
PROGRAM = """
from pathlib import Path

import pulumi
import pulumi_aws as aws

from openline import CustomerServiceStack
from openline.declaration import load

found = {}


def note(args):
    found[args.type_, args.name] = args.resource


pulumi.runtime.register_stack_transformation(note)
declaration = load(Path(__file__).with_name("openline.yaml"))
CustomerServiceStack(declaration.stack, declaration)


def one(kind, name):
    (resource,) = [r for (t, n), r in found.items() if t.endswith(kind) and n == name]
    return resource


group = one(":Group", "shop-chat-us-west-2-fleet")
target = one(":TargetGroup", "shop-chat-us-west-2-tg")
aws.autoscaling.Attachment(
    "chat-once-more", autoscaling_group_name=group.name, lb_target_group_arn=target.arn
)
listener = one(":Listener", "shop-help-us-west-2-https")
aws.lb.ListenerRule(
    "help-by-path",
    region="us-west-2",
    listener_arn=listener.arn,
    priority=1,
    actions=[
        {
            "type": "fixed-response",
            "fixed_response": {"content_type": "text/plain", "status_code": "200"},
        }
    ],
    conditions=[{"path_pattern": {"values": ["/beta/*"]}}],
)
"""


@pytest.fixture(scope="module")
def stand(write_shop: WriteShop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    stack = write_shop(tmp_path_factory.mktemp("odd"), SYSTEMS)
    (stack / "__main__.py").write_text(PROGRAM)
    held = stand_up(resolve({"stack": str(stack)}))
    yield held
    held.close()


def experiment(**changed: Any) -> dict[str, Any]:
    loaded = copy.deepcopy(load_experiment("region-outage"))
    configuration = {"region": "us-east-1", "duration": "1h"}
    return loaded | {"configuration": configuration} | changed


def result(stand: Stand, outcomes: list[SeedOutcome], topology: Topology | None = None) -> Result:
    return assemble(
        topology=topology or stand.topology,
        experiment="region-outage",
        faults=outcomes[0].faults,
        runbook=None,
        measurements=[outcome.measurement for outcome in outcomes],
        knock_outs=(),
        parameters=stand.parameters,
        findings=(),
    )


def told(found: Result, name: str = "faq") -> tuple[str | None, str | None]:
    (system,) = [one for one in found.systems if one.name == name]
    return system.verdict, None if system.reason is None else system.reason.code


def text(found: Result, name: str = "faq") -> str:
    (system,) = [one for one in found.systems if one.name == name]
    assert system.reason is not None
    return system.reason.text


@pytest.fixture(scope="module")
def as_written(stand: Stand) -> list[SeedOutcome]:
    """Three seeds of the region outage."""
    return [act_out(stand, experiment(), seed) for seed in (1, 2, 3)]


def test_a_resource_on_the_path_that_is_only_recorded(
    stand: Stand, as_written: list[SeedOutcome]
) -> None:
    found = result(stand, as_written)
    assert told(found, "chat") == ("inconclusive", "recorded_only")
    assert "chat-once-more" in text(found, "chat")
    assert told(found, "desk") == ("inconclusive", "recorded_only")  # it needs chat


def test_a_resource_on_the_path_that_was_not_understood(
    stand: Stand, as_written: list[SeedOutcome]
) -> None:
    found = result(stand, as_written)
    assert told(found, "help") == ("inconclusive", "not_understood")
    assert "help-by-path" in text(found, "help")


def test_what_does_not_rest_on_them_is_judged_and_the_whole_is_inconclusive(
    stand: Stand, as_written: list[SeedOutcome]
) -> None:
    found = result(stand, as_written)
    assert told(found, "faq") == ("would meet", None)
    assert found.verdict == "inconclusive"


def test_a_fault_that_nothing_met(stand: Stand) -> None:
    """One call in ten thousand is dropped: two hundred tries meet none, and the action that was to
    take the region away fails."""
    rare = {"selector": {"region": "us-east-1"}, "mode": "drop", "to_s": 3600, "share": 0.0001}
    gray = experiment()
    gray["method"][0]["provider"] |= {"func": "inject_fault", "arguments": {"fault": rare}}
    outcome = act_out(stand, gray, 1)
    assert not outcome.measurement.fault_confirmed
    found = result(stand, [outcome])
    assert told(found) == ("inconclusive", "unconfirmed")


def test_a_stack_that_was_not_healthy_before(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers take three seconds where two are good. The experiment's own hypothesis would have
    stopped it; one without a hypothesis loses the region all the same."""
    slow = parameters(stand.topology, {"service.time_s": "3s"})
    monkeypatch.setattr(stand, "parameters", slow)
    blind = experiment()
    del blind["steady-state-hypothesis"]
    assert told(result(stand, [act_out(stand, blind, 1)])) == ("inconclusive", "unhealthy_before")


def test_a_gate_that_kept_the_fault_away(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = parameters(stand.topology, {"service.time_s": "3s"})
    monkeypatch.setattr(stand, "parameters", slow)
    found = act_out(stand, experiment(), 1)
    assert found.faults == ()
    assert told(result(stand, [found])) == ("inconclusive", "activity_failed")


def test_too_few_misses_to_miss_and_too_many_to_meet(
    stand: Stand, as_written: list[SeedOutcome]
) -> None:
    """A target between the slowest of three seeds and the others."""

    def rto_us(measurement: Measurement) -> int:
        found = measurement.rto_us("faq")
        assert found is not None
        return found

    *_, second_us, slowest_us = sorted(rto_us(outcome.measurement) for outcome in as_written)
    assert second_us < slowest_us
    between = (Objective("region", (second_us + slowest_us) / 2e6, None),)
    systems = tuple(
        replace(one, operations=tuple(replace(o, objectives=between) for o in one.operations))
        for one in stand.topology.systems
    )
    found = result(stand, as_written, replace(stand.topology, systems=systems))
    assert told(found) == ("inconclusive", "seeds")
    assert text(found).startswith("1 of 3 seeds miss")


def test_a_fault_that_ends_before_it_could_be_told(stand: Stand) -> None:
    """Nobody has recovered, and the target was not over yet when the region came back."""
    short = experiment()
    short["configuration"]["duration"] = "5m"
    outcome = act_out(stand, short, 1)
    assert told(result(stand, [outcome])) == ("inconclusive", "censored")
