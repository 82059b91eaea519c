"""Small stacks and runs made by hand, a folder of a stack for rooms that run programs, and the
folder of a run for those that read one."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from openline_drills.journal import Journal
from openline_drills.measure import Dip, Measurement, Milestones, OperationMeasure
from openline_drills.observations import MICROSECONDS, Run, Series, SeriesKey, StoreRun, WriteRecord
from openline_drills.result import (
    ConfirmedModel,
    CurveModel,
    Details,
    EventModel,
    FigureModel,
    KeptRun,
    PlaceModel,
    RegionModel,
    SeedsOfOperation,
    SeedsOfStore,
    UnreadModel,
    assemble,
    curve_steps,
    describe_run,
    read_run,
    write_run_folder,
)
from openline_drills.rpo import StoreMeasure, WriteCounts
from openline_drills.verdict import KnockOut
from openline_stacks.recovery import Fault, parameters, region_dark
from openline_stacks.topology import (
    Clients,
    Demand,
    Entry,
    FailoverGroup,
    Fleet,
    Good,
    Objective,
    Operation,
    Region,
    ResourceCounts,
    Store,
    System,
    Target,
    Topology,
)

PROGRAM = """
from pathlib import Path

import pulumi

from openline import CustomerServiceStack
from openline.declaration import load

