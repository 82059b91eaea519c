"""The engine's end of the wire: a provider in a process of its own, and what it is asked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import grpc
import pytest
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime.proto import (
    engine_pb2,
    engine_pb2_grpc,
    provider_pb2,
    provider_pb2_grpc,
    status_pb2,
)
from tests.engine.serving import serving

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
Json = dict[str, Any]


class Engine(engine_pb2_grpc.EngineServicer):
    """Hears what the provider has to say."""

    def __init__(self) -> None:
        self.heard: list[engine_pb2.LogRequest] = []
        self.hears = threading.Event()

    def Log(  # noqa: N802
        self, request: engine_pb2.LogRequest, context: grpc.ServicerContext
    ) -> empty_pb2.Empty:
        self.heard.append(request)
        self.hears.set()
        return empty_pb2.Empty()


def struct(values: Mapping[str, Any]) -> struct_pb2.Struct:
    held = struct_pb2.Struct()
    held.update(values)
    return held


def plain(held: struct_pb2.Struct) -> Json:
    """Numbers are floats on the wire, whole ones too."""
    values: Json = json_format.MessageToDict(held)
    return values


@dataclass
class Provider:
    """One provider's connection, and the resources as the engine would keep them."""

    stub: provider_pb2_grpc.ResourceProviderStub
    """Kept as the engine would: URN -> id, inputs, outputs."""
    state: dict[str, tuple[str, Json, Json]] = field(default_factory=dict)

    def configure(self, **args: Any) -> provider_pb2.ConfigureResponse:
        request = provider_pb2.ConfigureRequest(args=struct(args))
        answer: provider_pb2.ConfigureResponse = self.stub.Configure(request)
        return answer

    def check(
        self, urn: str, news: Json, olds: Json | None = None, **more: Any
    ) -> provider_pb2.CheckResponse:
        request = provider_pb2.CheckRequest(
            urn=urn, olds=struct(olds or {}), news=struct(news), randomSeed=b"7", **more
        )
        answer: provider_pb2.CheckResponse = self.stub.Check(request)
        return answer

    def checked(self, urn: str, news: Json, olds: Json | None = None) -> Json:
        answer = self.check(urn, news, olds)
        assert not answer.failures, answer.failures
        return plain(answer.inputs)

    def create(self, urn: str, news: Json, *, preview: bool = False) -> Json:
        """Check and Create, kept as the engine would; the outputs."""
        inputs = self.checked(urn, news)
        request = provider_pb2.CreateRequest(urn=urn, properties=struct(inputs), preview=preview)
        answer = self.stub.Create(request)
        outputs = plain(answer.properties)
        if not preview:
            self.state[urn] = (answer.id, inputs, outputs)
        return outputs

    def diff(self, urn: str, news: Json, *ignored: str) -> provider_pb2.DiffResponse:
        id_, olds, outputs = self.state[urn]
        request = provider_pb2.DiffRequest(
            id=id_,
            urn=urn,
            olds=struct(outputs),
            old_inputs=struct(olds),
            news=struct(self.checked(urn, news, olds)),
            ignoreChanges=ignored,
        )
        answer: provider_pb2.DiffResponse = self.stub.Diff(request)
        return answer

    def update(self, urn: str, news: Json) -> Json:
        id_, olds, outputs = self.state[urn]
        inputs = self.checked(urn, news, olds)
        request = provider_pb2.UpdateRequest(
            id=id_, urn=urn, olds=struct(outputs), old_inputs=struct(olds), news=struct(inputs)
        )
        now = plain(self.stub.Update(request).properties)
        self.state[urn] = (id_, inputs, now)
        return now

    def read(self, urn: str, id_: str = "") -> provider_pb2.ReadResponse:
        """A refresh of what is kept, or with `id_` an import."""
        request = provider_pb2.ReadRequest(urn=urn, id=id_)
        if not id_:
            held, inputs, outputs = self.state[urn]
            request = provider_pb2.ReadRequest(
                urn=urn, id=held, inputs=struct(inputs), properties=struct(outputs)
            )
        answer: provider_pb2.ReadResponse = self.stub.Read(request)
        return answer

    def delete(self, urn: str) -> None:
        id_, inputs, outputs = self.state[urn]
        self.stub.Delete(
            provider_pb2.DeleteRequest(
                id=id_, urn=urn, properties=struct(outputs), old_inputs=struct(inputs)
            )
        )


def urn(type_: str, name: str, parents: str = "") -> str:
    return f"urn:pulumi:dev::shop::{parents}{type_}::{name}"


def init_failure(error: grpc.RpcError) -> provider_pb2.ErrorResourceInitFailed:
    """The half-made resource in an error's details."""
    call: Any = error
    trailing: dict[str, bytes] = dict(call.trailing_metadata())
    status = status_pb2.Status.FromString(trailing["grpc-status-details-bin"])
    failed = provider_pb2.ErrorResourceInitFailed()
    assert status.details[0].Unpack(failed)
    return failed


@contextmanager
def local_aws() -> Iterator[str]:
    """The address of a local AWS, in a process that ends with this."""
    command = [sys.executable, "-m", "openline_stacks.local", "--region", "us-west-2"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{json.loads(process.stdout.readline())['ports']['everybody']}"
        process.terminate()


@pytest.fixture(scope="module")
def cloud() -> Iterator[str]:
    with local_aws() as address:
        yield address


@pytest.fixture(scope="module")
def engine() -> Iterator[tuple[Engine, str]]:
    heard = Engine()
    add = partial(engine_pb2_grpc.add_EngineServicer_to_server, heard)
    with serving(add, threads=4) as address:
        yield heard, address


Start = Callable[..., tuple[provider_pb2_grpc.ResourceProviderStub, "subprocess.Popen[bytes]"]]


@pytest.fixture(scope="module")
def addresses() -> dict[int, str]:
    """Where the providers listen, by process."""
    return {}


@pytest.fixture(scope="module")
def start(cloud: str, engine: tuple[Engine, str], addresses: dict[int, str]) -> Iterator[Start]:
    """Starts a provider as the engine does: its address as an argument, a port on stdout."""
    running: list[subprocess.Popen[bytes]] = []
    channels: list[grpc.Channel] = []

    def begin(*options: str, attached: bool = True, **variables: str) -> Any:
        clean = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
        given = {"AWS_ENDPOINT_URL": cloud, "AWS_ACCESS_KEY_ID": "testing"}
        secret = {"AWS_SECRET_ACCESS_KEY": "testing", "AWS_EC2_METADATA_DISABLED": "true"}
        process = subprocess.Popen(
            [sys.executable, "-m", "openline_stacks.provider", *[engine[1]] * attached, *options],
            stdout=subprocess.PIPE,
            env=clean | given | secret | variables,
        )
        running.append(process)
        assert process.stdout is not None
        port = int(process.stdout.readline())
        addresses[process.pid] = f"127.0.0.1:{port}"
        channels.append(grpc.insecure_channel(addresses[process.pid]))
        return provider_pb2_grpc.ResourceProviderStub(channels[-1]), process

    yield begin
    for channel in channels:
        channel.close()
    for process in running:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def provider(start: Start) -> Provider:
    stub, _ = start()
    found = Provider(stub)
    found.configure(region="us-west-2", defaultTags='{"tags": {"team": "support"}}')
    return found
