"""From resource states to a topology: each system in turn, then what they share."""

from __future__ import annotations

from dataclasses import replace

from openline.declaration import Declaration, fqdn
from openline_stacks.states import States
from openline_stacks.topology import _promises as promises
from openline_stacks.topology._checks import acts_by_itself, read_checks, read_switches
from openline_stacks.topology._declared import declared_in
from openline_stacks.topology._entry import Asked, read_entry
from openline_stacks.topology._fleets import read_fleets
from openline_stacks.topology._graph import Graph
from openline_stacks.topology._model import FailoverGroup, ResourceCounts, Source, System, Topology
from openline_stacks.topology._notes import Notes, SystemNotes
from openline_stacks.topology._routed import Switch
from openline_stacks.topology._routes import Route
from openline_stacks.topology._stores import read_stores
from openline_stacks.topology._unmodelled import doubt_unmodelled


def read(states: States, declaration: Declaration | None = None) -> Topology:
    """Who serves whom, where, from a preview or from what was deployed.

    Facts come from the resources themselves; only what no resource says comes from the
    declaration, which is found in the stack component or given beside a stack that has none.
    Raises `TopologyError` where there is no declaration or two that differ; anything else that
    makes no sense is in `not_understood`.
    """
    declared, stack_urn = declared_in(states, declaration)
    graph, notes = Graph(states), Notes(stack_urn)
    acting: dict[str, bool] = {}
    systems = tuple(
        _system(graph, notes, declared, name, acting) for name in sorted(declared.systems)
    )
    groups = tuple(_group(notes, group, acting) for group in promises.groups(declared))
    _note_promises(notes, declared)
    return Topology(
        stack=declared.stack,
        account=declared.account,
        regions=promises.regions(declared),
        groups=groups,
        # the groups may have added to what a system rests on
        systems=tuple(replace(s, path_urns=tuple(notes.of(s.name).path)) for s in systems),
        clients=promises.clients(declared),
        declaration_digest=declared.digest(),
        resources=count_resources(states),
        sources=dict(sorted(notes.sources.items())),
        not_understood=notes.sorted_doubts(),
    )


def _system(
    graph: Graph, notes: Notes, declaration: Declaration, name: str, acting: dict[str, bool]
) -> System:
    own = notes.of(name)
    operations = promises.operations(declaration, name)
    asked = Asked(name, fqdn(declaration, name), declaration.domain, operations)
    entry, routes, operations = read_entry(graph, own, asked)
    checks = read_checks(graph, own, routes)
    switches = read_switches(graph, own, routes, checks)
    fleets = read_fleets(graph, own, declaration, routes)
    stores = read_stores(graph, own, declaration)
    by_itself = acts_by_itself(routes, checks)
    if by_itself is not None:
        acting[name] = by_itself
        own.took("decide", routes[0].record, "healthCheckId")
    elif entry is not None and entry.accelerator is not None and len(routes) > 1:
        acting[name] = True  # it goes by the balancers' health and asks nobody
        own.took("decide", routes[0].record, "trafficDialPercentage")
    doubt_unmodelled(graph, own)
    _doubt_dangling(graph, own)
    return System(
        name=name,
        group=next(g.name for g in promises.groups(declaration) if name in g.systems),
        demand=promises.demand(declaration, name),
        operations=operations,
        populations=promises.populations(declaration, _homes(declaration, routes, switches)),
        entry=entry,
        fleets=fleets,
        checks=checks,
        switches=switches,
        stores=stores,
        needs=promises.needs(declaration, name),
        path_urns=(),
    )


def _homes(
    declaration: Declaration, routes: tuple[Route, ...], switches: tuple[Switch, ...]
) -> dict[str, float]:
    """Region -> share of the clients that it serves when all is well: of a weighted set each its
    own, else the first all of them. What a held switch has left serves nobody."""
    left = {switch.leaves for switch in switches if switch.held}
    routes = tuple(one for one in routes if one.target.region not in left) or routes
    if not routes or routes[0].target.role != "WEIGHTED":
        first = routes[0].target.region if routes else promises.regions(declaration)[0].name
        return {first: 1.0}
    total = sum(route.weight for route in routes)
    return {route.target.region: route.weight / total for route in routes}


def _doubt_dangling(graph: Graph, notes: SystemNotes) -> None:
    """What the path depends on must be there, or the states are not the whole stack."""
    for state in [graph.by_urn[urn] for urn in notes.path if urn in graph.by_urn]:
        for property_, urns in sorted(state.property_dependencies.items()):
            for missing in sorted(set(urns) - graph.by_urn.keys()):
                why = f"points to {missing}, which is not among these resources"
                notes.doubt(state, property_, why)


def _group(notes: Notes, group: FailoverGroup, acting: dict[str, bool]) -> FailoverGroup:
    """Who decides, as built: a check that fails over by itself asks nobody."""
    built = {acting[system] for system in group.systems if system in acting}
    if len(built) != 1:
        for system in group.systems if built else ():
            notes.of(system).doubt(None, "declaration", f"group {group.name} decides in two ways")
        return group
    return replace(group, decide="automatic" if built.pop() else "manual")


def _note_promises(notes: Notes, declaration: Declaration) -> None:
    """The rest of a topology is the declaration's word."""
    if not notes.stack_urn:
        return
    source = Source(notes.stack_urn, "declaration")
    fields = ("demand", "group", "needs", "operations", "populations")
    paths = [f"systems.{name}.{field}" for name in declaration.systems for field in fields]
    paths += ["clients", "regions", *(f"groups.{g.name}" for g in promises.groups(declaration))]
    for path in paths:
        notes.sources.setdefault(path, source)


def count_resources(states: States) -> ResourceCounts:
    """What a cloud holds: components and providers only group and configure, and do not count."""
    counted = tuple(
        state for state in states.resources if state.custom and not state.type.startswith("pulumi:")
    )
    return ResourceCounts(
        total=len(counted),
        emulated=sum(state.origin == "emulated" for state in counted),
        recorded_only=tuple(sorted(s.urn for s in counted if s.origin == "recorded")),
    )
