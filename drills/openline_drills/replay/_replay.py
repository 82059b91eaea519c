"""The door: one outage on one stack, and the same day again with each edit that is tried."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace as changed

from openline_drills.rehearsal import (
    BadInput,
    Prepared,
    Settings,
    find_stack,
    rehearse,
    told_plainly,
)
from openline_drills.replay._model import Below, Help, Replay
from openline_drills.replay._outages import Edit, Outage
from openline_drills.replay._reading import (
    below,
    blind,
    edited,
    failed_first,
    knock_outs,
    sights,
)
from openline_stacks.sources import understood


def replay(
    outage: Outage,
    settings: Settings,
    *,
    with_edits: bool = True,
    on_prepared: Callable[[Prepared], None] | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    on_edit: Callable[[str], None] | None = None,
) -> Replay:
    """Act the outage out on a stack. Where the stack is not in the region in which it was, it is
    replayed in the stack's primary, unless `settings.region` says where.

    `on_edit` is called with each edit's title before its day begins. Raises `BadInput`.
    """
    region = settings.region or _region(outage, settings)
    there = changed(settings, region=region)
    outcome = rehearse(outage.path, there, on_prepared=on_prepared, on_progress=on_progress)
    operations = below(outcome.result)
    topology = outcome.prepared.topology
    helps = list(knock_outs(outcome.result, operations))
    if with_edits and any(one.spans for one in operations):
        seed = outcome.median_seed or outcome.prepared.seeds[0]
        once = changed(there, seed=seed, seeds=1)
        for edit in outage.edits:
            if on_edit is not None:
                on_edit(edit.title)
            helps.append(_tried(outage, once, edit, operations))
    return Replay(
        outage=outage,
        region=region,
        outcome=outcome,
        below=operations,
        first=failed_first(operations),
        sights=sights(topology, region, outcome.result),
        blind=blind(topology, region, outcome.prepared.faults, outcome.result),
        helps=tuple(helps),
    )


def _region(outage: Outage, settings: Settings) -> str:
    """Previewed, because only the stack's program knows where it is."""
    with told_plainly():
        topology = understood(find_stack(settings.stack), settings.set)
    serving = {fleet.region for system in topology.systems for fleet in system.fleets}
    return outage.region if outage.region in serving else topology.home


def _tried(outage: Outage, settings: Settings, edit: Edit, before: tuple[Below, ...]) -> Help:
    with_edit = changed(settings, set=dict(settings.set) | edit.set)
    try:
        return edited(edit.title, before, rehearse(outage.path, with_edit, knock_outs=False))
    except BadInput as error:
        return Help("edit", edit.title, (), problem=str(error).splitlines()[0])
