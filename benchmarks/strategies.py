"""What each strategy buys: the starter stack loses its first region under all four.

    python benchmarks/strategies.py

prints the table of docs/explanation/strategies.md. The same stack each time, with one word of its
declaration changed and what that word asks for; targets are out of the way, so that nothing but the
strategy differs.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from openline_drills.rehearsal import Outcome, Settings, rehearse

SEEDS = 20
WIDE = {"defaults.objectives.region.rto": "4h", "defaults.objectives.region.rpo": "8d"}
ACTIVE = {"regions": "{us-east-1: active, us-west-2: active}"}
DATA = {
    "support-desk.stores.tickets.size": "200GB",
    "support-desk.stores.tickets.restore": "100GB/h",
}


@dataclass(frozen=True)
class Strategy:
    name: str
    also: dict[str, str]


STRATEGIES = (
    Strategy("backup-and-restore", DATA),
    Strategy("pilot-light", {}),
    Strategy("warm-standby", {}),
    Strategy("active-active", ACTIVE),
)


def rehearsed(strategy: Strategy, runs: Path) -> Outcome:
    changed = {"strategy": strategy.name, **WIDE, **strategy.also}
    settings = Settings(stack="starter", seeds=SEEDS, set=changed, runs=runs, sensitivity=False)
    return rehearse("region-outage", settings)


def row(strategy: Strategy, outcome: Outcome) -> str:
    (system,) = outcome.prepared.topology.systems
    running = " + ".join(str(fleet.min) for fleet in system.fleets)
    (found,) = outcome.result["systems"]
    rto_s = max(operation["rto"]["p50_s"] for operation in found["operations"])
    lost = sum(operation["lost_requests"] for operation in found["operations"])
    (store,) = found["stores"]
    rpo_s = store["rpo"]["at_declared_rate_p95_s"]
    return (
        f"| `{strategy.name}` | {running} | {spoken(rto_s)} | {spoken(rpo_s)} | {lost:,} "
        f"| {outcome.prepared.topology.resources.total} |"
    )


def spoken(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60:02} min"


def main() -> None:
    # longer than the slowest of them takes
    os.environ["OPENLINE_DURATION"] = "6h"
    print(
        "| strategy | instances at steady demand | RTO p50 | RPO p95 | lost requests | resources |"
    )
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for strategy in STRATEGIES:
            print(row(strategy, rehearsed(strategy, Path(folder))), flush=True)


if __name__ == "__main__":
    main()
