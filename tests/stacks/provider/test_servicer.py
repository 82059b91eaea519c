"""Each call of the engine, over real gRPC, against a real provider process and a local AWS."""

from __future__ import annotations

import json
import signal
from typing import Any

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc
from tests.stacks.provider.conftest import (
    UNKNOWN,
    Engine,
    Provider,
    Start,
    init_failure,
    plain,
    struct,
    urn,
)

from openline_stacks.provider._log import EngineLog

TABLE = "aws:dynamodb/table:Table"
QUEUE = "aws:sqs/queue:Queue"
VPC = "aws:ec2/vpc:Vpc"
ROLE = "aws:iam/role:Role"
FUNCTION = "aws:lambda/function:Function"
# What marks a map as one of these (sdk/go/common/resource/sig/sig.go of pulumi/pulumi).
SIGNATURE = "4dabf18193072939515e22adb298388d"
ASSET = "c44067f5952c0a294b673a41bacd8c17"
ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7"
HASH: dict[str, Any] = {
    "attributes": [{"name": "id", "type": "S"}],
    "hashKey": "id",
    "billingMode": "PAY_PER_REQUEST",
}


def test_it_says_its_version_and_what_it_takes(start: Start) -> None:
    provider = Provider(start()[0])
    version = provider.stub.GetPluginInfo(empty_pb2.Empty()).version
    assert int(version.split(".")[0]) == 7
    answer = provider.configure(region="us-west-2")
    assert answer.supportsPreview
    taken = (answer.acceptSecrets, answer.acceptResources, answer.acceptOutputs)
    assert taken == (False, False, False)


def test_a_verbose_engine_hands_its_flags_on(start: Start) -> None:
    stub, _ = start("--logtostderr", "-v=9", "--tracing=tcp://127.0.0.1:1")
    assert stub.GetPluginInfo(empty_pb2.Empty()).version


def test_what_it_does_not_serve_is_unimplemented(provider: Provider) -> None:
    with pytest.raises(grpc.RpcError) as error:
        provider.stub.Handshake(provider_pb2.ProviderHandshakeRequest())
    assert error.value.code() == grpc.StatusCode.UNIMPLEMENTED


def test_without_an_endpoint_it_calls_nobody(start: Start) -> None:
    stub, _ = start(AWS_ENDPOINT_URL="")
    with pytest.raises(grpc.RpcError, match="openline local up") as error:
        Provider(stub).configure(region="us-west-2")
    assert error.value.code() == grpc.StatusCode.FAILED_PRECONDITION


def test_an_endpoint_abroad_is_refused(start: Start) -> None:
    stub, _ = start(AWS_ENDPOINT_URL="https://dynamodb.us-east-1.amazonaws.com")
    with pytest.raises(grpc.RpcError, match="is no loopback address"):
        Provider(stub).configure(region="us-west-2")


def test_a_region_that_is_none_fails_the_check_of_the_configuration(provider: Provider) -> None:
    asked = provider_pb2.CheckRequest(news=struct({"region": "oregon"}))
    (failure,) = provider.stub.CheckConfig(asked).failures
    assert failure.property == "region"
    assert "us-west-2" in failure.reason


def test_another_region_replaces_the_provider(provider: Provider) -> None:
    olds, news = struct({"region": "us-east-1"}), struct({"region": "us-west-2"})
    answer = provider.stub.DiffConfig(provider_pb2.DiffRequest(old_inputs=olds, news=news))
    assert list(answer.replaces) == ["region"]


def test_check_names_and_places_and_tags(provider: Provider) -> None:
    inputs = provider.checked(urn(TABLE, "orders"), {**HASH, "tags": {"a": "b"}})

    assert inputs["name"].startswith("orders-")
    assert inputs["region"] == "us-west-2"
    assert inputs["tagsAll"] == {"a": "b", "team": "support"}
    assert provider.checked(urn(TABLE, "orders"), HASH, inputs)["name"] == inputs["name"]


def test_a_prescribed_name_is_taken(provider: Provider) -> None:
    prescribed = provider_pb2.CheckRequest.AutonamingOptions(
        proposed_name="as-told", mode=provider_pb2.CheckRequest.AutonamingOptions.ENFORCE
    )
    answer = provider.check(urn(TABLE, "t"), HASH, autonaming=prescribed)
    assert plain(answer.inputs)["name"] == "as-told"