declaration = load(Path(__file__).with_name("openline.yaml"))
stack = CustomerServiceStack(declaration.stack, declaration)
pulumi.export("endpoints", stack.endpoints)
pulumi.export("zone", stack.zone)
"""

# Two regions of two zones, decided by hand; a stack puts its systems below.
SHOP = """
openline: 1
stack: shop
account: "123456789012"
domain: shop.example.net
zone_id: Z0123456789ABCDEFGHIJ
regions: {us-east-1: primary, us-west-2: standby}
zones: {us-east-1: [a, b], us-west-2: [a, b]}
network: {us-east-1: 10.20.0.0/16, us-west-2: 10.30.0.0/16}
strategy: warm-standby
defaults: {objectives: {region: {rto: 15m, rpo: 15s}}}
systems:
"""

EAST, WEST = "us-east-1", "us-west-2"
TICK_US = 250_000


class Build:
    """Builders with one story as default: `orders` loses us-east-1 at 60 s for an hour."""

    east, west, tick_us = EAST, WEST, TICK_US

    @staticmethod
    def operation(name: str = "place", **changed: object) -> Operation:
        operation = Operation(
            name=name,
            kind="read",
            share=1.0,
            critical=True,
            writes=None,
            good=Good(level=0.99, within_s=2.0, window_s=10.0),
            objectives=(Objective("region", 900.0, 15.0), Objective("zone", 120.0, 0.0)),
        )
        return replace(operation, **changed)  # type: ignore[arg-type]

    @staticmethod
    def fleet(region: str, instances: int = 10) -> Fleet:
        return Fleet(
            region=region,
            role="primary" if region == EAST else "standby",
            min=instances,
            max=20,
            full=10,
            in_service=instances,
            per_instance_per_s=120.0,
            starts_s=180.0,
            scale_at=0.7,
            zones=("a", "b", "c"),
            group_name=None,
            urn=f"urn::group-{region}",
        )

    @staticmethod
    def store(name: str = "orders", **changed: object) -> Store:
        store = Store(
            name=name,
            kind="dynamodb-global-table",
            write_mode="any",
            consistency="eventual",
            primary=EAST,
            replicas=(EAST, WEST),
            witness=None,
            promote_s=0.0,
            table_name=None,
            urn=f"urn::table-{name}",
        )
        return replace(store, **changed)  # type: ignore[arg-type]

    @staticmethod
    def system(name: str = "orders", **changed: object) -> System:
        def target(region: str, role: str) -> Target:
            return Target(region, role, region, None, False)  # type: ignore[arg-type]

        system = System(
            name=name,
            group="stack",
            demand=Demand(100.0, 400.0),
            operations=(Build.operation(),),
            populations=(),
            entry=Entry(
                public_name=f"{name}.shop.example.net",
                kind="alias",
                policy="failover",
                path=(),
                targets=(target(EAST, "PRIMARY"), target(WEST, "SECONDARY")),
            ),
            fleets=(Build.fleet(EAST), Build.fleet(WEST)),
            checks=(),
            switches=(),
            stores=(),
            needs=(),
            path_urns=(f"urn::{name}-record", f"urn::{name}-balancer"),
        )
        return replace(system, **changed)  # type: ignore[arg-type]

    @staticmethod
    def topology(*systems: System, **changed: object) -> Topology:
        everything = systems or (Build.system(),)
        topology = Topology(
            stack="retail",
            account="123456789012",
            regions=(Region(EAST, "primary", ("a", "b")), Region(WEST, "standby", ("a", "b"))),
            groups=(
                FailoverGroup("stack", tuple(s.name for s in everything), "manual", 300, "manual"),
                FailoverGroup("alone", (), "automatic", 0.0, "automatic"),
            ),
            systems=everything,
            clients=Clients(5.0, 3, 1.0, 8.0, 60.0),
            declaration_digest="d" * 64,
            resources=ResourceCounts(total=10, emulated=10, recorded_only=()),
        )
        return replace(topology, **changed)  # type: ignore[arg-type]

    @staticmethod
    def series(
        share: Callable[[float], float],
        *,
        key: SeriesKey | None = None,
        rate_per_s: float | Callable[[float], float] = 100.0,
        fault_s: float = 60.0,
        end_s: float = 7200.0,
    ) -> Series:
        """`share` and `rate_per_s` are functions of the seconds after the fault."""
        times = [i * TICK_US / MICROSECONDS - fault_s for i in range(round(end_s * 4))]
        rate = rate_per_s if callable(rate_per_s) else lambda _: rate_per_s
        offered = array("d", [rate(t) * TICK_US / MICROSECONDS for t in times])
        well = array("d", [share(t) * o for t, o in zip(times, offered, strict=True)])
        return Series(key or SeriesKey("orders", "place", "all", EAST), offered, well)

    @staticmethod
    def run(
        *series: Series,
        fault_s: float = 60.0,
        lift_s: float = 3600.0,
        end_s: float | None = None,
        stores: Sequence[StoreRun] = (),
        writes: Sequence[WriteRecord] = (),
        faults: tuple[Fault, ...] | None = None,
        **changed: object,
    ) -> Run:
        """`lift_s` after the fault; the horizon ends with the series, or at `end_s` of the run."""
        ticks_us = len(series[0].offered) * TICK_US if series else 7_200_000_000
        run = Run(
            seed=1,
            tick_us=TICK_US,
            fault_us=round(fault_s * MICROSECONDS),
            lift_us=round((fault_s + lift_s) * MICROSECONDS),
            end_us=ticks_us if end_s is None else round(end_s * MICROSECONDS),
            faults=(region_dark(EAST, 0.0, lift_s),) if faults is None else faults,
            lost_region=EAST,
            series=series,
            timelines={},
            stores=tuple(stores),
            writes=tuple(writes),
            loads=(),
            events=(),
            healthy_before=True,
            fault_confirmed=True,
            failed_activities=(),
            kernel_events=0,
            boto_calls=0,
        )
        return replace(run, **changed)  # type: ignore[arg-type]

    @staticmethod
    def measured(
        rto_s: float | None = 300.0, system: str = "orders", name: str = "place", **changed: object
    ) -> OperationMeasure:
        rto_us = None if rto_s is None else round(rto_s * MICROSECONDS)
        measure = OperationMeasure(
            system=system,
            name=name,
            critical=True,
            rto_us=rto_us,
            at_90_us=rto_us,
            at_95_us=rto_us,
            at_99_us=rto_us,
            censored_us=3590 * MICROSECONDS,
            recovered_by="lift" if rto_us is None else "failover" if rto_us else "unaffected",
            recovered_us=rto_us,
            lost_requests=1000.4,
            dips=(),
            populations=(),
        )
        return replace(measure, **changed)  # type: ignore[arg-type]

    @staticmethod
    def stored(
        rpo_s: float | None = 2.0, declared_s: float | None = 3.0, **changed: object
    ) -> StoreMeasure:
        none = None if rpo_s is None else 0
        measure = StoreMeasure(
            system="orders",
            name="orders",
            rpo_us=None if rpo_s is None else round(rpo_s * MICROSECONDS),
            rpo_declared_us=None if declared_s is None else round(declared_s * MICROSECONDS),
            declared_per_s=50.0,
            stall_s=0.0,
            writes=WriteCounts(100, none, none, none, none, none, 0, 0),
        )
        return replace(measure, **changed)  # type: ignore[arg-type]

    @staticmethod
    def measurement(
        operations: Iterable[OperationMeasure] = (),
        seed: int = 1,
        milestones: Mapping[str, Milestones] | None = None,
        **changed: object,
    ) -> Measurement:
        us = MICROSECONDS
        usual = Milestones(40 * us, 340 * us, 430 * us, 500 * us, 520 * us, 3600 * us, 4200 * us)
        chosen = tuple(operations) or (Build.measured(),)
        measurement = Measurement(
            seed=seed,
            disruption="region",
            lost_region=EAST,
            lifted_us=3600 * us,
            operations=chosen,
            stores=(),
            milestones=milestones or {o.system: usual for o in chosen},
            loads=(),
            healthy_before=True,
            fault_confirmed=True,
            failed_activities=(),
            kernel_events=0,
            boto_calls=0,
        )
        return replace(measurement, **changed)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def build() -> type[Build]:
    return Build


WriteShop = Callable[[Path, str], Path]


@pytest.fixture(scope="session")
def write_shop() -> WriteShop:
    """Writes a stack's program and its declaration, `SHOP` with these systems, into a folder."""

    def write(folder: Path, systems: str) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "__main__.py").write_text(PROGRAM)
        (folder / "openline.yaml").write_text(SHOP + systems)
        return folder

    return write


