"""What is read of an edge and an accelerator, and what of them makes no sense and is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from openline_stacks.engine import preview
from openline_stacks.states import States
from openline_stacks.topology import Edge, Topology, read

RETAIL = Path(__file__).parents[3] / "stacks" / "retail"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
GROUP = "aws:globalaccelerator/endpointGroup:EndpointGroup"
Change = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="module")
def states() -> States:
    return preview(RETAIL)


def changed(states: States, type_: str, name: str, change: Change) -> Topology:
    """Read after the inputs of the resources of a type with `name` in theirs were changed."""
    found = []
    for state in states.resources:
        if state.type == type_ and name in state.name:
            inputs: dict[str, Any] = dict(state.inputs)
            change(inputs)
            state = replace(state, inputs=inputs)
        found.append(state)
    return read(replace(states, resources=tuple(found)))


def edge(topology: Topology, system: str = "knowledge-base") -> Edge:
    entry = topology.system(system).entry
    assert entry is not None
    assert entry.edge is not None
    return entry.edge


def each_origin(**words: Any) -> Change:
    return lambda inputs: inputs.update(origins=[{**one, **words} for one in inputs["origins"]])


def test_an_origins_time_outs_are_as_built(states: States) -> None:
    change = each_origin(connectionAttempts=3, connectionTimeout=10)
    found = edge(changed(states, DISTRIBUTION, "knowledge-base", change))
    assert (found.attempts, found.connect_s, found.answer_s) == (3, 10.0, 5.0)


def test_an_error_is_kept_ten_seconds_where_nothing_is_said(states: States) -> None:
    change: Change = lambda inputs: inputs.pop("customErrorResponses")  # noqa: E731
    assert edge(changed(states, DISTRIBUTION, "knowledge-base", change)).errors_s == 10.0


def test_reads_that_go_to_one_origin_are_not_grouped(states: States) -> None:
    def change(inputs: dict[str, Any]) -> None:
        inputs["orderedCacheBehaviors"] = [
            {**one, "targetOriginId": "service:us-east-1"}
            for one in inputs["orderedCacheBehaviors"]
        ]

    found = edge(changed(states, DISTRIBUTION, "knowledge-base", change))
    assert (found.grouped, found.regions) == ((), ())


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda i: i.update(enabled=False), "answers nobody"),
        (lambda i: i.update(orderedCacheBehaviors=[]), "read-article has no behaviour"),
        (
            lambda i: i["orderedCacheBehaviors"].append(
                {"pathPattern": "/x", "targetOriginId": "service:group"}
            ),
            "no operation has the path /x",
        ),
        (
            lambda i: i.update(
                defaultCacheBehavior={
                    **i["defaultCacheBehavior"],
                    "targetOriginId": "service:group",
                }
            ),
            "which is no single origin",
        ),
        (
            lambda i: i.update(
                defaultCacheBehavior={
                    **i["defaultCacheBehavior"],
                    "functionAssociations": [{"eventType": "viewer-request"}],
                }
            ),
            "functions at the edge are not modelled",
        ),
    ],
)
def test_what_makes_no_sense_of_an_edge_is_said(states: States, change: Change, why: str) -> None:
    def copied(inputs: dict[str, Any]) -> None:
        inputs["orderedCacheBehaviors"] = [*inputs["orderedCacheBehaviors"]]
        change(inputs)

    topology = changed(states, DISTRIBUTION, "knowledge-base", copied)
    doubts = [doubt for doubt in topology.not_understood if why in doubt.why]
    assert doubts
    assert doubts[0].urn in topology.system("knowledge-base").path_urns
    assert doubts[0].urn not in topology.system("order-management").path_urns


def test_an_accelerator_decides_by_itself_whatever_is_declared(states: States) -> None:
    assert read(states).group("agent-chat").decide == "automatic"


def test_two_dials_above_none_share_by_who_is_near(states: States) -> None:
    change: Change = lambda inputs: inputs.update(trafficDialPercentage=50.0)  # noqa: E731
    entry = changed(states, GROUP, "agent-chat", change).system("agent-chat").entry
    assert entry is not None
    assert entry.policy == "weighted"
    assert [target.role for target in entry.targets] == ["WEIGHTED", "WEIGHTED"]


def test_an_endpoint_of_no_weight_is_said(states: States) -> None:
    change: Change = lambda inputs: inputs.update(endpointConfigurations=[{"weight": 0}])  # noqa: E731
    topology = changed(states, GROUP, "agent-chat", change)
    assert any("a weight of 0" in doubt.why for doubt in topology.not_understood)