def test_all_failures_of_a_resource_come_at_once_with_their_paths(provider: Provider) -> None:
    wrong = {**HASH, "attributes": [{"name": "id", "type": "X"}], "billingMode": "FREE", "x": 1}
    failures = provider.check(urn(TABLE, "bad"), wrong).failures
    assert {"attributes[0].type", "billingMode", "x"} <= {one.property for one in failures}


def test_code_is_an_archive_in_every_answer(provider: Provider) -> None:
    """A program is stopped by a map where it gave an archive."""
    trust = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"Service": "lambda.amazonaws.com"},
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    role = provider.create(urn(ROLE, "runs"), {"assumeRolePolicy": document})
    code = {SIGNATURE: ARCHIVE, "assets": {"a.py": {SIGNATURE: ASSET, "text": "def b(): ..."}}}
    said = {"code": code, "handler": "a.b", "role": role["arn"], "runtime": "python3.13"}
    function = urn(FUNCTION, "read")

    assert provider.checked(function, said)["code"] == code
    assert provider.create(function, said, preview=True)["code"] == code
    assert provider.create(function, said)["code"] == code
    read = provider.read(function)
    assert plain(read.inputs)["code"] == plain(read.properties)["code"] == code
    assert provider.update(function, said | {"timeout": 9})["code"] == code


def test_unknowns_pass_anywhere(provider: Provider) -> None:
    news = {**HASH, "hashKey": UNKNOWN, "attributes": UNKNOWN, "tags": UNKNOWN}
    inputs = provider.checked(urn(TABLE, "later"), news)
    assert inputs["attributes"] == inputs["tagsAll"] == UNKNOWN


def test_a_preview_makes_nothing_and_knows_what_it_was_told(provider: Provider) -> None:
    outputs = provider.create(urn(TABLE, "seen"), HASH, preview=True)
    assert outputs["hashKey"] == "id"
    assert outputs["arn"] == UNKNOWN
    assert not provider.read(urn(TABLE, "seen"), outputs["name"]).id


def test_a_resource_lives_its_whole_life(provider: Provider) -> None:
    it = urn(VPC, "net")
    made = provider.create(it, {"cidrBlock": "10.0.0.0/16"})
    assert made["arn"].startswith("arn:aws:ec2:us-west-2:")

    same = provider.diff(it, {"cidrBlock": "10.0.0.0/16"})
    assert same.changes == provider_pb2.DiffResponse.DIFF_NONE
    changed = provider.diff(it, {"cidrBlock": "10.0.0.0/16", "enableDnsHostnames": True})
    assert changed.hasDetailedDiff
    assert list(changed.diffs) == ["enableDnsHostnames"]
    assert not changed.replaces
    provider.update(it, {"cidrBlock": "10.0.0.0/16", "enableDnsHostnames": True})

    held = provider.read(it)
    assert plain(held.inputs) == provider.state[it][1]
    assert plain(held.properties)["enableDnsHostnames"] is True

    provider.delete(it)
    assert not provider.read(it).id
    provider.delete(it)  # gone is deleted


def test_what_cannot_change_is_replaced(provider: Provider) -> None:
    it = urn(VPC, "other")
    provider.create(it, {"cidrBlock": "10.2.0.0/16"})

    found = provider.diff(it, {"cidrBlock": "10.3.0.0/16"})

    assert list(found.replaces) == ["cidrBlock"]
    kind = found.detailedDiff["cidrBlock"]
    assert (kind.kind, kind.inputDiff) == (provider_pb2.PropertyDiff.UPDATE_REPLACE, True)
    assert not provider.diff(it, {"cidrBlock": "10.3.0.0/16"}, "cidrBlock").diffs
    provider.delete(it)


