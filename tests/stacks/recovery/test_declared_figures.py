"""What a stack declares replaces the guess, and counts as yours where it differs from it."""

from dataclasses import replace

import pytest

from openline_stacks.recovery import Constant, ParameterError, parameters
from openline_stacks.topology import (
    Clients,
    Demand,
    FailoverGroup,
    Population,
    Region,
    ResourceCounts,
    System,
    Topology,
)

_SYSTEM = System(
    name="orders",
    group="shop",
    demand=Demand(1.0, 2.0),
    operations=(),
    populations=(
        Population("resolvers", 0.95, None, "us-east-1"),
        Population("sticky", 0.05, 300.0, "us-east-1"),
    ),
    entry=None,
    fleets=(),
    checks=(),
    switches=(),
    stores=(),
    needs=(),
    path_urns=(),
)
_DEFAULTS = Topology(
    stack="shop",
    account="123456789012",
    regions=(Region("us-east-1", "primary", ("a",)),),
    groups=(FailoverGroup("shop", ("orders",), "manual", 300.0, "manual"),),
    systems=(_SYSTEM,),
    clients=Clients(5.0, 3, 1.0, 8.0, 60.0),
    declaration_digest="",
    resources=ResourceCounts(0, 0, ()),
)


def test_a_stack_with_our_defaults_declares_nothing_of_its_own() -> None:
    assert dict(parameters(_DEFAULTS).by_name) == dict(parameters().by_name)


def test_what_is_declared_is_yours() -> None:
    sticky = Population("sticky", 0.1, 600.0, "us-east-1")
    topology = replace(
        _DEFAULTS,
        clients=Clients(2.0, 5, 1.0, 8.0, 60.0),
        groups=(
            FailoverGroup("shop", ("orders",), "manual", 900.0, "manual"),
            FailoverGroup("wiki", ("wiki",), "automatic", 2000.0, "manual"),
        ),
        systems=(replace(_SYSTEM, populations=(sticky,)),),
    )
    figures = parameters(topology)
    yours = {name: p.distribution for name, p in figures.by_name.items() if p.grade == "yours"}
    assert yours == {
        "clients.per_try_s": Constant(2.0),
        "clients.tries_count": Constant(5.0),
        "dns.tail_hold_s": Constant(600.0),
        "dns.tail_share": Constant(0.1),
        "failover.decision_s": Constant(900.0),  # the automatic group asks nobody
    }
    assert figures.by_grade()["yours"] == 5


def test_without_a_tail_its_share_is_nothing() -> None:
    topology = replace(_DEFAULTS, systems=(replace(_SYSTEM, populations=()),))
    assert parameters(topology).value("dns.tail_share") == 0.0


def test_the_queue_is_bounded_by_what_a_client_waits_unless_said() -> None:
    impatient = replace(_DEFAULTS, clients=Clients(2.0, 3, 1.0, 8.0, 60.0))
    assert parameters(impatient).value("overload.bound_s") == 2.0
    overridden = parameters(impatient, {"overload.bound_s": "30s"})
    assert overridden.value("overload.bound_s") == 30.0


def test_an_unknown_figure_names_the_nearest() -> None:
    with pytest.raises(ParameterError, match=r"did you mean switch\.delay_s"):
        parameters(_DEFAULTS, {"switch.dely_s": "1"})
