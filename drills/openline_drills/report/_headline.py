"""What is about to be done, to what: two lines before the first seed."""

from __future__ import annotations

from openline_drills.rehearsal import Prepared
from openline_drills.report._figures import duration


def headline(prepared: Prepared) -> tuple[str, str]:
    """The stack and what of it is emulated; the experiment and what it does."""
    topology = prepared.topology
    regions = ", ".join(f"{region.name} {region.role}" for region in topology.regions)
    counts = topology.resources
    resources = f"{counts.total} resources: {counts.emulated} emulated"
    if counts.recorded_only:
        resources += f", {len(counts.recorded_only)} recorded only"
    systems = len(topology.systems)
    stack = (
        f"stack {topology.stack} · {systems} system{'s' if systems != 1 else ''} · {regions} · "
        f"{resources}"
    )
    seeds = f"{len(prepared.seeds)} seed{'s' if len(prepared.seeds) != 1 else ''}"
    experiment = (
        f"{prepared.experiment} · {prepared.region} drops everything for "
        f"{duration(prepared.fault_s)}, at peak · rehearsal, {seeds}"
    )
    return stack, experiment
