"""One edit at a time of a stack that meets its targets, and what it does to the verdict."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from openline_drills.rehearsal import Outcome

pytestmark = pytest.mark.slow

Rehearse = Callable[..., Outcome]


def system(outcome: Outcome, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(s for s in outcome.result["systems"] if s["name"] == name)
    return found


def operation(outcome: Outcome, name: str) -> dict[str, Any]:
    """The first operation of a system; those of one system recover together here."""
    first: dict[str, Any] = system(outcome, name)["operations"][0]
    return first


def rto_s(outcome: Outcome, name: str) -> float:
    measured = operation(outcome, name)["rto"]["p50_s"]
    assert measured is not None
    return float(measured)


def missed(outcome: Outcome, name: str) -> str:
    found = system(outcome, name)
    assert found["verdict"] == "would miss"
    assert outcome.exit_code == 10
    return str(found["reason"]["code"])


def test_as_declared_it_would_meet(as_declared: Outcome) -> None:
    assert (as_declared.result["verdict"], as_declared.exit_code) == ("would meet", 0)
    assert 480 < rto_s(as_declared, "orders") < 900
    assert rto_s(as_declared, "portal") < 400
    assert operation(as_declared, "orders")["recovered_by"] == "failover"


def test_an_automatic_decision_takes_a_few_minutes(
    rehearsed: Rehearse, as_declared: Outcome
) -> None:
    outcome = rehearsed(set={"failover.decide": "automatic"})
    assert outcome.exit_code == 0
    assert rto_s(outcome, "orders") < 400 < rto_s(as_declared, "orders")


def test_a_decision_of_half_an_hour_misses_by_the_decision(rehearsed: Rehearse) -> None:
    assert missed(rehearsed(set={"failover.decision": "30m"}), "orders") == "decision"


def test_a_long_ttl_misses_by_dns_and_leaves_the_apex_alone(
    rehearsed: Rehearse, as_declared: Outcome
) -> None:
    outcome = rehearsed(set={"defaults.entry": "{kind: cname, ttl: 600s}"})
    assert missed(outcome, "orders") == "dns"
    assert rto_s(outcome, "portal") == rto_s(as_declared, "portal")


def test_checks_every_30_seconds_take_about_a_minute_more(
    rehearsed: Rehearse, as_declared: Outcome
) -> None:
    outcome = rehearsed(set={"defaults.checks": "{every: 30s}"})
    assert 40 < rto_s(outcome, "orders") - rto_s(as_declared, "orders") < 80


def test_a_quarter_of_the_standby_is_clearly_too_little(
    rehearsed: Rehearse, as_declared: Outcome
) -> None:
    outcome = rehearsed(
        set={"defaults.capacity": "{standby: 25%}", "systems.orders.capacity": "{buffer: 30%}"}
    )
    assert missed(outcome, "orders") in ("capacity", "overload")
    slower_s = operation(outcome, "orders")["rto"]["p50_s"]
    assert slower_s is None or slower_s > rto_s(as_declared, "orders") + 120


def test_one_region_has_no_survivor(rehearsed: Rehearse) -> None:
    outcome = rehearsed(set={"regions": "{us-east-1: primary}"})
    assert missed(outcome, "orders") == "no_survivor"
    assert operation(outcome, "orders")["recovered_by"] == "lift"
    assert operation(outcome, "orders")["rto"]["p50_s"] is None


def test_a_pilot_light_serves_only_where_somebody_raises_it(rehearsed: Rehearse) -> None:
    outcome = rehearsed(set={"strategy": "pilot-light"})
    assert operation(outcome, "orders")["recovered_by"] == "failover"
    assert missed(outcome, "portal") == "no_standby"
    assert operation(outcome, "portal")["recovered_by"] == "lift"


def test_stalled_replication_misses_the_rpo(rehearsed: Rehearse, as_declared: Outcome) -> None:
    outcome = rehearsed(parameters={"replication.stall_s": "10m"})
    assert missed(outcome, "orders") == "replication"
    assert rto_s(outcome, "orders") == rto_s(as_declared, "orders")
    assert outcome.result["parameters"]["overridden"] == ["replication.stall_s"]


BOTH = {
    "strategy": "active-active",
    "regions": "{us-east-1: active, us-west-2: active}",
}


@pytest.mark.parametrize(
    ("lost", "survivor"), [("us-east-1", "us-west-2"), ("us-west-2", "us-east-1")]
)
def test_of_two_active_regions_either_is_left_by_the_switch_in_the_other(
    rehearsed: Rehearse, lost: str, survivor: str
) -> None:
    outcome = rehearsed(set=BOTH, region=lost)
    assert outcome.exit_code == 0
    flipped = {event.what for event in outcome.events if event.system == "orders"}
    assert f"the operator flips the switch in {survivor}" in flipped
    half = operation(outcome, "orders")
    assert half["recovered_by"] == "failover"
    regions = {one["region"]: one["rto_p50_s"] for one in half["populations"]}
    assert regions[survivor] == 0.0
    assert regions[lost] > 300.0


RESTORED = {
    "strategy": "backup-and-restore",
    "defaults.objectives.region.rto": "35m",
    "defaults.objectives.region.rpo": "2d",
}


def test_a_restore_of_unknown_length_is_inconclusive_and_says_what_to_declare(
    rehearsed: Rehearse,
) -> None:
    outcome = rehearsed(set=RESTORED)
    found = system(outcome, "orders")
    assert (found["verdict"], found["reason"]["code"]) == ("inconclusive", "not_understood")
    assert "declare size and restore of systems.orders.stores.orders" in found["reason"]["text"]


def test_a_slow_restore_misses_by_the_restore(rehearsed: Rehearse) -> None:
    sizes = {"orders.stores.orders.size": "100GB", "orders.stores.orders.restore": "200GB/h"}
    outcome = rehearsed(set=RESTORED | sizes)
    assert missed(outcome, "orders") == "restore"
    assert "restoring orders takes 30 min" in system(outcome, "orders")["reason"]["text"]
