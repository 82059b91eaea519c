"""Copies of backups in another region, of tables with replicas and without."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from openline_stacks.preview._copies import copies_lost
from openline_stacks.states import ResourceState, States

Make = Callable[..., ResourceState]
COPIED = {"rules": [{"ruleName": "daily", "copyActions": [{"destinationVaultArn": "v"}]}]}


def backed_up(make: Make, rules: dict[str, Any]) -> States:
    table = make(inputs={"replicas": [{"regionName": "us-west-2"}]})
    plan = make("aws:backup/plan:Plan", "daily", rules)
    links = {"planId": (plan.urn,), "resources": (table.urn,)}
    selection = make("aws:backup/selection:Selection", "daily", property_dependencies=links)
    return States((table, plan, selection))


def lost(before: States, after: States) -> list[tuple[str, str | None]]:
    found = copies_lost(before, after, lambda urn: urn)
    return [(one.code.id, one.resource) for one in found]


def test_a_plan_that_copies_no_more_is_found_whatever_replicas_there_are(make: Make) -> None:
    copied, kept = backed_up(make, COPIED), backed_up(make, {"rules": [{"ruleName": "daily"}]})
    assert lost(copied, kept) == [("OL507", "orders")]
    assert lost(kept, copied) == lost(copied, copied) == []


def test_a_table_that_is_gone_is_told_as_that_and_not_here(make: Make) -> None:
    assert lost(backed_up(make, COPIED), States(())) == []