def test_drift_shows_in_a_refresh_under_the_keys_of_check(provider: Provider, cloud: str) -> None:
    import boto3

    it = urn(VPC, "drifting")
    provider.create(it, {"cidrBlock": "10.4.0.0/16", "enableDnsSupport": True})
    session = boto3.Session("testing", "testing", region_name="us-west-2")
    session.client("ec2", endpoint_url=cloud).modify_vpc_attribute(
        VpcId=provider.state[it][0], EnableDnsSupport={"Value": False}
    )

    inputs = plain(provider.read(it).inputs)

    assert inputs.keys() == provider.state[it][1].keys()
    assert inputs["enableDnsSupport"] is False
    provider.delete(it)


def test_an_import_by_id_brings_inputs_that_check_takes(provider: Provider) -> None:
    it = urn(VPC, "kept")
    provider.create(it, {"cidrBlock": "10.5.0.0/16"})
    id_ = provider.state[it][0]

    found = provider.read(urn(VPC, "anew"), f"{id_}@us-west-2")

    assert found.id == id_
    assert plain(found.inputs)["cidrBlock"] == "10.5.0.0/16"
    provider.checked(urn(VPC, "anew"), plain(found.inputs), plain(found.inputs))
    assert not provider.read(urn(VPC, "anew"), "vpc-0123@us-west-2").id
    provider.delete(it)


def test_a_type_without_a_handler_is_recorded_and_said(
    provider: Provider, engine: tuple[Engine, str]
) -> None:
    it = urn("aws:connect/instance:Instance", "calls")

    provider.create(it, {"instanceAlias": "calls"})

    heard = [one.message for one in engine[0].heard if one.urn == it and not one.ephemeral]
    assert heard == ["the local AWS has no handling for this type"]
    assert plain(provider.read(it).inputs) == provider.state[it][1]


def test_a_type_without_a_handler_is_refused_where_strict(start: Start) -> None:
    stub, _ = start("--strict")
    strict = Provider(stub)
    strict.configure(region="us-west-2")
    (failure,) = strict.check(urn("aws:connect/instance:Instance", "calls"), {}).failures
    assert "is not emulated" in failure.reason


def test_functions_answer(provider: Provider) -> None:
    token = "aws:index/getCallerIdentity:getCallerIdentity"
    answer = provider.stub.Invoke(provider_pb2.InvokeRequest(tok=token, args=struct({})))
    assert plain(getattr(answer, "return"))["accountId"] == "123456789012"
    with pytest.raises(grpc.RpcError, match="the function is not emulated"):
        provider.stub.Invoke(provider_pb2.InvokeRequest(tok="aws:a/getB:getB"))


def test_two_providers_share_a_process_and_keep_their_regions(
    start: Start, addresses: dict[int, str]
) -> None:
    one, process = start()
    # connections to one address are one, unless they are told apart
    options = [("grpc.use_local_subchannel_pool", 1)]
    with grpc.insecure_channel(addresses[process.pid], options) as channel:
        other = provider_pb2_grpc.ResourceProviderStub(channel)
        for stub, region in ((one, "us-east-1"), (other, "eu-west-1")):
            Provider(stub).configure(region=region)
        for stub, region in ((one, "us-east-1"), (other, "eu-west-1")):
            checked = Provider(stub).checked(urn(VPC, "a"), {"cidrBlock": "10.0.0.0/16"})
            assert checked["region"] == region


def test_the_schema_holds_every_type_that_is_acted_out(provider: Provider) -> None:
    text = provider.stub.GetSchema(provider_pb2.GetSchemaRequest()).schema
    held = json.loads(text)
    table = held["resources"][TABLE]
    assert table["inputProperties"]["hashKey"] == {"type": "string"}
    assert held["resources"]["aws:lb/listener:Listener"]["requiredInputs"] == [
        "defaultActions",
        "loadBalancerArn",
    ]


def test_a_cancelled_run_leaves_nothing_to_take_over(provider: Provider, cloud: str) -> None:
    import boto3

    it, group = urn("aws:cloudwatch/logGroup:LogGroup", "said"), {"name": "said"}
    provider.create(it, group)
    session = boto3.Session("testing", "testing", region_name="us-west-2")
    left = session.client("ssm", endpoint_url=cloud).get_parameters_by_path
    assert [one["Value"] for one in left(Path="/openline/under-way")["Parameters"]] == [it]

    provider.stub.Cancel(empty_pb2.Empty())

    assert left(Path="/openline/under-way")["Parameters"] == []
    with pytest.raises(grpc.RpcError, match="ResourceAlreadyExistsException"):
        provider.create(urn("aws:cloudwatch/logGroup:LogGroup", "another"), group)
    provider.delete(it)


