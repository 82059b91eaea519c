"""What is about to be done, to what: two lines before the first seed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from openline_drills.report._figures import duration
from openline_stacks.recovery import Fault, in_words

if TYPE_CHECKING:
    from openline_drills.rehearsal import Prepared

_SHOWN: Final = 3  # so many faults of a long outage still fit into a line


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
    if prepared.made_again:
        stack += f" · made again from {', '.join(prepared.made_again)}"
    most = "up to " if prepared.until_sure else ""
    seeds = f"{most}{len(prepared.seeds)} seed{'s' if len(prepared.seeds) != 1 else ''}"
    done = f"{faults_in_words(prepared.faults)}, at peak"
    if prepared.runbook is not None:
        done += f" · {prepared.runbook} acts"
    return stack, f"{prepared.experiment} · {done} · rehearsal, {seeds}"


def faults_in_words(faults: Sequence[Fault]) -> str:
    """`us-east-1 drops everything for 1 h`; of many faults the first few."""
    if not faults:
        return "nothing is taken away"
    shown = faults if len(faults) <= _SHOWN else faults[: _SHOWN - 1]
    told = [_timed(fault) for fault in shown]
    if len(shown) < len(faults):
        told.append(f"{len(faults) - len(shown)} more")
    return "; ".join(told)


def _timed(fault: Fault) -> str:
    lasts = f"{in_words(fault)} for {duration(fault.to_s - fault.from_s)}"
    return lasts if fault.from_s == 0 else f"{lasts} after {duration(fault.from_s)}"
