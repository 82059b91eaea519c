"""Stores: the tables that hold a system's records, and where their replicas are."""

from __future__ import annotations

from typing import Literal

from openline.contract import TYPE_STORE
from openline.declaration import Declaration
from openline.declaration import Store as DeclaredStore
from openline_stacks.states import UNKNOWN, ResourceState
from openline_stacks.topology._backups import read_restore
from openline_stacks.topology._graph import TABLE, TABLE_REPLICA, Graph
from openline_stacks.topology._notes import SystemNotes
from openline_stacks.topology._serving import Store
from openline_stacks.topology._values import dig, items, number, text

_MODES: dict[str, Literal["eventual", "strong"]] = {"EVENTUAL": "eventual", "STRONG": "strong"}


def read_stores(graph: Graph, notes: SystemNotes, declaration: Declaration) -> tuple[Store, ...]:
    """The declared stores that a table was found for, by name."""
    declared = declaration.systems[notes.system].stores
    tables = tuple(t for t in graph.of_type(TABLE) if graph.system(t) == notes.system)
    stores = []
    for name in sorted(declared):
        table = _table(graph, notes, tables, name, alone=len(declared) == 1)
        if table is not None:
            notes.passed(table)
            store = _store(graph, notes, name, table, declared[name])
            stores += [store] if store else []
    return tuple(stores)


def _table(
    graph: Graph, notes: SystemNotes, tables: tuple[ResourceState, ...], name: str, alone: bool
) -> ResourceState | None:
    """By its component's word, else by its own name, else because there is only one of each."""
    told = tuple(table for table in tables if _told(graph, table) == name)
    untold = tuple(table for table in tables if _told(graph, table) is None)
    named = tuple(table for table in untold if _bears(table, name))
    only = untold if alone and len(untold) == 1 else ()
    found = told or named or only
    if len(found) == 1:
        return found[0]
    for table in found:
        notes.doubt(table, "name", f"one of {len(found)} tables that could be the store {name}")
    if not found:
        notes.doubt(None, "declaration", f"no table for the store {name} of {notes.system}")
    return None


def _told(graph: Graph, table: ResourceState) -> str | None:
    component = graph.component(table, TYPE_STORE)
    return text(component.inputs.get("store")) if component else None


def _bears(table: ResourceState, name: str) -> bool:
    names = (text(table.inputs.get("name")), table.name)
    return any(given is not None and given.split(".")[-1].endswith(name) for given in names)


def _store(
    graph: Graph,
    notes: SystemNotes,
    name: str,
    table: ResourceState,
    declared: DeclaredStore,
) -> Store | None:
    primary = graph.region(table)
    if primary is None:
        notes.doubt(table, "region", "the table's region is not known")
        return None
    replicas = _replicas(graph, notes, table)
    witness = text(dig(table.inputs, "globalTableWitness", "regionName"))
    notes.took(f"stores.{name}", table, "")
    for field, property_ in (
        ("primary", "region"),
        ("replicas", "replicas"),
        ("consistency", "replicas"),
        ("witness", "globalTableWitness"),
    ):
        notes.took(f"stores.{name}.{field}", table, property_)
    return Store(
        name=name,
        kind="dynamodb-global-table" if replicas else "dynamodb-table",
        write_mode="any" if replicas else "primary",
        consistency=_consistency(notes, table, declared.consistency),
        primary=primary,
        replicas=(primary, *sorted(replicas - {primary})),
        witness=witness,
        promote_s=0.0,  # every replica of a global table takes writes all the time
        table_name=text(table.inputs.get("name")) or text(table.outputs.get("name")),
        urn=table.urn,
        warm_writes_per_s=_warm_writes_per_s(notes, name, table),
        restore=None if replicas else read_restore(graph, notes, name, declared, table),
    )


def _warm_writes_per_s(notes: SystemNotes, name: str, table: ResourceState) -> float | None:
    """Asked for once, it holds in every replica (DynamoDB guide, "Warm throughput")."""
    asked = number(dig(table.inputs, "warmThroughput", "writeUnitsPerSecond"))
    if asked is not None:
        notes.took(f"stores.{name}.warm_writes_per_s", table, "warmThroughput")
    return asked


def _replicas(graph: Graph, notes: SystemNotes, table: ResourceState) -> set[str]:
    """Regions other than the table's own; written inside it or as resources beside it."""
    listed = table.inputs.get("replicas")
    regions = {text(dig(replica, "regionName")) for replica in items(listed)}
    for replica in graph.pointing_at(table, "globalTableArn", TABLE_REPLICA):
        notes.passed(replica)
        regions.add(graph.region(replica))
    if None in regions or listed is UNKNOWN:
        notes.doubt(table, "replicas", "the region of a replica is not known")
    return {region for region in regions if region is not None}


def _consistency(
    notes: SystemNotes, table: ResourceState, declared: Literal["eventual", "strong"]
) -> Literal["eventual", "strong"]:
    """A replica's own word, AWS's default where it says nothing; a lone table has none."""
    replicas = items(table.inputs.get("replicas"))
    if not replicas:
        return declared
    modes = {text(dig(replica, "consistencyMode")) or "EVENTUAL" for replica in replicas}
    known = [_MODES[mode] for mode in sorted(modes) if mode in _MODES]
    if len(modes) != 1 or not known:
        notes.doubt(table, "replicas", f"consistency is {' and '.join(sorted(modes))}")
        return declared
    return known[0]
