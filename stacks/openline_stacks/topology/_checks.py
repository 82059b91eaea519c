"""Health checks of a system, and the switch that an operator flips."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from openline_stacks.states import UNKNOWN, ResourceState
from openline_stacks.topology._graph import ALARM, BALANCERS, CHECK, RECORD, Graph
from openline_stacks.topology._notes import SystemNotes
from openline_stacks.topology._routed import Check, Switch
from openline_stacks.topology._routes import Route
from openline_stacks.topology._values import dig, items, number, text

_ENDPOINTS = ("HTTP", "HTTPS", "HTTP_STR_MATCH", "HTTPS_STR_MATCH", "TCP")
_METRIC = "CLOUDWATCH_METRIC"
_CALCULATED = "CALCULATED"
_HIGH_IS_ALARM = ("GreaterThanThreshold", "GreaterThanOrEqualToThreshold")
# Route 53's own where nothing is said (API reference, HealthCheckConfig)
_DEFAULT_INTERVAL_S = 30.0
_DEFAULT_THRESHOLD = 3.0


def read_checks(graph: Graph, notes: SystemNotes, routes: tuple[Route, ...]) -> tuple[Check, ...]:
    """Every check of the system: those its records follow, their children, those tagged as its."""
    waiting = [route.target.check for route in routes if route.target.check]
    waiting += [check.urn for check in graph.of_type(CHECK) if graph.system(check) == notes.system]
    found: dict[str, Check] = {}
    while waiting:
        urn = waiting.pop()
        if urn in found:
            continue
        state = graph.by_urn[urn]
        notes.passed(state)
        check = _check(graph, notes, state)
        if check is not None:
            notes.took(f"checks.{state.name}", state, "")
            found[urn] = check
            waiting += check.children
    checks = tuple(found[urn] for urn in sorted(found))
    _doubt_unwatched(notes, routes, checks)
    return checks


def _doubt_unwatched(
    notes: SystemNotes, routes: tuple[Route, ...], checks: tuple[Check, ...]
) -> None:
    """A loss that nobody notices is never decided on."""
    if len(routes) < 2:
        return
    watched = {check.region for check in checks if check.kind == "endpoint"}
    for route in _left(routes):
        if route.target.region not in watched and not route.target.evaluate_target_health:
            why = f"no health check asks {route.target.region}; its loss would not be detected"
            notes.doubt(route.record, "healthCheckId", why)


def _left(routes: tuple[Route, ...]) -> tuple[Route, ...]:
    """Those that clients can be sent away from: the first, or every one of a weighted set."""
    return routes if routes and routes[0].target.role == "WEIGHTED" else routes[:1]


def _check(graph: Graph, notes: SystemNotes, state: ResourceState) -> Check | None:
    type_ = text(state.inputs.get("type"))
    if state.inputs.get("invertHealthcheck") is True:
        notes.doubt(state, "invertHealthcheck", "an inverted check is not modelled")
    if state.inputs.get("disabled") is True:
        notes.doubt(state, "disabled", "a disabled check counts as healthy; it never fails over")
    if type_ in _ENDPOINTS:
        return _endpoint(graph, notes, state)
    if type_ == _METRIC:
        return _metric(graph, notes, state)
    if type_ == _CALCULATED:
        return _calculated(graph, notes, state)
    notes.doubt(state, "type", f"a check of type {type_ or 'unknown'} is not modelled")
    return None


def _endpoint(graph: Graph, notes: SystemNotes, state: ResourceState) -> Check:
    region = _checked_region(graph, notes, state)
    for field, property_ in (("interval_s", "requestInterval"), ("threshold", "failureThreshold")):
        notes.took(f"checks.{state.name}.{field}", state, property_)
        if state.inputs.get(property_) is UNKNOWN:
            notes.doubt(state, property_, "not known before deployment; Route 53's default is used")
    notes.took(f"checks.{state.name}.path", state, "resourcePath")
    return Check(
        urn=state.urn,
        kind="endpoint",
        id=text(state.id),
        region=region,
        path=text(state.inputs.get("resourcePath")),
        interval_s=number(state.inputs.get("requestInterval")) or _DEFAULT_INTERVAL_S,
        threshold=int(number(state.inputs.get("failureThreshold")) or _DEFAULT_THRESHOLD),
    )


def _checked_region(graph: Graph, notes: SystemNotes, state: ResourceState) -> str | None:
    """Through the name that it asks to a balancer; a name of another kind by its tag."""
    asked = graph.link(state, "fqdn", RECORD, *BALANCERS)
    if isinstance(asked, ResourceState) and asked.type == RECORD:
        notes.passed(asked)
        asked = graph.link(asked, "aliases", *BALANCERS)
    region = graph.region(asked) if isinstance(asked, ResourceState) else graph.serves(state)
    if region is None:
        notes.doubt(state, "fqdn", f"which region it asks is not clear: it {asked}")
    else:
        notes.took(f"checks.{state.name}.region", state, "fqdn")
    return region


def _metric(graph: Graph, notes: SystemNotes, state: ResourceState) -> Check:
    alarm = _alarm(graph, notes, state)
    notes.took(f"checks.{state.name}.alarm", state, "cloudwatchAlarmName")
    return Check(
        urn=state.urn,
        kind="metric",
        id=text(state.id),
        region=graph.region(alarm) if alarm else text(state.inputs.get("cloudwatchAlarmRegion")),
        alarm=alarm.urn if alarm else None,
        insufficient_data=text(state.inputs.get("insufficientDataHealthStatus")),
    )


def _alarm(graph: Graph, notes: SystemNotes, state: ResourceState) -> ResourceState | None:
    wanted = text(state.inputs.get("cloudwatchAlarmRegion"))
    found = graph.links(state, "cloudwatchAlarmName", ALARM)
    there = tuple(a for a in found if wanted is None or graph.region(a) in (wanted, None))
    if len(there) == 1:
        notes.passed(there[0])
        return there[0]
    if found and not there:
        why = f"the alarm is not in {wanted}, where the check looks for it"
    elif there:
        why = f"points to {len(there)} alarms: {', '.join(alarm.urn for alarm in there)}"
    else:
        why = str(graph.link(state, "cloudwatchAlarmName", ALARM))
    notes.doubt(state, "cloudwatchAlarmName", why)
    return None


def _calculated(graph: Graph, notes: SystemNotes, state: ResourceState) -> Check:
    children = graph.links(state, "childHealthchecks", CHECK)
    listed = state.inputs.get("childHealthchecks")
    if listed is not UNKNOWN and len(items(listed)) != len(children):
        why = f"{len(items(listed))} children are listed, {len(children)} of them found"
        notes.doubt(state, "childHealthchecks", why)
    threshold = number(state.inputs.get("childHealthThreshold"))
    notes.took(f"checks.{state.name}.children", state, "childHealthchecks")
    notes.took(f"checks.{state.name}.child_threshold", state, "childHealthThreshold")
    if threshold is None:
        notes.doubt(state, "childHealthThreshold", "how many children must be healthy is not known")
    return Check(
        urn=state.urn,
        kind="calculated",
        id=text(state.id),
        children=tuple(child.urn for child in children),
        child_threshold=None if threshold is None else int(threshold),
    )


def acts_by_itself(routes: tuple[Route, ...], checks: tuple[Check, ...]) -> bool | None:
    """Whether a check that clients are sent away by acts without anyone's decision; None where none
    ever can.

    A calculated check does if the loss of its endpoint alone makes it unhealthy.
    """
    if len(routes) < 2 or routes[0].target.role not in ("PRIMARY", "WEIGHTED"):
        return None
    by_urn = {check.urn: check for check in checks}
    found = [_by_itself(by_urn, route) for route in _left(routes)]
    known = [one for one in found if one is not None]
    return any(known) if known else None


def _by_itself(by_urn: Mapping[str, Check], route: Route) -> bool | None:
    check = by_urn.get(route.target.check or "")
    if check is None or check.kind == "metric":
        return False if check else None
    if check.kind == "endpoint":
        return True
    endpoints = [by_urn[u].kind for u in check.children if u in by_urn].count("endpoint")
    left = len(check.children) - endpoints
    return bool(endpoints) and check.child_threshold is not None and left < check.child_threshold


def read_switches(
    graph: Graph, notes: SystemNotes, routes: tuple[Route, ...], checks: tuple[Check, ...]
) -> tuple[Switch, ...]:
    """Of every region that clients can be sent away from."""
    by_urn = {check.urn: check for check in checks}
    found = (_read_switch(graph, notes, by_urn, route) for route in _left(routes))
    return tuple(switch for switch in found if switch is not None)


def _read_switch(
    graph: Graph, notes: SystemNotes, by_urn: Mapping[str, Check], route: Route
) -> Switch | None:
    """The metric behind the record's check, alone (manual) or beside an endpoint (automatic)."""
    first = by_urn.get(route.target.check or "")
    if first is None:
        return None
    urns = (first.urn, *first.children)
    metrics = [by_urn[u] for u in urns if u in by_urn and by_urn[u].kind == "metric"]
    if len(metrics) > 1:
        notes.doubt(graph.by_urn[first.urn], "childHealthchecks", "two metrics; which one decides?")
    if len(metrics) != 1 or metrics[0].alarm is None:
        return None
    kind: Literal["manual", "automatic"] = "automatic" if _by_itself(by_urn, route) else "manual"
    leaves = route.target.region
    return _switch(graph, notes, leaves, kind, metrics[0], graph.by_urn[metrics[0].alarm])


