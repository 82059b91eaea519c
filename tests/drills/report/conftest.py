"""An outcome made by hand: two systems, one of which loses its target, and an operation without."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rich.console import Console, RenderableType

from openline_drills.measure import Measurement
from openline_drills.observations import Event
from openline_drills.rehearsal import Outcome, Prepared
from openline_drills.result import assemble
from openline_drills.verdict import KnockOut, exit_code
from openline_stacks.recovery import parameters, region_dark
from openline_stacks.topology import Topology

if TYPE_CHECKING:
    from tests.drills.conftest import Build

Make = Callable[..., Outcome]
_DARK = region_dark("us-east-1", 0.0, 3600.0)


@pytest.fixture(scope="session")
def make(build: type[Build]) -> Make:
    """An outcome of a stack with systems of these names; the first one misses its RTO."""

    def outcome(
        names: Sequence[str] = ("order-management", "agent-chat"), operation: str = "place-order"
    ) -> Outcome:
        first, *others = names
        late = build.operation(operation, writes="orders", kind="write")
        free = build.operation("browse-freely", objectives=(), critical=False)
        topology = build.topology(
            build.system(first, operations=(late, free), stores=(build.store(),)),
            *(build.system(name, operations=(build.operation("use"),)) for name in others),
        )

        def measured(seed: int, late_s: float = 1265.25) -> Measurement:
            operations = [
                build.measured(late_s, first, operation, lost_requests=26_190_412.4),
                build.measured(None, first, "browse-freely", critical=False),
                *(build.measured(265.25, name, "use") for name in others),
            ]
            stores = (build.stored(2.9, 5.2, system=first),)
            return build.measurement(operations, seed=seed, stores=stores)

        findings = ("objectives.region.rto: 15 min is less than people take to decide (30 min)",)
        result = assemble(
            topology=topology,
            experiment="region-outage",
            faults=(_DARK,),
            runbook=None,
            measurements=[measured(seed) for seed in (1, 2, 3, 4)],
            knock_outs=[KnockOut("decision", measured(1, late_s=965.25))],
            parameters=parameters(),
            findings=findings,
        )
        return _outcome(topology, result.to_json(), findings, exit_code(result.verdict))

    return outcome


def _outcome(topology: Topology, text: str, findings: tuple[str, ...], code: int) -> Outcome:
    folder = Path("runs/region-outage-12345678")
    prepared = Prepared(
        experiment="region-outage",
        title="Region outage",
        topology=topology,
        region="us-east-1",
        faults=(_DARK,),
        runbook=None,
        seeds=(1, 2, 3, 4),
        findings=findings,
        notes=(),
        not_emulated=(),
        digest="d" * 64,
        run_folder=folder,
    )
    events = (Event(0, None, "fault"), Event(665_250_000, topology.systems[0].name, "recovered"))
    return Outcome(
        prepared=prepared,
        result=json.loads(text),
        result_json=text.encode(),
        exit_code=code,
        median_seed=1,
        events=events,
        shares={},
        shares_from_s=-300,
        notes=(),
        simulated_s=22_800.0,
        wall_s=19.0,
        run_folder=folder,
    )


@pytest.fixture(scope="session")
def rendered() -> Callable[..., str]:
    """What a terminal of some width shows; `colours`: its escape codes as well."""

    def render(what: RenderableType, width: int, *, colours: bool = False) -> str:
        console = Console(
            file=StringIO(), width=width, record=True, highlight=False, force_terminal=colours,
            color_system="standard" if colours else None,
        )  # fmt: skip
        console.print(what)
        return console.export_text(styles=colours)

    return render
