"""Figures of before and after side by side, and which part of a change moved them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from openline.declaration import overriding
from openline_stacks.engine import bundled_stack, preview
from openline_stacks.forecast import (
    DisruptionForecast,
    OperationForecast,
    Quantiles,
    StoreForecast,
    region_lost,
)
from openline_stacks.preview import FieldChange
from openline_stacks.preview._broken import newly_broken
from openline_stacks.preview._causes import parts
from openline_stacks.preview._fields import field_changes
from openline_stacks.preview._recovery import recovery_changes, unjudged, with_causes
from openline_stacks.rules import ENCRYPTION, RESIDENCY, RULES, Finding
from openline_stacks.states import States
from openline_stacks.topology import Topology, read

NONE = Quantiles(None, None, None)


def under(topology: Topology, p95_s: float | None, target_s: float | None = 900.0) -> Any:
    quantiles = Quantiles(p95_s, p95_s, p95_s)
    operation = OperationForecast(
        system="support-desk",
        name="open-ticket",
        critical=True,
        target_s=target_s,
        rto_s=quantiles,
        censored_s=3600.0,
        meets=None,
        lost_requests=NONE,
        recovered_by={"lift": 1.0} if p95_s is None else {"failover": 1.0},
        knock_outs=(),
        verdict=None,
        doubts=(),
    )
    store = StoreForecast(
        system="support-desk",
        name="tickets",
        target_s=15.0,
        rpo_s=Quantiles(1.0, 2.0, 3.0),
        meets=None,
        source=None,
        verdict=None,
        doubts=(),
    )
    return (DisruptionForecast(region_lost(topology, "us-east-1"), (operation,), (store,), ()),)


@pytest.fixture(scope="module")
def states() -> States:
    return preview(bundled_stack("starter"))


@pytest.fixture(scope="module")
def now(states: States) -> Topology:
    return read(states)


@pytest.fixture(scope="module")
def slow() -> Topology:
    with overriding({"failover.decision": "45m", "clients.per_try": "4s"}):
        return read(preview(bundled_stack("starter")))


@pytest.mark.parametrize(
    ("before_s", "after_s", "turn"),
    [
        (600.0, 950.0, "newly missed"),
        (600.0, None, "newly missed"),
        (None, 600.0, "newly met"),
        (950.0, 990.0, "still missed"),
        (600.0, 700.0, "slower"),
        (700.0, 600.0, "faster"),
        (990.0, 950.0, "faster"),
        (600.0, 600.5, "same"),
        (None, None, "same"),
    ],
)
def test_what_a_figure_did(
    now: Topology, before_s: float | None, after_s: float | None, turn: str
) -> None:
    rto, rpo = recovery_changes(under(now, before_s), under(now, after_s))
    assert (rto.turn, rto.measure) == (turn, "RTO")
    assert (rpo.turn, rpo.measure, rpo.after_s) == ("same", "RPO", 2.0)


def test_a_store_of_a_system_that_nobody_understood_has_no_figure_that_could_stay(
    now: Topology,
) -> None:
    (lost,) = under(now, 600.0)
    strange = (replace(lost.operations[0], recovered_by={}),)
    assert recovery_changes(*[(replace(lost, operations=strange),)] * 2) == ()


def test_a_store_that_nobody_takes_over_any_more_has_no_figure_and_misses_none(
    now: Topology,
) -> None:
    """As in a forecast: its operations' RTOs are missed, and there is no cut-over to count from."""
    (lost,) = under(now, None)
    never = (replace(lost, stores=(replace(lost.stores[0], rpo_s=NONE),)),)
    rto, rpo = recovery_changes(under(now, 600.0), never)
    assert (rto.turn, rpo.turn, rpo.after_s) == ("newly missed", "gone", None)
    assert [one.measure for one in recovery_changes(never, never)] == ["RTO"]
    assert recovery_changes(never, under(now, 600.0))[1].turn == "new"


def test_a_target_that_rests_on_what_is_not_understood_is_judged_by_nobody(now: Topology) -> None:
    (lost,) = under(now, 600.0)
    assert unjudged((lost,)) == ((), False)
    (operation,), (store,) = lost.operations, lost.stores
    doubted = replace(operation, doubts=("urn:queue: not understood",))
    some, all_ = unjudged((replace(lost, operations=(doubted,)),))
    assert [(one.system, one.name, one.measure) for one in some] == [
        ("support-desk", "open-ticket", "RTO")
    ]
    assert not all_  # the store's is judged
    strange = replace(store, doubts=("urn:queue: not understood",))
    assert unjudged((replace(lost, operations=(doubted,), stores=(strange,)),))[1]
    aside = replace(doubted, critical=False), replace(doubted, target_s=None)
    assert unjudged((replace(lost, operations=aside),)) == ((), False)