def _switch(
    graph: Graph,
    notes: SystemNotes,
    leaves: str,
    kind: Literal["manual", "automatic"],
    check: Check,
    alarm: ResourceState,
) -> Switch | None:
    region = graph.region(alarm)
    namespace = text(alarm.inputs.get("namespace"))
    metric = text(alarm.inputs.get("metricName"))
    if region is None or namespace is None or metric is None:
        notes.doubt(alarm, "metricName", "region, namespace or metric of the switch is not known")
        return None
    prefix = f"switches.{leaves}"
    notes.took(prefix, alarm, "")
    notes.took(f"{prefix}.check", graph.by_urn[check.urn], "")
    for field, property_ in (
        ("region", "region"),
        ("namespace", "namespace"),
        ("metric", "metricName"),
        ("dimensions", "dimensions"),
    ):
        notes.took(f"{prefix}.{field}", alarm, property_)
    return Switch(
        system=notes.system,
        leaves=leaves,
        region=region,
        kind=kind,
        check=check.urn,
        alarm=alarm.urn,
        alarm_name=text(alarm.inputs.get("name")) or text(alarm.outputs.get("name")),
        namespace=namespace,
        metric=metric,
        dimensions=_dimensions(notes, alarm),
        held=_held(notes, prefix, alarm),
    )


def _held(notes: SystemNotes, prefix: str, alarm: ResourceState) -> bool:
    """Whether it is in alarm for want of data. Not where low values alarm: that is a heartbeat, and
    somebody sends it."""
    notes.took(f"{prefix}.held", alarm, "treatMissingData")
    high = text(alarm.inputs.get("comparisonOperator")) in _HIGH_IS_ALARM
    return high and text(alarm.inputs.get("treatMissingData")) == "breaching"


def _dimensions(notes: SystemNotes, alarm: ResourceState) -> dict[str, str]:
    tree = alarm.inputs.get("dimensions")
    if tree is None:
        return {}
    names = sorted(tree) if isinstance(tree, Mapping) else []
    known = {name: value for name in names if isinstance(value := dig(tree, name), str)}
    if len(known) < len(names) or not names:
        notes.doubt(alarm, "dimensions", "a dimension is not known before deployment")
    return known
