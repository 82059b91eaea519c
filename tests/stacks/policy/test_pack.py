"""The pack in a venv of its own, spoken to over gRPC as the engine does."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import grpc
import pytest
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc
from tests.stacks.policy.installed import PACK, with_its_venv

from openline_stacks.engine import preview, reference_stack
from openline_stacks.rules import RULES
from openline_stacks.states import ResourceState, States, Unknown

UNKNOWN_TEXT: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
CHECK: Final = "aws:route53/healthCheck:HealthCheck"
QUEUE: Final = "urn:pulumi:dev::shop::aws:sqs/queue:Queue::orders"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_its_venv(tmp_path_factory.mktemp("policy"))


@contextmanager
def served(python: Path) -> Iterator[analyzer_pb2_grpc.AnalyzerStub]:
    process = subprocess.Popen([str(python), "-u", str(PACK)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        port = int(process.stdout.readline())
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield analyzer_pb2_grpc.AnalyzerStub(channel)
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


@pytest.fixture(scope="module")
def pack(python: Path) -> Iterator[analyzer_pb2_grpc.AnalyzerStub]:
    """As it is without any configuration, for every test that gives it none."""
    with served(python) as started:
        yield started


@pytest.fixture(scope="module")
def other(python: Path) -> Iterator[analyzer_pb2_grpc.AnalyzerStub]:
    """For those that do: the last configuration holds."""
    with served(python) as started:
        yield started


def wire(value: Any) -> Any:
    if isinstance(value, Unknown):
        return UNKNOWN_TEXT
    if isinstance(value, dict):
        return {key: wire(one) for key, one in value.items()}
    return [wire(one) for one in value] if isinstance(value, list | tuple) else value


def struct(properties: Any) -> struct_pb2.Struct:
    made = struct_pb2.Struct()
    made.update(wire(dict(properties)))
    return made


def resource(state: ResourceState, by_urn: dict[str, ResourceState]) -> Any:
    made = analyzer_pb2.AnalyzerResource(
        type=state.type,
        urn=state.urn,
        name=state.name,
        parent=state.parent or "",
        properties=struct(state.outputs),
        dependencies=state.dependencies,
        propertyDependencies={
            key: analyzer_pb2.AnalyzerPropertyDependencies(urns=urns)
            for key, urns in state.property_dependencies.items()
        },
    )
    provider = by_urn.get(state.provider or "")
    if provider is not None:
        made.provider.CopyFrom(
            analyzer_pb2.AnalyzerProviderResource(
                type=provider.type,
                urn=provider.urn,
                name=provider.name,
                properties=struct(provider.inputs),
            )
        )
    return made


def analyzed(pack: Any, states: States) -> list[Any]:
    """The calls of a preview: each resource's inputs, and at its end the stack."""
    for state in states.resources:
        request = analyzer_pb2.AnalyzeRequest(
            type=state.type, urn=state.urn, name=state.name, properties=struct(state.inputs)
        )
        assert not pack.Analyze(request).diagnostics
    by_urn = states.by_urn()
    whole = [resource(state, by_urn) for state in states.resources]
    return list(pack.AnalyzeStack(analyzer_pb2.AnalyzeStackRequest(resources=whole)).diagnostics)


def queue(outputs: dict[str, Any] | None = None, **inputs: Any) -> ResourceState:
    return ResourceState(
        stack="dev",
        urn=QUEUE,
        type="aws:sqs/queue:Queue",
        name="orders",
        custom=True,
        id=None,
        inputs=inputs,
        outputs=outputs or inputs,
    )


def declared(*suppressed: dict[str, str]) -> ResourceState:
    inputs = {"declaration": json.dumps({"suppress": list(suppressed)})}
    return ResourceState(
        stack="dev",
        urn="urn:pulumi:dev::shop::openline:index:CustomerServiceStack::shop",
        type="openline:index:CustomerServiceStack",
        name="shop",
        custom=False,
        id=None,
        inputs=inputs,
        outputs=inputs,
    )