SEEDS = (1, 2, 3)

Keep = Callable[..., KeptRun]


@pytest.fixture
def keep(build: type[Build], tmp_path: Path) -> Keep:
    """A folder with a run of these systems, the first of which takes `rto_s`."""

    def make(
        names: Sequence[str] = ("orders", "chat"),
        *,
        rto_s: float | None = 600.0,
        text: str = "plain",
        seconds: int = 5400,
        folder: str = "region-outage-12345678",
        declaration: dict[str, object] | None = None,
        seeds: Sequence[int] = SEEDS,
    ) -> KeptRun:
        return read_run(
            _written(build, tmp_path / folder, names, rto_s, text, seconds, declaration, seeds)
        )

    return make


def _written(
    build: type[Build],
    folder: Path,
    names: Sequence[str],
    rto_s: float | None,
    text: str,
    seconds: int,
    declaration: dict[str, object] | None,
    seeds: Sequence[int],
) -> Path:
    topology = build.topology(
        *(build.system(name, stores=(build.store(f"{name}-store"),)) for name in names)
    )

    def late_s(seed: int, saved_s: float = 0.0) -> float | None:
        return max(0.0, rto_s + seed / 4 - saved_s) if rto_s else rto_s

    def measured(seed: int, saved_s: float = 0.0) -> Measurement:
        late = late_s(seed, saved_s)
        below = Dip(0, round((3600.0 if late is None else late) * MICROSECONDS), 0.0)
        dips = (below,) if below.to_us else ()
        operations = [build.measured(late, name, dips=dips) for name in names]
        stores = tuple(build.stored(2.9, 5.2, system=n, name=f"{n}-store") for n in names)
        return build.measurement(operations, seed=seed, stores=stores)

    figures = parameters(topology)
    result = assemble(
        topology=topology,
        experiment="region-outage",
        faults=(region_dark(EAST, 0.0, 3600.0),),
        runbook=f"{text}:main",
        measurements=[measured(seed) for seed in seeds],
        knock_outs=[KnockOut("decision", measured(2, 300.0)), KnockOut("dns", measured(2, -60.0))],
        parameters=figures,
        findings=(text,),
    )
    down = [0.0] * int(rto_s or 3600)
    curve = [1.0] * 300 + [*down, *(i / 90 for i in range(90)), *[1.0] * seconds][:seconds]
    details = Details(
        schema_version=1,
        title=text,
        account="123456789012",
        lost_region=EAST,
        median_seed=2,
        notes=(text,),
        declaration_notes=(text,),
        failed=(text,),
        confirmed=ConfirmedModel(seeds=len(seeds), tried={"call": True, "probe": True}),
        made_again=(text,),
        not_emulated=(text,),
        not_understood=(UnreadModel(urn=text, property=text, why=text),),
        recorded_only=(text,),
        regions=(RegionModel(name=EAST, role="primary"), RegionModel(name=WEST, role="standby")),
        systems=tuple(
            PlaceModel(
                name=name,
                entry="alias",
                shares={EAST: 1.0},
                survivor=WEST,
                capacity_s=520.0,
                fleets={EAST: 4, WEST: 4},
                stores=(f"{name}-store",),
                needs=(text,),
                group="stack",
                decide="manual",
            )
            for name in sorted(names)
        ),
        events=(EventModel(at_s=0.0, system=None, what=text),),
        curve_from_s=-300,
        curve_step_s=1,
        curves=tuple(
            CurveModel(system=name, operation="place", level=0.99, steps=curve_steps(curve, 1))
            for name in sorted(names)
        ),
        seeds_of_operations=tuple(
            SeedsOfOperation(
                system=name,
                operation="place",
                rto_s=tuple(late_s(seed) for seed in seeds),
            )
            for name in sorted(names)
        ),
        seeds_of_stores=tuple(
            SeedsOfStore(
                system=name,
                store=f"{name}-store",
                rpo_s=tuple(2.9 for _ in seeds),
                at_declared_rate_s=tuple(5.2 for _ in seeds),
            )
            for name in sorted(names)
        ),
        figures=tuple(
            FigureModel(
                name=name,
                value="1",
                grade=figure.grade,
                source=text,
                date=figure.date,
                what=text,
                overridden=False,
            )
            for name, figure in figures.by_name.items()
        ),
        declaration=declaration,
    )
    now = datetime(2026, 1, 1, tzinfo=UTC)
    run = describe_run(["/opt/bin/openline", "drill", text], now, now, 1.0)
    write_run_folder(folder, result, run, {"details.json": details.to_json()})
    with Journal(folder / "journal.jsonl", lambda: "0.000 s") as journal:
        journal.note(text)
    return folder
