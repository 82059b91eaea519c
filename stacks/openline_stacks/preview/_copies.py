"""Copies of backups in another region: who had one, and has none any more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from openline_stacks.preview import _codes as codes
from openline_stacks.preview._finding import Finding
from openline_stacks.states import ResourceState, States
from openline_stacks.topology._graph import BACKUP_PLAN, BACKUP_SELECTION, TABLE, Graph
from openline_stacks.topology._values import dig, items

_KEPT: Final = (TABLE, "aws:rds/cluster:Cluster", "aws:rds/instance:Instance",
                "aws:efs/fileSystem:FileSystem")  # fmt: skip


def copies_lost(before: States, after: States, now: Callable[[str], str]) -> Iterator[Finding]:
    """`now`: what a URN of before is called now. A replica is no copy: it copies mistakes too."""
    left = {state.urn for state in _copied(after)}
    there = after.by_urn()
    for old in _copied(before):
        state = there.get(now(old.urn))
        if state is not None and state.urn not in left:
            yield Finding(
                codes.RESTORE_LOST,
                f"{state.name} has no copy of a backup in another region any more",
                about=state.name,
                urn=state.urn,
                resource=state.name,
                at=state.source,
            )


def _copied(states: States) -> Iterator[ResourceState]:
    graph = Graph(states)
    for selection in graph.of_type(BACKUP_SELECTION):
        for plan in graph.links(selection, "planId", BACKUP_PLAN):
            if any(items(dig(rule, "copyActions")) for rule in items(plan.inputs.get("rules"))):
                yield from graph.links(selection, "resources", *_KEPT)