def test_a_target_that_is_withdrawn_is_not_missed_and_a_new_operation_may_be(now: Topology) -> None:
    (rto, _) = recovery_changes(under(now, 600.0), under(now, 950.0, None))
    assert rto.turn == "slower"
    nothing = under(now, 1.0)
    empty = (replace(nothing[0], operations=(), stores=()),)
    new, _ = recovery_changes(empty, under(now, 950.0))
    gone, _ = recovery_changes(under(now, 950.0), empty)
    assert (new.turn, gone.turn) == ("newly missed", "gone")


def test_every_field_that_changed_is_told_with_where_it_was_read(
    now: Topology, slow: Topology, states: States
) -> None:
    lines = {urn: state.source for urn, state in states.by_urn().items()}
    changed = {one.path: one for one in field_changes(now, slow, lines)}
    assert set(changed) == {"groups.starter.decision_s", "clients.per_try_s"}
    decision = changed["groups.starter.decision_s"]
    assert (decision.before, decision.after) == (600.0, 2700.0)
    assert decision.source is not None
    assert decision.source.property == "declaration"
    assert decision.at is not None
    assert field_changes(now, now, lines) == ()


def test_each_part_of_a_change_is_taken_back_alone(
    now: Topology, slow: Topology, states: States
) -> None:
    found = parts(now, slow, field_changes(now, slow, {}))
    assert [[field.path for field in part.fields] for part in found] == [
        ["groups.starter.decision_s"],
        ["clients.per_try_s"],
    ]
    group, clients = found
    assert group.without.groups == now.groups
    assert group.without.clients == slow.clients
    assert clients.without.clients == now.clients
    assert clients.without.groups == slow.groups


def test_what_moves_the_figure_did_it_the_most_first(now: Topology) -> None:
    def field(name: str) -> tuple[FieldChange, ...]:
        return (FieldChange(name, 1, 2, None),)

    changes = recovery_changes(under(now, 600.0), under(now, 950.0))
    tried = [
        (field("idle"), under(now, 950.0)),
        (field("some"), under(now, 900.0)),
        (field("most"), under(now, 600.0)),
        (field("no stack"), ()),
    ]
    rto, rpo = with_causes(changes, tried)
    assert [(cause.fields[0].path, cause.without_s) for cause in rto.causes] == [
        ("most", 600.0),
        ("some", 900.0),
    ]
    assert rpo.causes == ()
    together, _ = with_causes(changes, tried[:1])
    assert [cause.fields[0].path for cause in together.causes] == ["idle"]


def test_what_pulled_the_other_way_did_not_do_it(now: Topology) -> None:
    """Taken back alone it would be longer still, or shorter still: seconds of the grid, or a part
    that mends what another breaks."""
    part = FieldChange("against", 1, 2, None), FieldChange("did", 1, 2, None)

    def causes(
        before_s: float | None, after_s: float | None, *without_s: float | None
    ) -> list[str]:
        changes = recovery_changes(under(now, before_s), under(now, after_s))
        pairs = zip(part, without_s, strict=True)
        tried = [((field,), under(now, seconds)) for field, seconds in pairs]
        rto, _ = with_causes(changes, tried)
        return [cause.fields[0].path for cause in rto.causes]

    assert causes(600.0, 932.0, 934.0, 610.0) == ["did"]
    assert causes(None, 600.0, 500.0, None) == ["did"]
    assert causes(600.0, None, None, 700.0) == ["did"]


def broken(rule: str, urn: str = "urn:a") -> Finding:
    return Finding(rule, "error", urn, "t", "table", "ttl", "is odd", "why", "source", "mend")


def test_a_rule_that_was_broken_before_is_no_finding_and_a_new_one_has_its_code() -> None:
    before = [broken("OL160"), broken("OL161", "urn:old")]
    renamed = {"urn:old": "urn:new"}
    after = [broken("OL160"), broken("OL161", "urn:new"), broken("OL162"), broken(RESIDENCY)]
    after += [broken(min(ENCRYPTION)), broken("OL160", "urn:b")]
    found = newly_broken(before, after, lambda urn: renamed.get(urn, urn))
    assert [(one.code.id, one.rule) for one in found] == [
        ("OL509", "OL162"),
        ("OL510", RESIDENCY),
        ("OL508", min(ENCRYPTION)),
        ("OL509", "OL160"),
    ]
    assert {rule.id for rule in RULES} > ENCRYPTION | {RESIDENCY}
