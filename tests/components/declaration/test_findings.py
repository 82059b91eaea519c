"""What cannot be met is told before a drill shows it."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openline.declaration import DnsTail, Entry, dns_time_s, findings, overriding, parse

Edited = Callable[[str, str], str]


def found(text: str) -> list[tuple[str, str]]:
    """Code and system of every finding."""
    unmet = [one for one in findings(parse(text)) if one.severity == "finding"]
    return sorted((one.code, one.text.split()[0]) for one in unmet)


MANUAL = ["agent-chat", "customer-authentication", "order-management", "self-service-portal"]


def test_a_decision_longer_than_the_target_is_found(
    edited: Edited, line_of: Callable[[str], int]
) -> None:
    text = edited("decision: 5m", "decision: 30m")
    assert found(text) == [("rto-decision", system) for system in MANUAL]
    one = findings(parse(text))[0]
    assert (one.path, one.line) == ("defaults.objectives.region.rto", line_of("objectives: {reg"))
    assert one.text == "agent-chat wants 900 s; decision and switch alone take 1860 s"


def test_a_decision_is_compared_to_the_second(small: str) -> None:
    with overriding({"defaults.objectives.region.rto": "600s"}):
        assert found(small) == []
    with overriding({"defaults.objectives.region.rto": "599s"}):
        assert found(small) == [("rto-sum", "orders"), ("rto-sum", "sign-in")]


def test_a_target_under_the_dns_time_is_found_even_when_automatic(small: str) -> None:
    values = {"failover.decide": "automatic", "defaults.objectives.region.rto": "239s"}
    with overriding(values):
        assert found(small) == [("rto-dns", "orders"), ("rto-dns", "sign-in")]
    with overriding({**values, "defaults.objectives.region.rto": "240s"}):
        assert found(small) == []


def test_a_long_ttl_is_found_but_not_at_the_apex(edited: Edited) -> None:
    systems = [s for s in MANUAL if s != "self-service-portal"]
    text = edited("entry: alias\n", "entry: {kind: cname, ttl: 600s}\n")
    assert found(text) == [("rto-sum", system) for system in systems]


def test_losing_nothing_with_an_eventual_store_is_found(edited: Edited) -> None:
    systems = ["customer-authentication", "order-management", "self-service-portal"]
    assert found(edited("rpo: 15s", "rpo: 0s")) == [("rpo-eventual", s) for s in systems]


def test_a_strong_store_loses_nothing(small: str) -> None:
    values = {
        "regions": "{us-east-1: primary, us-west-2: standby, us-east-2: witness}",
        "orders.stores.book.consistency": "strong",
        "defaults.objectives.region.rpo": "0s",
    }
    with overriding(values):
        assert found(small) == []


def test_one_region_cannot_lose_a_region(edited: Edited) -> None:
    text = edited("us-east-1: primary, us-west-2: standby", "us-east-1: primary")
    assert found(text) == [("no-standby", s) for s in sorted([*MANUAL, "knowledge-base"])]


def test_without_region_objectives_nothing_is_missed(edited: Edited) -> None:
    text = edited("region: {rto: 15m, rpo: 15s}, zone: {rto: 2m, rpo: 0s}", "zone: {rto: 1s}")
    assert found(text.replace("decision: 5m", "decision: 30m")) == []


def test_an_automatic_pilot_light_is_found(edited: Edited, line_of: Callable[[str], int]) -> None:
    text = edited("strategy: warm-standby", "strategy: pilot-light")
    assert found(text) == [("pilot-automatic", "knowledge-base")]
    one = findings(parse(text))[0]
    assert (one.path, one.line) == (
        "systems.knowledge-base.failover.decide",
        line_of("knowledge-base: {demand"),
    )


def test_a_maximum_below_the_need_is_found(small: str) -> None:
    with overriding({"orders.capacity.max": 5}):
        (one,) = findings(parse(small))
    assert one.code == "capacity-max"
    assert one.line is None
    assert one.text == "orders needs 6 instances at its peak after a failover, and may have 5"


def test_only_critical_operations_have_to_be_back_in_time(small: str) -> None:
    with overriding({"failover.decision": "1h", "sign-in.operations.use.critical": "false"}):
        assert found(small) == [("rto-decision", "orders")]


def test_of_a_system_the_worst_operation_is_told(small: str) -> None:
    values = {
        "failover.decision": "1h",
        "orders.operations.track.objectives": "{region: {rto: 2m}}",
    }
    with overriding(values):
        texts = [f.text for f in findings(parse(small)) if f.code == "rto-decision"]
    assert texts == [
        "orders wants 120 s; decision and switch alone take 3660 s",
        "sign-in wants 900 s; decision and switch alone take 3660 s",
    ]


def arrived(entry: Entry, tail: DnsTail, t_s: float) -> Fraction:
    """The share of clients that has arrived, from the definition of the moving average."""
    ttl_s = 60.0 if entry.ttl_s is None else entry.ttl_s
    holds = [(ttl_s, 1 - Fraction(repr(tail.share))), (tail.hold_s, Fraction(repr(tail.share)))]
    return sum(
        (
            share * min(Fraction(1), Fraction(t_s) / Fraction(repr(hold_s)))
            for hold_s, share in holds
        ),
        Fraction(0),
    )


def test_the_tail_decides_the_last_percent() -> None:
    tail = DnsTail(share="5%", hold="300s")
    assert dns_time_s(Entry(), tail, 0.99) == 240.0
    assert dns_time_s(Entry(), tail, 1.0) == 300.0
    assert dns_time_s(Entry(), DnsTail(share="0%"), 0.99) == pytest.approx(59.4)
    assert dns_time_s(Entry(), tail, 0.96) == 60.0


@given(
    ttl=st.integers(1, 3600),
    hold=st.integers(1, 3600),
    share=st.integers(0, 100),
    level=st.integers(50, 100),
)
def test_at_the_dns_time_exactly_the_level_has_arrived(
    ttl: int, hold: int, share: int, level: int
) -> None:
    entry, tail = Entry(kind="cname", ttl=ttl), DnsTail(share=share / 100, hold=hold)
    time_s = dns_time_s(entry, tail, level / 100)
    assert float(arrived(entry, tail, time_s)) == pytest.approx(level / 100, abs=1e-9)
    assert float(arrived(entry, tail, time_s * 0.999)) < level / 100


RESTORED = """strategy: backup-and-restore
"""


def test_what_is_restored_takes_the_decision_and_its_size_over_its_rate(small: str) -> None:
    sized = small.replace("{book: {}}", "{book: {size: 200GB, restore: 100GB/h}}")
    text = (RESTORED + sized).replace("{rto: 15m, rpo: 15s}", "{rto: 7200s, rpo: 1d}")
    assert found(text) == [("rto-restore", "orders")]
    assert found(text.replace("rto: 7200s", "rto: 7500s")) == []


def test_no_rto_can_be_told_where_size_or_rate_is_not_said(small: str) -> None:
    text = (RESTORED + small).replace("{rto: 15m, rpo: 15s}", "{rto: 1d, rpo: 1d}")
    (one,) = [one for one in findings(parse(text)) if one.severity == "finding"]
    assert (one.code, one.path) == ("restore-unknown", "systems.orders.stores.book")
    assert one.text.startswith("how long book takes to restore is not known: say its size")


def test_an_rpo_below_the_time_between_two_backups_is_found(small: str) -> None:
    sized = small.replace("{book: {}}", "{book: {size: 1GB, restore: 100GB/h}}")
    text = (RESTORED + sized).replace("rpo: 15s", "rpo: 23h")
    assert found(text) == [("rpo-backup", "orders")]


def test_where_both_regions_serve_half_of_the_clients_never_wait_for_dns(small: str) -> None:
    """99 % of all are 98 % of those who move: 180 s of a tail of 5 % that holds 300 s."""
    both = small.replace(
        "regions: {us-east-1: primary, us-west-2: standby}",
        "strategy: active-active\nregions: {us-east-1: active, us-west-2: active}",
    )
    values = {"failover.decide": "automatic", "defaults.objectives.region.rto": "179s"}
    with overriding(values):
        assert found(both) == [("rto-dns", "orders"), ("rto-dns", "sign-in")]
    with overriding({**values, "defaults.objectives.region.rto": "180s"}):
        assert found(both) == []
