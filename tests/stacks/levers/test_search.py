"""What would meet, found by running a real program again with each change."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from tests.drills.conftest import PROGRAM, SHOP

from openline_stacks.forecast import disruptions, forecast, region_lost
from openline_stacks.levers import (
    Lever,
    LeversError,
    Question,
    WhatWouldMeet,
    levers_schema,
    to_json,
    what_would_meet,
)
from openline_stacks.levers._counts import counts
from openline_stacks.levers._trial import Standing, tried
from openline_stacks.sources import (
    Sources,
    declared_beside,
    find_sources,
    planned,
    understood,
)
from openline_stacks.topology import read

PLAIN = Path(__file__).parents[3] / "stacks" / "examples" / "plain"
# late by people's time, and a store that cannot lose nothing: no one change mends both
ORDERS = """
  orders:
    demand: {steady: 10/s, peak: 30/s}
    capacity: {min: 2, max: 4, starts_in: 30s, scale_at: 50%}
    checks: {fails: 1}
    entry: edge
    objectives: {region: {rto: 15m, rpo: 0s}}
    operations: {place: {writes: orders}}
    stores: {orders: {}}
"""
# a dozen programs, each run and forecast
pytestmark = pytest.mark.slow
SLOW = {"failover.decision": "20m"}


def asked(sources: Sources, overrides: dict[str, str]) -> tuple[Question, WhatWouldMeet]:
    topology = understood(sources, overrides)
    lost = (region_lost(topology, "us-east-1"),)
    question = Question(sources, lost, overrides, {}, 80, 1)
    found = forecast(topology, lost, trials=80, knock_outs=False)
    return question, what_would_meet(question, found)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("levers")
    (folder / "__main__.py").write_text(PROGRAM)
    (folder / "openline.yaml").write_text(SHOP + ORDERS)
    return folder


@pytest.fixture(scope="module")
def found(shop: Path) -> WhatWouldMeet:
    return asked(find_sources(str(shop)), SLOW)[1]


def test_each_change_alone_mends_its_own_target(found: WhatWouldMeet) -> None:
    left = {one.levers[0].kind: {each.measure for each in one.missed} for one in found.singles}
    assert {one.measure for one in found.missed} == {"RTO", "RPO"}
    assert left["decision"] == {"RPO"}
    assert left["consistency"] == {"RTO"}


def test_the_pair_that_mends_both_is_found_and_no_single_is(found: WhatWouldMeet) -> None:
    assert not any(one.meets for one in found.singles)
    assert found.pair is not None
    assert {lever.kind for lever in found.pair.levers} == {"decision", "consistency"}
    assert found.answered


def test_a_strong_store_is_another_table_and_its_writes_go_twice_as_far(
    found: WhatWouldMeet,
) -> None:
    (strong,) = [one for one in found.singles if one.levers[0].kind == "consistency"]
    assert strong.cost.copied_per_s == 30.0  # the witness is sent every write as well
    assert strong.cost.replaced == len({each.urn for each in strong.replaces})


def test_json_is_the_documented_one(found: WhatWouldMeet) -> None:
    value = json.loads(json.dumps(to_json(found)))
    assert list(Draft202012Validator(levers_schema()).iter_errors(value)) == []


def test_nothing_is_tried_where_every_target_is_met(shop: Path) -> None:
    easy = {"orders.objectives": "{region: {rto: 15m}}"}
    found = asked(find_sources(str(shop)), easy)[1]
    assert (found.missed, found.singles, found.answered) == ((), (), True)


def test_what_pulumi_wrote_cannot_be_run_again(shop: Path) -> None:
    sources = find_sources(str(shop))
    topology = understood(sources, SLOW)
    lost = (region_lost(topology, "us-east-1"),)
    late = forecast(topology, lost, trials=80, knock_outs=False)
    written = Sources("plan.json", (), (shop / "plan.json",))
    with pytest.raises(LeversError, match=r"plan\.json is what Pulumi wrote"):
        what_would_meet(Question(written, lost, {}, {}, 80, 1), late)


def test_a_program_that_makes_the_same_whatever_is_declared_is_not_said_to_have_been_changed() -> (
    None
):
    """In plain pulumi-aws only what no resource says can be tried by a declaration."""
    sources = find_sources(str(PLAIN / "two-region-api"))
    states = planned(sources)
    topology = read(states, declared_beside(sources, states))
    lost = tuple(one for one in disruptions(topology) if one.kind == "region")
    question = Question(sources, lost, {}, {}, 20, 1)
    standing = Standing(topology, states, counts(topology, states), ())

    def refused(kind: str, path: str, value: str) -> str | None:
        lever = Lever(kind, "", ((f"systems.pricing.{path}", value),))
        return tried(question, standing, (lever,)).refused

    idle = "nothing of the stack changes by it"
    assert refused("entry.accelerator", "entry", "accelerator") == idle
    assert refused("capacity.buffer", "capacity.buffer", "100%") == idle
    assert refused("capacity.starts_in", "capacity.starts_in", "1m") is None


def test_a_change_with_which_the_program_ends_its_process_is_not_possible(tmp_path: Path) -> None:
    fatal = "import os\nif declaration.failover.decide == 'automatic': os.kill(os.getpid(), 9)\n"
    (tmp_path / "__main__.py").write_text(PROGRAM + fatal)
    (tmp_path / "openline.yaml").write_text(SHOP + ORDERS)
    found = asked(find_sources(str(tmp_path)), SLOW)[1]
    why = "its program ended the process that it ran in"
    assert {one.levers[0].kind for one in found.singles if one.refused == why} == {"decide"}
    assert any(one.refused is None for one in found.singles)