def rule_ids(found: list[Any]) -> set[str]:
    return {one.message.split("\n")[1].split(" ")[0] for one in found}


def configured(pack: Any, **levels: str) -> None:
    """`OL155="advisory"` and its like."""
    config = {
        "openline": analyzer_pb2.PolicyConfig(
            enforcementLevel=analyzer_pb2.ADVISORY, properties=struct({"levels": levels})
        )
    }
    pack.Configure(analyzer_pb2.ConfigureAnalyzerRequest(policyConfig=config))


def test_only_a_rule_and_a_level_that_there_are_can_be_configured(pack: Any) -> None:
    told = pack.GetAnalyzerInfo(empty_pb2.Empty()).policies
    (schema,) = [one.configSchema for one in told if one.name == "openline"]
    levels = json_format.MessageToDict(schema.properties)["levels"]
    assert sorted(levels["properties"]) == [rule.id for rule in RULES]
    assert levels["additionalProperties"] is False
    assert levels["properties"]["OL155"] == {"enum": ["mandatory", "advisory", "disabled"]}


def test_a_queue_that_sqs_refuses_stops_the_deployment(pack: Any) -> None:
    (one,) = [
        found
        for found in analyzed(pack, States((queue(visibilityTimeoutSeconds=50_000),)))
        if found.enforcementLevel == analyzer_pb2.MANDATORY
    ]
    assert one.enforcementLevel == analyzer_pb2.MANDATORY
    assert one.urn == QUEUE
    assert "OL155 · orders.visibilityTimeoutSeconds: 50000, not 0 to 43200" in one.message
    assert "docs/reference/rules.md#ol155" in one.message


def test_the_reference_stack_passes(pack: Any) -> None:
    found = analyzed(pack, preview(reference_stack()))
    assert [one.message for one in found] == []


def test_an_unknown_is_no_violation(pack: Any) -> None:
    unknown = States((queue(visibilityTimeoutSeconds=Unknown.UNKNOWN),))
    assert "OL155" not in rule_ids(analyzed(pack, unknown))


def test_what_only_an_output_holds_is_not_said_of_the_program(pack: Any) -> None:
    broken = {"visibilityTimeoutSeconds": 50_000}
    fine = States((queue(outputs=broken, visibilityTimeoutSeconds=30),))
    assert "OL155" not in rule_ids(analyzed(pack, fine))


def test_a_suppression_holds_until_its_day_is_over(pack: Any) -> None:
    kept = {"rule": "OL155", "resource": "orders", "reason": "being moved", "until": "2099-12-31"}
    broken = queue(visibilityTimeoutSeconds=50_000)
    quiet = analyzed(pack, States((declared(kept), broken)))
    assert "OL155" not in rule_ids(quiet)
    over = analyzed(pack, States((declared(kept | {"until": "2020-01-01"}), broken)))
    assert "OL155" in rule_ids(over)


@pytest.mark.parametrize(
    ("level", "found"),
    [
        ("mandatory", {analyzer_pb2.MANDATORY}),
        ("advisory", {analyzer_pb2.ADVISORY}),
        ("disabled", set()),
    ],
)
def test_the_level_of_a_rule_is_configured(other: Any, level: str, found: set[int]) -> None:
    configured(other, OL155=level)
    told = analyzed(other, States((queue(visibilityTimeoutSeconds=50_000),)))
    assert {one.enforcementLevel for one in told if "OL155" in rule_ids([one])} == found
    assert "OL150" in rule_ids(told)


def test_a_promise_that_the_stack_cannot_keep_is_said(pack: Any) -> None:
    """The rules over a whole topology, by what the engine shows of it."""
    states = preview(reference_stack())
    shallow = {"resourcePath": "/healthz"}
    blind = States(
        tuple(
            replace(state, inputs={**state.inputs, **shallow}) if state.type == CHECK else state
            for state in states.resources
        )
    )
    found = analyzed(pack, blind)
    assert rule_ids(found) == {"OL206"}
    assert {one.enforcementLevel for one in found} == {analyzer_pb2.ADVISORY}