def test_an_interrupted_provider_ends_what_it_has_begun(start: Start) -> None:
    stub, process = start()
    process.send_signal(signal.SIGINT)
    provider = Provider(stub)
    provider.configure(region="us-west-2")
    it = urn(VPC, "late")
    provider.create(it, {"cidrBlock": "10.6.0.0/16"})
    provider.delete(it)
    assert process.poll() is None


def test_an_engine_that_attaches_is_told_warnings(
    start: Start, engine: tuple[Engine, str], cloud: str
) -> None:
    stub, _ = start(attached=False)
    stub.Attach(plugin_pb2.PluginAttach(address=engine[1]))
    provider, it = Provider(stub), urn("aws:connect/instance:Instance", "attached")
    provider.configure(region="us-west-2")
    provider.create(it, {"instanceAlias": "attached"})
    assert [one.message for one in engine[0].heard if one.urn == it and not one.ephemeral]


def test_the_seed_of_a_run_has_no_say_in_a_name(provider: Provider) -> None:
    def name(seed: bytes) -> str:
        asked = provider_pb2.CheckRequest(
            urn=urn(TABLE, "seeded"), news=struct(HASH), randomSeed=seed
        )
        return str(plain(provider.stub.Check(asked).inputs)["name"])

    assert name(b"one run") == name(b"another")


def test_a_dependent_is_asked_about_an_unknown_in_place_of_a_map(provider: Provider) -> None:
    it = urn(TABLE, "dependent")
    whole = {**HASH, "tags": {"a": "b"}, "pointInTimeRecovery": {"enabled": True}}
    provider.create(it, whole)
    unknown = {**whole, "tags": UNKNOWN, "pointInTimeRecovery": UNKNOWN, "attributes": UNKNOWN}

    found = provider.diff(it, unknown)

    assert set(found.diffs) == {"attributes", "pointInTimeRecovery", "tags", "tagsAll"}
    assert not found.replaces
    assert list(provider.diff(it, {**whole, "hashKey": UNKNOWN}).replaces) == ["hashKey"]
    provider.delete(it)


def test_what_was_half_made_is_kept_and_made_whole_by_the_next_update(provider: Provider) -> None:
    type_, it = "aws:kinesis/stream:Stream", urn("aws:kinesis/stream:Stream", "half")
    news = {"shardCount": 1, "retentionPeriod": 100000}
    inputs = provider.checked(it, news)

    with pytest.raises(grpc.RpcError) as error:
        provider.stub.Create(provider_pb2.CreateRequest(urn=it, properties=struct(inputs)))

    failed = init_failure(error.value)
    assert failed.id == inputs["name"], type_
    assert "increase_stream_retention_period" in failed.reasons[0]
    assert plain(failed.inputs) == inputs
    provider.state[it] = (failed.id, inputs, plain(failed.properties))
    provider.update(it, {"shardCount": 1, "retentionPeriod": 48})
    assert plain(provider.read(it).inputs)["retentionPeriod"] == 48
    provider.delete(it)


def test_a_replacement_gets_a_name_of_its_own(provider: Provider) -> None:
    it = urn("aws:lb/targetGroup:TargetGroup", "portal")
    news = {"port": 8443, "protocol": "HTTPS", "targetType": "ip", "vpcId": "vpc-1"}
    first = provider.checked(it, news)
    again = provider.checked(it, {**news, "port": 8444}, first)
    assert again["name"] == first["name"]
    assert provider.checked(it, {**news, "port": 8444})["name"] != first["name"]


def test_what_takes_long_is_said_while_it_does(engine: tuple[Engine, str]) -> None:
    log, heard = EngineLog(), engine[0]
    log.attach(engine[1])
    told = None
    with log.waiting("urn::slow", after_s=0.0):
        while told is None:  # another provider may say something as well
            heard.hears.wait()
            heard.hears.clear()
            told = next((one for one in heard.heard if one.urn == "urn::slow"), None)
    assert told.ephemeral
    assert "openline local status" in told.message
