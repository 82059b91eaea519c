"""The engine's ends of a preview: the monitor that a program registers its resources with, and the
engine that it logs to. A component of another language is constructed by the plugin that has it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from subprocess import PIPE, Popen
from typing import Any, Final

import grpc
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime.proto import (
    engine_pb2,
    engine_pb2_grpc,
    provider_pb2,
    provider_pb2_grpc,
    resource_pb2,
    resource_pb2_grpc,
)
from tests.engine.serving import serving

ROOT_TYPE: Final = "pulumi:pulumi:Stack"
# What no engine of today's lacks, but for transforms, which nothing here makes use of.
_WITHOUT: Final = ("transforms", "invokeTransforms")


class Monitor(resource_pb2_grpc.ResourceMonitorServicer, engine_pb2_grpc.EngineServicer):
    """Takes every resource down, and answers as a preview does: with its inputs.

    `plugin` constructs what is remote. `outputs` by URN; `logged`: what programs said as warnings
    and errors.
    """

    def __init__(self, project: str = "shop", stack: str = "dev") -> None:
        self.project, self.stack = project, stack
        self.registered: list[resource_pb2.RegisterResourceRequest] = []
        self.outputs: dict[str, Any] = {}
        self.logged: list[str] = []
        self.plugin: provider_pb2_grpc.ResourceProviderStub | None = None
        self.address = ""

    def SupportsFeature(self, request: Any, context: Any) -> Any:  # noqa: N802
        has = request.id not in _WITHOUT
        return resource_pb2.SupportsFeatureResponse(hasSupport=has)

    def RegisterResource(self, request: Any, context: Any) -> Any:  # noqa: N802
        if request.remote:
            return self._construct(request, context)
        self.registered.append(request)
        return resource_pb2.RegisterResourceResponse(urn=self.urn(request), object=request.object)

    def urn(self, request: Any) -> str:
        """Types of the parents stand in it, the stack's left out."""
        above = request.parent.split("::")[2] if request.parent else ROOT_TYPE
        types = request.type if above == ROOT_TYPE else f"{above}${request.type}"
        return f"urn:pulumi:{self.stack}::{self.project}::{types}::{request.name}"

    def _construct(self, request: Any, context: Any) -> Any:
        assert self.plugin is not None, f"{request.type} is remote, and there is no plugin"
        try:
            built = self.plugin.Construct(
                provider_pb2.ConstructRequest(
                    project=self.project,
                    stack=self.stack,
                    type=request.type,
                    name=request.name,
                    parent=request.parent,
                    inputs=request.object,
                    monitorEndpoint=self.address,
                    accepts_output_values=True,
                    dryRun=True,
                )
            )
        except grpc.RpcError as error:
            call: Any = error
            context.abort(grpc.StatusCode.UNKNOWN, call.details())
        return resource_pb2.RegisterResourceResponse(urn=built.urn, object=built.state)

    def Invoke(self, request: Any, context: Any) -> Any:  # noqa: N802
        assert request.tok == "pulumi:pulumi:getResource"
        urn = request.args["urn"]
        answer = struct_pb2.Struct()
        answer.update({"urn": urn, "id": "id-1", "state": {}})
        return resource_pb2.ResourceInvokeResponse(**{"return": answer})

    def RegisterResourceOutputs(self, request: Any, context: Any) -> Any:  # noqa: N802
        self.outputs[request.urn] = json_format.MessageToDict(request.outputs)
        return empty_pb2.Empty()

    def SignalAndWaitForShutdown(self, request: Any, context: Any) -> Any:  # noqa: N802
        return empty_pb2.Empty()

    def SetRootResource(self, request: Any, context: Any) -> Any:  # noqa: N802
        return engine_pb2.SetRootResourceResponse()

    def Log(self, request: engine_pb2.LogRequest, context: Any) -> Any:  # noqa: N802
        if request.severity >= engine_pb2.WARNING:
            self.logged.append(request.message)
        return empty_pb2.Empty()

    def of_type(self, type_: str) -> list[resource_pb2.RegisterResourceRequest]:
        return [one for one in self.registered if one.type == type_]


@contextmanager
def served(monitor: Monitor) -> Iterator[str]:
    """Both of its ends at one address."""

    def add(server: grpc.Server) -> None:
        resource_pb2_grpc.add_ResourceMonitorServicer_to_server(monitor, server)
        engine_pb2_grpc.add_EngineServicer_to_server(monitor, server)

    with serving(add, threads=64) as monitor.address:
        yield monitor.address


@contextmanager
def hosting(monitor: Monitor) -> Iterator[provider_pb2_grpc.ResourceProviderStub]:
    """The plugin of the components in a process of its own, as the engine starts it."""
    command = [sys.executable, "-m", "openline.hosting", monitor.address]
    with Popen(command, stdout=PIPE) as process:
        assert process.stdout is not None
        try:
            with grpc.insecure_channel(f"127.0.0.1:{int(process.stdout.readline())}") as channel:
                monitor.plugin = provider_pb2_grpc.ResourceProviderStub(channel)
                yield monitor.plugin
        finally:
            process.kill()
