"""The components as other languages have them: Construct over gRPC, as engines call it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf import json_format, struct_pb2
from pulumi.runtime.proto import errors_pb2, provider_pb2, provider_pb2_grpc, status_pb2
from tests.engine.monitor import Monitor, hosting, served

from openline.hosting import schema

CHECKED_IN = Path(__file__).parents[2] / "components" / "schema.json"
SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
STACK = "openline:index:CustomerServiceStack"
KEYS = "openline:index:EncryptionKeys"
FLEET = "openline:index:ServiceFleet"
URN = "urn:pulumi:dev::shop::"
DECLARATION = """\
openline: 1
stack: shop
account: "123456789012"
domain: shop.example.net
zone_id: Z0123456789ABCDEFGHIJ
regions: {us-east-1: primary, us-west-2: standby}
zones: {us-east-1: [a, b], us-west-2: [a, b]}
network: {us-east-1: 10.20.0.0/16, us-west-2: 10.30.0.0/16}
systems: {chat: {demand: {steady: 10/s, peak: 30/s}}}
"""


@pytest.fixture(scope="module")
def plugin() -> Iterator[provider_pb2_grpc.ResourceProviderStub]:
    """The plugin in a process of its own, at an engine of ours."""
    engine = Monitor()
    with served(engine), hosting(engine) as stub:
        yield stub


class Construct:
    """Asks for components; what was registered for the last of them stands in `monitor`.

    Each has a monitor to itself: one that failed half-way goes on registering after the refusal.
    """

    def __init__(self, plugin: provider_pb2_grpc.ResourceProviderStub, held: ExitStack) -> None:
        self._plugin, self._held = plugin, held
        self.monitor = Monitor()

    def __call__(self, type_: str, inputs: Mapping[str, Any], **more: Any) -> Any:
        self.monitor = Monitor()
        address = self._held.enter_context(served(self.monitor))
        given = struct_pb2.Struct()
        given.update(inputs)
        request = provider_pb2.ConstructRequest(
            project="shop", stack="dev", type=type_, inputs=given, monitorEndpoint=address,
            accepts_output_values=True, dryRun=True, **{"name": "shop", **more},
        )  # fmt: skip
        return self._plugin.Construct(request)


@pytest.fixture
def construct(plugin: provider_pb2_grpc.ResourceProviderStub) -> Iterator[Construct]:
    with ExitStack() as held:
        yield Construct(plugin, held)


def _refusal(error: grpc.RpcError) -> str:
    """What the engine shows of an error: its words, or those of each property."""
    call: Any = error
    for key, value in call.trailing_metadata() or ():
        if key == "grpc-status-details-bin":
            told = errors_pb2.InputPropertiesError()
            if status_pb2.Status.FromString(value).details[0].Unpack(told):
                return "\n".join(f"{one.property_path}: {one.reason}" for one in told.errors)
    return str(call.details())


def test_the_schema_in_the_repository_is_the_components_own() -> None:
    told = "`python -m openline.hosting --schema > components/schema.json` writes it"
    assert CHECKED_IN.read_text() == schema(), told


def test_a_stack_is_built_from_the_text_of_its_declaration(construct: Construct) -> None:
    built = construct(STACK, {"declaration": DECLARATION})

    assert built.urn == f"{URN}{STACK}::shop"
    (stack,) = construct.monitor.of_type(STACK)
    inputs = json_format.MessageToDict(stack.object)
    assert json.loads(inputs["declaration"])["stack"] == "shop"
    assert inputs["declarationDigest"]
    groups = construct.monitor.of_type("aws:autoscaling/group:Group")
    regions = {json_format.MessageToDict(one.object)["region"] for one in groups}
    assert regions == {"us-east-1", "us-west-2"}
    assert {"endpoints", "switches", "fleets"} <= set(json_format.MessageToDict(built.state))


SHARED = {
    part: {region: f"arn:{part}:{region}" for region in ("us-east-1", "us-west-2")}
    for part in ("keyArns", "alarmTopics", "certificateArns")
}


@pytest.mark.parametrize("handed", [SHARED, UNKNOWN])
def test_a_part_takes_what_another_handed_over_known_or_not(
    handed: Any, construct: Construct
) -> None:
    """The keys of a handover are the same in every language; it is passed on whole."""
    args = {"declaration": DECLARATION, "region": "us-west-2", "shared": handed}
    built = construct("openline:index:RegionalStack", args)
    (log,) = _objects(construct, "aws:cloudwatch/logGroup:LogGroup")[:1]
    assert log["kmsKeyId"] == (UNKNOWN if handed is UNKNOWN else "arn:keyArns:us-west-2")
    assert "handover" in json_format.MessageToDict(built.state)


def test_a_part_says_what_was_not_handed_over(construct: Construct) -> None:
    shared = {key: value for key, value in SHARED.items() if key != "alarmTopics"}
    args = {"declaration": DECLARATION, "region": "us-west-2", "shared": shared}
    with pytest.raises(grpc.RpcError) as caught:
        construct("openline:index:RegionalStack", args)
    assert "shared: alarmTopics.us-east-1, alarmTopics.us-west-2" in _refusal(caught.value)


def test_every_mistake_of_a_declaration_is_told(construct: Construct) -> None:
    wrong = DECLARATION.replace("steady", "stedy").replace("domain:", "domian:")
    with pytest.raises(grpc.RpcError) as caught:
        construct(STACK, {"declaration": wrong})
    said = _refusal(caught.value)
    assert "declaration:4: domian" in said
    assert "stedy" in said
    assert not construct.monitor.registered


@pytest.mark.parametrize(
    ("inputs", "says"),
    [
        ({}, "declaration"),
        ({"declaration": 7.0}, "declaration"),
        ({"declaration": UNKNOWN}, "declaration"),
        ({"declaration": DECLARATION, "regoins": ["a"]}, "regoins"),
    ],
)
def test_missing_unknown_and_wrong_arguments_are_named(
    construct: Construct, inputs: dict[str, Any], says: str
) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        construct(STACK, inputs)
    assert says in _refusal(caught.value)


def _fleet(**more: Any) -> dict[str, Any]:
    return {
        "stack": "shop",
        "account": "123456789012",
        "system": "chat",
        "region": "us-east-1",
        "role": "primary",
        "vpcId": "vpc-1",
        "publicSubnetIds": ["subnet-1", "subnet-2"],
        "privateSubnetIds": ["subnet-3", "subnet-4"],
        "logBucket": "logs",
        "certificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/a",
        "keyArn": "arn:aws:kms:us-east-1:123456789012:key/a",
        "image": "resolve:ssm:/chat/image",
        "instance": "m7g.large",
        "port": 8443.0,
        "healthPath": "/healthz",
        "minSize": 2.0,
        "maxSize": 4.0,
        "fullSize": 3.0,
        "warmUpS": 180.0,
        "requestsPerInstancePerS": 120.0,
        "buffer": 0.3,
        "scaleAt": 0.7,
        **more,
    }


def _objects(construct: Construct, type_: str) -> list[dict[str, Any]]:
    return [json_format.MessageToDict(one.object) for one in construct.monitor.of_type(type_)]


def test_whole_numbers_may_come_as_floats_and_others_may_not(construct: Construct) -> None:
    construct(FLEET, _fleet())
    (group,) = _objects(construct, "aws:autoscaling/group:Group")
    assert (group["minSize"], group["maxSize"]) == (2, 4)

    with pytest.raises(grpc.RpcError) as caught:
        construct(FLEET, _fleet(minSize=2.5, port="8443"))
    said = _refusal(caught.value)
    assert "min_size: 2.5 is not a whole number" in said
    assert "port: '8443' is not a whole number" in said


def test_a_secret_stays_one(construct: Construct) -> None:
    secret = {SIGNATURE: SECRET, "value": "arn:aws:kms:us-east-1:123456789012:key/hidden"}
    construct(FLEET, _fleet(keyArn=secret))

    holding = [
        json_format.MessageToDict(one.object)
        for one in construct.monitor.registered
        if one.custom and "key/hidden" in json_format.MessageToJson(one.object)
    ]
    assert holding
    for held in holding:
        assert SECRET in json.dumps(held)


def test_an_unknown_goes_through_where_it_decides_nothing(construct: Construct) -> None:
    construct(FLEET, _fleet(vpcId=UNKNOWN))
    (targets,) = _objects(construct, "aws:lb/targetGroup:TargetGroup")
    assert targets["vpcId"] == UNKNOWN

    with pytest.raises(grpc.RpcError) as caught:
        construct(FLEET, _fleet(region=UNKNOWN))
    assert "region: is an Output; it decides names or counts" in _refusal(caught.value)


def test_the_providers_and_dependencies_of_the_program_reach_the_children(
    construct: Construct,
) -> None:
    provider = f"{URN}pulumi:providers:aws::west::id-1"
    other = f"{URN}aws:s3/bucket:Bucket::before"
    regions = {"us-east-1": "primary", "us-west-2": "standby"}
    construct(
        KEYS,
        {"stack": "shop", "account": "123456789012", "regions": regions},
        providers={"aws": provider},
        dependencies=[other],
        protect=True,
    )

    (component,) = construct.monitor.of_type(KEYS)
    keys = construct.monitor.of_type("aws:kms/key:Key")
    assert keys
    assert {one.provider for one in keys} == {provider}
    assert component.protect
    assert other in component.dependencies
