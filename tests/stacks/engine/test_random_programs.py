"""Laws for any program: names, parents, dependencies, secrets, order."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openline_stacks.engine import preview
from openline_stacks.states import ResourceState

# Builds the tree it is given as data: a component or a thing a node, in the order of the list.
BUILDER = """
import json, pathlib, pulumi

class Node(pulumi.ComponentResource):
    def __init__(self, kind, name, opts):
        super().__init__(kind, name, {}, opts)

class Leaf(pulumi.CustomResource):
    def __init__(self, kind, name, props, opts):
        super().__init__(kind, name, {"arn": None, **props}, opts)

made = []
for i, node in enumerate(json.loads(pathlib.Path("nodes.json").read_text())):
    opts = pulumi.ResourceOptions(
        parent=None if node["parent"] is None else made[node["parent"]],
        depends_on=[made[d] for d in node["depends"]])
    if node["component"]:
        made.append(Node(node["kind"], f"n{i}", opts))
        continue
    props = {f"p{d}": made[d].arn for d in node["reads"]}
    if node["secret"]:
        props["word"] = pulumi.Output.secret("hush")
    made.append(Leaf(node["kind"], f"n{i}", props, opts))
"""


@dataclass(frozen=True)
class Node:
    component: bool
    kind: str
    parent: int | None
    depends: tuple[int, ...]
    reads: tuple[int, ...]
    secret: bool


@st.composite
def programs(draw: st.DrawFn) -> list[Node]:
    """Parents are components made before; reads are of things, dependencies of anything earlier
    but an ancestor (the genuine engine would wait for ever)."""
    nodes: list[Node] = []
    for i in range(draw(st.integers(1, 8))):
        components = [j for j in range(i) if nodes[j].component]
        things = [j for j in range(i) if not nodes[j].component]
        component = draw(st.booleans())
        nodes.append(
            Node(
                component,
                f"a:b:{draw(st.sampled_from('CDE'))}",
                draw(st.sampled_from([None, *components])),
                tuple(draw(st.sets(st.sampled_from(things), max_size=2))) if things else (),
                tuple(draw(st.sets(st.sampled_from(things), max_size=2)))
                if things and not component
                else (),
                draw(st.booleans()),
            )
        )
    return nodes


def run(nodes: list[Node]) -> tuple[ResourceState, ...]:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "program"
        place.mkdir()
        (place / "__main__.py").write_text(BUILDER)
        (place / "nodes.json").write_text(json.dumps([vars(node) for node in nodes]))
        return preview(place).resources


def chain(nodes: list[Node], i: int) -> str:
    parent = nodes[i].parent
    return nodes[i].kind if parent is None else f"{chain(nodes, parent)}${nodes[i].kind}"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(programs())
def test_any_program_has_the_states_that_the_genuine_engine_would_have(nodes: list[Node]) -> None:
    resources = run(nodes)
    found = {state.name: state for state in resources}
    order = [state.urn for state in resources]
    urns = [f"urn:pulumi:dev::program::{chain(nodes, i)}::n{i}" for i in range(len(nodes))]
    for i, node in enumerate(nodes):
        state = found[f"n{i}"]
        assert (state.urn, state.type, state.custom) == (urns[i], node.kind, not node.component)
        root = resources[0].urn
        assert state.parent == (root if node.parent is None else urns[node.parent])
        needed = {urns[d] for d in (*node.depends, *node.reads)}
        assert state.dependencies == tuple(sorted(needed))
        reads = {f"p{d}": (urns[d],) for d in node.reads}
        assert {k: v for k, v in state.property_dependencies.items() if v} == reads
        secret = node.secret and not node.component
        assert state.secrets == (("word",) if secret else ())
        assert all(order.index(other) < order.index(state.urn) for other in needed)
    assert "hush" not in repr(resources)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(programs())
def test_any_program_has_the_same_states_twice(nodes: list[Node]) -> None:
    assert run(nodes) == run(nodes)
