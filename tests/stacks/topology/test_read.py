"""A topology says what the resources say, and who it heard it from."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openline.declaration import Declaration
from openline_stacks.recovery import PARAMETERS, Constant
from openline_stacks.states import UNKNOWN, States, Value
from openline_stacks.topology import Source, Topology, TopologyError, read, to_json

Declare = Callable[..., Declaration]
Build = Callable[..., States]
Change = Callable[..., States]

_FIXED = settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)


@pytest.fixture
def states(build: Build, declare: Declare) -> States:
    return build(declare())


@pytest.fixture
def topology(states: States) -> Topology:
    return read(states)


def _why(topology: Topology) -> list[str]:
    return [f"{n.urn.split('::')[-1]} {n.property}: {n.why}" for n in topology.not_understood]


def test_a_stack_as_built_is_understood_whole(topology: Topology) -> None:
    assert _why(topology) == []
    assert [region.name for region in topology.regions] == ["us-east-1", "us-west-2"]
    assert [system.name for system in topology.systems] == ["orders", "portal"]
    assert topology.primary == "us-east-1"


def test_clients_enter_by_an_alias_whose_ttl_is_aws_s(topology: Topology) -> None:
    entry = topology.system("orders").entry
    assert entry is not None
    assert (entry.public_name, entry.kind, entry.policy) == (
        "orders.shop.example.net",
        "alias",
        "failover",
    )
    assert [(hop.kind, hop.ttl_s, hop.ttl_set_by) for hop in entry.path] == [("dns", 60.0, "aws")]
    assert Constant(entry.path[0].ttl_s) == PARAMETERS["dns.alias_ttl_s"].distribution
    assert [(t.region, t.role) for t in entry.targets] == [
        ("us-east-1", "PRIMARY"),
        ("us-west-2", "SECONDARY"),
    ]
    assert entry.targets[0].check is not None
    assert entry.targets[1].check is None


def test_a_cname_has_the_ttl_of_its_record(build: Build, declare: Declare) -> None:
    declaration = declare(defaults={"entry": {"kind": "cname", "ttl": "20s"}})
    topology = read(build(declaration))
    orders, portal = topology.systems
    assert orders.entry is not None
    assert (orders.entry.kind, orders.entry.path[0].ttl_s) == ("cname", 20.0)
    assert orders.entry.path[0].ttl_set_by == "declared"
    assert [t.region for t in orders.entry.targets] == ["us-east-1", "us-west-2"]
    assert portal.entry is not None
    assert portal.entry.kind == "alias"  # the apex cannot be a CNAME


def test_the_switch_is_a_metric_in_the_standby(topology: Topology) -> None:
    (switch,) = topology.system("orders").switches
    assert (switch.region, switch.kind) == ("us-west-2", "manual")
    assert (switch.namespace, switch.metric) == ("Openline", "FailOver")
    assert switch.dimensions == {"stack": "shop", "group": "stack"}
    assert [group.decide for group in topology.groups] == ["manual"]


def test_a_check_that_fails_over_by_itself_is_automatic(build: Build, declare: Declare) -> None:
    topology = read(build(declare(failover={"decide": "automatic"})))
    (switch,) = topology.system("orders").switches
    assert switch.kind == "automatic"
    assert {group.decide for group in topology.groups} == {"automatic"}
    assert _why(topology) == []


def test_what_was_built_decides_not_what_was_declared(
    build: Build, declare: Declare, change: Change
) -> None:
    """One of two healthy children is enough: the endpoint alone moves nobody."""
    states = build(declare(failover={"decide": "automatic"}))
    for system in ("orders", "portal"):
        states = change(states, f"{system}-either", "HealthCheck", childHealthThreshold=1)
    assert {group.decide for group in read(states).groups} == {"manual"}


def test_endpoint_checks_say_where_how_often_and_how_many(topology: Topology) -> None:
    endpoints = [c for c in topology.system("orders").checks if c.kind == "endpoint"]
    assert [(c.region, c.path, c.interval_s, c.threshold) for c in endpoints] == [
        ("us-east-1", "/ready", 10.0, 3),
        ("us-west-2", "/ready", 10.0, 3),
    ]


def test_fleets_are_the_groups_themselves(topology: Topology) -> None:
    fleet = topology.system("orders").fleet("us-west-2")
    assert fleet is not None
    assert (fleet.min, fleet.max, fleet.full, fleet.in_service) == (6, 12, 9, None)
    assert fleet.alive_path == "/healthz"
    assert (fleet.per_instance_per_s, fleet.starts_s, fleet.scale_at) == (120.0, 180.0, 0.7)
    assert (fleet.role, fleet.zones) == ("standby", ("a", "b"))


def test_a_group_that_was_changed_wins_over_the_declaration(states: States, change: Change) -> None:
    found = read(change(states, "orders-us-west-2-fleet", "Group", minSize=1, desiredCapacity=2))
    fleet = found.system("orders").fleet("us-west-2")
    assert fleet is not None
    assert (fleet.min, fleet.in_service) == (1, 2)


def test_stores_are_where_their_replicas_are(topology: Topology) -> None:
    store = topology.system("orders").store("baskets")
    assert store is not None
    assert (store.kind, store.write_mode, store.consistency) == (
        "dynamodb-global-table",
        "any",
        "eventual",
    )
    assert (store.primary, store.replicas) == ("us-east-1", ("us-east-1", "us-west-2"))
    assert topology.system("portal").stores == ()


def test_promises_are_the_declarations(topology: Topology) -> None:
    orders = topology.system("orders")
    place, track = orders.operations
    assert (place.kind, place.writes, place.share) == ("write", "baskets", 0.1)
    assert place.after_failover is not None
    assert (place.after_failover.times, place.after_failover.for_s) == (2.0, 300.0)
    assert track.kind == "read"
    objective = track.objective("region")
    assert objective is not None
    assert (objective.rto_s, objective.rpo_s) == (900.0, 15.0)
    assert [(need.on, need.kind) for need in orders.needs] == [
        ("cards", "external"),
        ("portal", "hard"),
    ]
    assert [(p.name, p.share, p.hold_s, p.region) for p in orders.populations] == [
        ("resolvers", 0.95, None, "us-east-1"),
        ("sticky", 0.05, 300.0, "us-east-1"),
    ]


def test_every_field_says_where_it_came_from(topology: Topology, states: States) -> None:
    urns = {state.urn: state for state in states.resources}
    for path, source in topology.sources.items():
        assert source.urn in urns, path
    assert topology.sources["systems.orders.fleets.us-east-1.min"] == Source(
        "urn:pulumi:test::shop::aws:autoscaling/group:Group::orders-us-east-1-fleet", "minSize"
    )
    assert topology.sources["systems.orders.demand"].property == "declaration"


def _leaves(value: object, path: str) -> Iterator[str]:
    keyed = {"fleets": "region", "targets": "region", "stores": "name", "checks": "urn"}
    keyed["switches"] = "leaves"
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}.{key}")
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        key = keyed.get(path.rsplit(".", 1)[-1])
        for at, inner in enumerate(value):
            name = str(inner[key]).split("::")[-1] if key else str(at)
            yield from _leaves(inner, f"{path}.{name}")
    elif value != []:
        yield path


def test_no_field_of_a_resource_is_without_a_source(topology: Topology) -> None:
    for system in topology.systems:
        plain = to_json(replace(topology, systems=(system,)))["systems"]
        assert isinstance(plain, list)
        assert isinstance(plain[0], dict)
        for part in ("entry", "fleets", "checks", "switches", "stores", "demand", "operations"):
            for leaf in _leaves(plain[0][part], f"systems.{system.name}.{part}"):
                assert any(leaf.startswith(path) for path in topology.sources), leaf


def test_the_path_runs_from_entry_to_store(topology: Topology) -> None:
    path = [urn.split("::")[2].split(":")[-1] for urn in topology.system("orders").path_urns]
    assert set(path) == {
        "Record",
        "HealthCheck",
        "MetricAlarm",
        "LoadBalancer",
        "Listener",
        "Certificate",
        "TargetGroup",
        "Group",
        "LaunchTemplate",
        "Policy",
        "Table",
    }
    assert path.count("Listener") == 2  # the two redirects carry no requests
    assert not any("portal" in urn for urn in topology.system("orders").path_urns)


def test_components_are_no_resources(topology: Topology, states: States) -> None:
    custom = [state for state in states.resources if state.custom]
    assert topology.resources.total == len(custom) < len(states.resources)
    assert topology.resources.emulated == len(custom)
    assert topology.resources.recorded_only == ()


def test_recorded_only_resources_are_named(states: States) -> None:
    table = next(s for s in states.resources if s.type.endswith(":Table"))
    others = tuple(s for s in states.resources if s is not table)
    counts = read(States((*others, replace(table, origin="recorded")))).resources
    assert counts.recorded_only == (table.urn,)
    assert counts.emulated == counts.total - 1


@pytest.mark.parametrize("entry", ["alias", "cname"])
@pytest.mark.parametrize("decide", ["manual", "automatic"])
def test_a_preview_says_the_same_but_for_ids(
    build: Build, declare: Declare, entry: str, decide: str
) -> None:
    declaration = declare(defaults={"entry": entry}, failover={"decide": decide})
    before, after = (read(build(declaration, known=known)) for known in (False, True))
    without_ids = replace(
        after,
        resources=before.resources,
        systems=tuple(
            replace(system, checks=tuple(replace(check, id=None) for check in system.checks))
            for system in after.systems
        ),
    )
    assert _why(before) == []
    assert without_ids == before


def test_one_region_has_nowhere_to_go(build: Build, declare: Declare) -> None:
    topology = read(
        build(
            declare(
                regions={"us-east-1": "primary"},
                zones={"us-east-1": ["a", "b"]},
                network={"us-east-1": "10.20.0.0/16"},
            )
        )
    )
    orders = topology.system("orders")
    assert orders.entry is not None
    assert (orders.entry.policy, [t.role for t in orders.entry.targets]) == ("simple", ["SIMPLE"])
    assert orders.switches == ()
    assert len(orders.fleets) == 1
    store = orders.store("baskets")
    assert store is not None
    assert (store.kind, store.write_mode, store.replicas) == (
        "dynamodb-table",
        "primary",
        ("us-east-1",),
    )
    assert _why(topology) == []


def test_a_stack_of_plain_resources_is_read_by_tags_and_dependencies(
    states: States, declare: Declare
) -> None:
    """No component at all: what they told is then taken from the declaration."""
    plain = States(
        tuple(
            replace(s, parent=None) for s in states.resources if not s.type.startswith("openline")
        )
    )
    whole, found = read(states), read(plain, declare())
    assert _why(found) == []
    assert {s.name: s.entry for s in found.systems} == {s.name: s.entry for s in whole.systems}
    assert [s.stores for s in found.systems] == [s.stores for s in whole.systems]
    for system in found.systems:
        sizes = [(fleet.region, fleet.min, fleet.max, fleet.scale_at) for fleet in system.fleets]
        assert sizes == [("us-east-1", 6, 12, 0.7), ("us-west-2", 6, 12, 0.7)]
        assert system.switches


@given(data=st.data())
@_FIXED
def test_the_order_of_resources_means_nothing(states: States, data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(states.resources))
    assert to_json(read(States(tuple(shuffled)))) == to_json(read(states))


def test_without_any_one_resource_it_still_reads_or_says_why_not(states: States) -> None:
    whole = read(states)
    path = {urn for system in whole.systems for urn in system.path_urns}
    for missing in states.resources:
        rest = States(tuple(s for s in states.resources if s is not missing))
        try:
            found = read(rest)
        except TopologyError:
            assert missing.type == "openline:index:CustomerServiceStack"
            continue
        if missing.urn in path and not missing.urn.endswith(_SIDE):
            assert found.not_understood, missing.urn


# Without these the rest is still whole: a fleet of a fixed size, a standby that nobody checks.
_SIDE = ("-scaling", "-us-west-2-serves")

_STRANGE: st.SearchStrategy[Value] = st.sampled_from(
    [None, UNKNOWN, True, 3.5, "x", (), [None], {}, {"x": UNKNOWN}, [{}]]
)


@given(data=st.data())
@_FIXED
def test_strange_inputs_are_said_and_never_break(states: States, data: st.DataObject) -> None:
    """Any input of any resource may hold anything; only the declaration has to be there."""
    at = data.draw(st.integers(0, len(states.resources) - 1))
    victim = states.resources[at]
    if not victim.custom or not victim.inputs:
        return
    key = data.draw(st.sampled_from(sorted(victim.inputs)))
    broken = replace(victim, inputs={**victim.inputs, key: data.draw(_STRANGE)})
    others = (*states.resources[:at], broken, *states.resources[at + 1 :])
    to_json(read(States(others)))


def test_the_primary_is_where_the_record_says(states: States, change: Change) -> None:
    """Someone swapped the roles by hand: clients are at home where they are sent."""
    swapped = states
    for region, role in (("us-east-1", "SECONDARY"), ("us-west-2", "PRIMARY")):
        policies = [{"type": role}]
        name = f"orders-public-{region}"
        swapped = change(swapped, name, "Record", failoverRoutingPolicies=policies)
    orders = read(swapped).system("orders")
    assert orders.entry is not None
    assert [target.region for target in orders.entry.targets] == ["us-west-2", "us-east-1"]
    assert {population.region for population in orders.populations} == {"us-west-2"}
