"""The reference stack in parts: what the whole is, and brought up while a region is dark."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from tests.stacks.topology.test_retail import without_ids

from openline_stacks.cloud import LocalAws
from openline_stacks.cloud.moto_control import MotoControl
from openline_stacks.engine import Outcome, Program, Stack, preview
from openline_stacks.forecast import forecast, region_lost
from openline_stacks.moving import fail_back, fail_over
from openline_stacks.recovery import Fault, Selector
from openline_stacks.sources import named_outputs
from openline_stacks.sources._joined import joined
from openline_stacks.states import States, Value, merged
from openline_stacks.topology import Topology, read, to_json

pytestmark = pytest.mark.slow

STACKS = Path(__file__).parents[2] / "stacks"
PARTS = ("shared", "us-east-1", "us-west-2", "global")
EAST, WEST = "us-east-1", "us-west-2"
DARK = Fault(Selector(region=EAST), "drop", 0, 86_400, 86_400)
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"


@dataclass
class Clock:
    """Time passes only where something waits, as whoever calls into a dark region does."""

    us: int = 0

    def now(self) -> int:
        return self.us

    def sleep(self, seconds: float) -> None:
        self.us += round(seconds * 1_000_000)


@dataclass
class Split:
    """The four stacks in one AWS, each with a state of its own."""

    aws: LocalAws
    folder: Path
    clock: Clock
    states: dict[str, States] = field(default_factory=dict)
    outputs: dict[str, Mapping[str, Value]] = field(default_factory=dict)
    first: tuple[States, ...] = ()

    def _stack(self, part: str, serving: str) -> Stack:
        config = {"serving_region": serving} if serving else None
        return Stack(
            STACKS / "examples" / "split" / part, self.aws.resources,
            self.folder / f"{part}.json", config=config, references=dict(self.outputs),
        )  # fmt: skip

    def up(self, part: str, serving: str = "") -> Outcome:
        outcome = self._stack(part, serving).up()
        self.states[part] = outcome.states
        program = Program.find(STACKS / "examples" / "split" / part)
        self.outputs |= named_outputs(program, outcome.states)
        return outcome

    def refresh(self, part: str) -> Outcome:
        return self._stack(part, "").refresh()

    @property
    def topology(self) -> Topology:
        return read(merged(self.states[part] for part in PARTS))

    def serving(self) -> set[str]:
        """Whom customers get, of every system that people move: by the datapoints of the switches
        that the records follow, and by the dials, as the APIs tell them to who is in no region."""
        topology = self.topology
        control = MotoControl(self.aws, topology)
        switched = {_answered(control, one.name) for one in topology.systems if one.switches}
        dials = [control.dials(one.name) for one in topology.systems]
        return switched | {EAST if dial[EAST] > 0.0 else WEST for dial in dials if dial}


def _answered(control: MotoControl, system: str) -> str:
    first, second = control.records(system)
    assert first.check_id is not None
    checks = control.checks()
    followed = [first.check_id, *checks[first.check_id].children]
    (switch,) = (checks[id_] for id_ in followed if checks[id_].kind == "metric")
    alarm = control.alarms()[str(switch.alarm_region), str(switch.alarm_name)]
    over = alarm.latest_value is not None and alarm.latest_value >= alarm.threshold
    return (second if over else first).region


@pytest.fixture(scope="module")
def split(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Split]:
    clock = Clock()
    with LocalAws(now=clock.now, sleep=clock.sleep) as aws:
        stood = Split(aws, tmp_path_factory.mktemp("split"), clock)
        for part in PARTS:
            stood.up(part)
        stood.first = tuple(stood.states[part] for part in PARTS)
        yield stood


@pytest.fixture(scope="module")
def whole() -> Topology:
    return read(preview(STACKS / "retail"))


def unnamed(text: str) -> str:
    """Whatever stack and component a resource is in."""
    return re.sub(r"urn:pulumi:dev::[\w-]+::openline:index:\w+", "urn:", text)


def plain(topology: Topology) -> Any:
    """As JSON, in whatever order resources are met."""
    named = json.loads(unnamed(json.dumps(to_json(replace(topology, sources={})))))
    for system in named["systems"]:
        system["path_urns"].sort()
    return named


def test_what_stands_is_the_whole_but_for_the_stacks_names(split: Split, whole: Topology) -> None:
    found = read(merged(split.first))
    assert found.not_understood == ()
    systems = tuple(without_ids(system) for system in found.systems)
    bare = tuple(without_ids(system) for system in whole.systems)
    assert plain(replace(found, systems=systems, resources=whole.resources)) == plain(
        replace(whole, systems=bare)
    )
    assert found.resources.total == whole.resources.total


def test_what_is_previewed_is_the_whole_and_so_are_the_forecast_figures(
    split: Split, whole: Topology
) -> None:
    outputs: dict[str, Mapping[str, Value]] = {}
    previewed = []
    for part in PARTS:
        program = Program.find(STACKS / "examples" / "split" / part)
        previewed.append(preview(program, references=outputs))
        outputs |= named_outputs(program, previewed[-1])
    found = read(merged(joined(previewed, split.first)))
    assert plain(found) == plain(whole)
    assert found.sources.keys() == whole.sources.keys()
    told = [
        unnamed(str(forecast(one, [region_lost(one, EAST)], trials=50, knock_outs=False)))
        for one in (found, whole)
    ]
    assert told[0] == told[1]


def test_no_resource_is_two_stacks_own(split: Split) -> None:
    made = [s for one in split.first for s in one.resources if s.type.startswith("aws:")]
    assert len({(state.type, state.name) for state in made}) == len(made)
    there = Counter((s.type, s.region, str(s.inputs.get("bucket")), str(s.id)) for s in made)
    assert [key for key, count in there.items() if count > 1] == []


def test_ups_in_the_dark_and_after_it_leave_whoever_serves(split: Split) -> None:
    """Failover, `up`, still serving; the region comes back; failback, `up`, still serving."""
    assert split.serving() == {EAST}
    split.aws.darken(DARK)
    fail_over(split.topology, split.aws.client, EAST)
    assert split.serving() == {WEST}

    began = split.clock.us
    changed = [step.urn for part in (WEST, "global") for step in split.up(part, WEST).changes]
    assert {urn.split("::")[2].rsplit("$", 1)[1] for urn in changed} == {ALARM}
    assert all(urn.endswith("-us-east-1-switch") for urn in changed)
    assert len(changed) == sum(bool(system.switches) for system in split.topology.systems)
    assert split.clock.us == began  # nobody asked the dark region for anything
    assert split.serving() == {WEST}
    assert all(one.switches[0].held for one in split.topology.systems if one.switches)

    split.aws.lighten(DARK)
    assert drifted(split) == {"trafficDialPercentage"}
    for part in (WEST, "global"):
        split.up(part)
    assert split.serving() == {WEST}  # unsaid, and where it was flipped to

    fail_back(split.topology, split.aws.client)
    for region, share in ((EAST, 100.0), (WEST, 0.0)):
        turn(split, region, share)
    assert split.serving() == {EAST}
    assert [step for part in PARTS for step in split.up(part).changes] == []
    assert split.serving() == {EAST}
    assert drifted(split) == {"trafficDialPercentage"}  # back to where they were


def drifted(split: Split) -> set[str]:
    """What a refresh finds changed: only what no program holds, so that no `up` takes it back."""
    steps = [step for part in PARTS for step in split.refresh(part).changes]
    return {path for step in steps for path in step.paths}


def turn(split: Split, region: str, share: float) -> None:
    entry = split.topology.system("agent-chat").entry
    assert entry is not None
    assert entry.accelerator is not None
    split.aws.client("globalaccelerator", WEST).update_endpoint_group(
        EndpointGroupArn=entry.accelerator.groups[region], TrafficDialPercentage=share
    )
