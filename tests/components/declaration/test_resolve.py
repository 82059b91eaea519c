"""What a system did not say it inherits, and what may surprise is noted."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from openline.declaration import findings, parse
from openline.declaration._resolve import merged

Edited = Callable[[str, str], str]


def test_nothing_is_left_to_inherit(retail: str) -> None:
    for system in parse(retail).systems.values():
        assert system.objectives["region"].rto_s == 900
        assert system.capacity.each_per_s == 120
        for operation in system.operations.values():
            assert operation.objectives == system.objectives
            assert operation.good == system.good
            assert operation.good.level == 0.99


def test_a_system_without_operations_has_one(retail: str) -> None:
    operations = parse(retail).systems["agent-chat"].operations
    assert [(name, own.share) for name, own in operations.items()] == [("use", 1.0)]


def test_operations_without_a_share_split_the_rest_equally(edited: Edited) -> None:
    text = edited(
        "track-order: {reads: orders, share: 90%}",
        "track-order: {reads: orders}, cancel: , ask: {share: 30%}",
    )
    operations = parse(text).systems["order-management"].operations
    assert {name: own.share for name, own in operations.items()} == {
        "ask": 0.3,
        "cancel": 0.3,
        "place-order": 0.1,
        "track-order": 0.3,
    }


def test_mappings_merge_deep(edited: Edited) -> None:
    text = edited(
        "agent-chat: {needs",
        "agent-chat: {checks: {fails: 5}, objectives: {region: {rto: 30m}}, needs",
    )
    chat = parse(text).systems["agent-chat"]
    assert (chat.checks.fails, chat.checks.alive) == (5, "/healthz")
    assert (chat.objectives["region"].rto_s, chat.objectives["region"].rpo_s) == (1800, 15)
    assert chat.operations["use"].objectives["region"].rto_s == 1800


def test_an_operation_may_have_targets_of_its_own(edited: Edited) -> None:
    text = edited(
        "track-order: {reads: orders, share: 90%}",
        "track-order: {reads: orders, share: 90%, critical: false, good: {level: 95%},"
        " objectives: {region: {rpo: null}}}",
    )
    operation = parse(text).systems["order-management"].operations["track-order"]
    assert not operation.critical
    assert (operation.good.level, operation.good.within_s) == (0.95, 2)
    assert (operation.objectives["region"].rto_s, operation.objectives["region"].rpo_s) == (
        900,
        None,
    )


def test_needs_in_short_are_hard(retail: str) -> None:
    needs = parse(retail).systems["order-management"].needs
    assert [(need.on, need.kind, need.timeout_s) for need in needs] == [
        ("card-processor", "external", 3),
        ("customer-authentication", "hard", 3),
    ]


@pytest.mark.parametrize(("strategy", "standby"), [("pilot-light", 0.0), ("warm-standby", 1.0)])
def test_the_strategy_sets_the_default_of_standby(
    small: str, strategy: str, standby: float
) -> None:
    read = parse(f"strategy: {strategy}\n{small}")
    assert read.systems["orders"].capacity.standby == standby


def test_a_pilot_light_is_off_whatever_the_defaults_say_and_says_so(edited: Edited) -> None:
    read = parse(edited("strategy: warm-standby", "strategy: pilot-light"))
    assert {system.capacity.standby for system in read.systems.values()} == {0.0}
    notes = [f for f in findings(read) if f.severity == "note"]
    assert [(f.code, f.path) for f in notes] == [
        ("pilot-light-standby", "defaults.capacity.standby")
    ]


def test_one_system_may_be_warm_beside_pilot_lights(edited: Edited) -> None:
    text = edited("strategy: warm-standby", "strategy: pilot-light")
    text = text.replace("agent-chat: {needs", "agent-chat: {capacity: {standby: 50%}, needs")
    systems = parse(text).systems
    assert systems["agent-chat"].capacity.standby == 0.5
    assert systems["order-management"].capacity.standby == 0


def test_a_standby_share_in_the_defaults_reaches_every_system(edited: Edited) -> None:
    read = parse(edited("standby: 100%", "standby: 25%"))
    assert {system.capacity.standby for system in read.systems.values()} == {0.25}


def test_a_failover_of_ones_own_merges_over_the_stacks(edited: Edited) -> None:
    failover = parse(edited("decision: 5m", "decision: 7m")).systems["knowledge-base"].failover
    assert failover is not None
    assert (failover.decide, failover.decision_s) == ("automatic", 420)


def test_the_apex_falls_back_to_alias_with_a_note(
    edited: Edited, line_of: Callable[[str], int]
) -> None:
    read = parse(edited("entry: alias\n", "entry: {kind: cname, ttl: 600s}\n"))
    entries = {name: (s.entry.kind, s.entry.ttl_s) for name, s in read.systems.items()}
    assert entries.pop("self-service-portal") == ("alias", None)
    assert set(entries.values()) == {("cname", 600.0)}
    (note,) = [f for f in findings(read) if f.severity == "note"]
    assert (note.code, note.path, note.line) == (
        "apex-alias",
        "defaults.entry",
        line_of("entry: alias"),
    )


def test_an_alias_of_its_own_takes_no_ttl_from_the_defaults(edited: Edited) -> None:
    text = edited("entry: alias\n", "entry: {kind: cname, ttl: 600s}\n")
    text = text.replace("agent-chat: {needs", "agent-chat: {entry: alias, needs")
    entry = parse(text).systems["agent-chat"].entry
    assert (entry.kind, entry.ttl_s) == ("alias", None)


def test_taking_a_region_out_is_one_edit(edited: Edited) -> None:
    read = parse(edited("us-east-1: primary, us-west-2: standby", "us-east-1: primary"))
    assert read.serving == ("us-east-1",)
    assert list(read.zones) == list(read.network) == ["us-east-1"]
    codes = [f.code for f in findings(read) if f.severity == "note"]
    assert codes == ["unused-region", "unused-region"]


def test_a_third_region_only_votes(edited: Edited) -> None:
    text = edited("us-west-2: standby}", "us-west-2: standby, us-east-2: witness}")
    text = text.replace("stores: {orders: {}}", "stores: {orders: {consistency: strong}}")
    read = parse(text)
    assert read.witness == "us-east-2"
    assert read.serving == ("us-east-1", "us-west-2")


def test_protection_takes_words_and_booleans(edited: Edited) -> None:
    for word, meant in (("on", True), ("off", False), ("true", True), ("false", False)):
        assert parse(edited("protection: on", f"protection: {word}")).protection is meant


def test_null_takes_a_plain_value_away_but_no_section() -> None:
    assert merged({"a": {"b": 1}}, {"a": None}) == {"a": {"b": 1}}
    assert merged({"a": {"b": 1}}, {"a": {"b": None}}) == {"a": {"b": None}}
    assert merged({"a": 1}, None) == {"a": 1}
