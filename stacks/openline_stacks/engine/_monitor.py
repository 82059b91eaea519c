"""The two services a Pulumi program talks to, as plain objects in its own process.

The method names are the wire's. Whatever may have to wait answers with a `Deferred`.
"""
# ruff: noqa: N802

from __future__ import annotations

import logging
from functools import partial
from typing import Final

from google.protobuf import empty_pb2
from pulumi.runtime.proto import callback_pb2, provider_pb2, resource_pb2

from openline_stacks.engine._book import Book, Record
from openline_stacks.engine._callbacks import Callbacks
from openline_stacks.engine._calls import Calls
from openline_stacks.engine._deployment import Deployment
from openline_stacks.engine._loop import Deferred, Gate
from openline_stacks.engine._registration import Reader
from openline_stacks.engine._values import decode, encode

logger = logging.getLogger(__name__)

# Output values are left out: only components of other languages need them. So is the gating of
# calls by dependencies: the SDK does it where the monitor does not.
FEATURES: Final = {
    "secrets": resource_pb2.RESOURCE_MONITOR_FEATURE_SECRETS,
    "resourceReferences": resource_pb2.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
    "aliasSpecs": resource_pb2.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
    "replacementTrigger": resource_pb2.RESOURCE_MONITOR_FEATURE_REPLACEMENT_TRIGGER,
    "deletedWith": resource_pb2.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
    "replaceWith": resource_pb2.RESOURCE_MONITOR_FEATURE_REPLACE_WITH,
    "transforms": resource_pb2.RESOURCE_MONITOR_FEATURE_TRANSFORMS,
    "invokeTransforms": resource_pb2.RESOURCE_MONITOR_FEATURE_INVOKE_TRANSFORMS,
    "parameterization": resource_pb2.RESOURCE_MONITOR_FEATURE_PARAMETERIZATION,
    "resourceHooks": resource_pb2.RESOURCE_MONITOR_FEATURE_RESOURCE_HOOKS,
    "errorHooks": resource_pb2.RESOURCE_MONITOR_FEATURE_ERROR_HOOKS,
}


class Monitor:
    """`ResourceMonitor`: writes every registration into the book, in the order of the gate."""

    def __init__(
        self, book: Book, reader: Reader, deployment: Deployment, calls: Calls, gate: Gate
    ) -> None:
        self._book = book
        self._reader = reader
        self._deployment = deployment
        self._calls = calls
        self._gate = gate
        self._transforms: list[str] = []
        self._call_transforms: list[str] = []
        self._transforms_of: dict[str, list[str]] = {}
        self.callbacks = Callbacks(self)
        self.closed = False  # true once the run is over, however it ended

    def GetDeploymentInfo(self, request: object) -> resource_pb2.DeploymentInfo:
        return resource_pb2.DeploymentInfo(supportedFeatures=FEATURES.values())

    def SupportsFeature(
        self, request: resource_pb2.SupportsFeatureRequest
    ) -> resource_pb2.SupportsFeatureResponse:
        return resource_pb2.SupportsFeatureResponse(hasSupport=request.id in FEATURES)

    def RegisterResource(self, request: resource_pb2.RegisterResourceRequest) -> Deferred:
        return Deferred(partial(self._register, request))

    def ReadResource(self, request: resource_pb2.ReadResourceRequest) -> Deferred:
        return Deferred(partial(self._read, request))

    def Invoke(self, request: resource_pb2.ResourceInvokeRequest) -> Deferred:
        return Deferred(partial(self._invoke, request))

    def Call(self, request: resource_pb2.ResourceCallRequest) -> provider_pb2.CallResponse:
        return self._calls.of_method(request)

    def ExistsResource(self, request: object) -> resource_pb2.ExistsResourceResponse:
        return resource_pb2.ExistsResourceResponse(unknown=True)

    def RegisterResourceOutputs(
        self, request: resource_pb2.RegisterResourceOutputsRequest
    ) -> empty_pb2.Empty:
        record = self._book.get(request.urn)
        if record is not None:
            record.outputs = decode(request.outputs)
        return empty_pb2.Empty()

    def RegisterStackTransform(self, request: callback_pb2.Callback) -> empty_pb2.Empty:
        self._transforms.append(request.token)
        return empty_pb2.Empty()

    def RegisterStackInvokeTransform(self, request: callback_pb2.Callback) -> empty_pb2.Empty:
        self._call_transforms.append(request.token)
        return empty_pb2.Empty()

    def RegisterResourceHook(
        self, request: resource_pb2.RegisterResourceHookRequest
    ) -> empty_pb2.Empty:
        logger.warning("resource hook %s is registered and never run here", request.name)
        return empty_pb2.Empty()

    def RegisterErrorHook(self, request: resource_pb2.RegisterErrorHookRequest) -> empty_pb2.Empty:
        logger.warning("error hook %s is registered and never run here", request.name)
        return empty_pb2.Empty()

    def RegisterPackage(
        self, request: resource_pb2.RegisterPackageRequest
    ) -> resource_pb2.RegisterPackageResponse:
        named = request.parameterization.name or request.extension.name or request.name
        return resource_pb2.RegisterPackageResponse(ref=f"{named}@{request.version}")

    def SignalAndWaitForShutdown(self, request: object) -> empty_pb2.Empty:
        return empty_pb2.Empty()

    async def _register(
        self, request: resource_pb2.RegisterResourceRequest
    ) -> resource_pb2.RegisterResourceResponse:
        await self._turn(request)
        request = await self._transformed(request)
        registration = self._reader.registered(request)
        record = registration.record
        if request.remote:
            self._book.refuse(record, "a component of another language cannot be run here")
            return _refused(record)
        if not self._deployment.carry_out(registration):
            return _refused(record)
        return resource_pb2.RegisterResourceResponse(
            urn=record.urn,
            id=record.id if isinstance(record.id, str) else "",
            object=encode(record.outputs),
        )

    async def _read(
        self, request: resource_pb2.ReadResourceRequest
    ) -> resource_pb2.ReadResourceResponse:
        await self._turn(request)
        registration = self._reader.looked_up(request)
        record = registration.record
        if not self._deployment.carry_out(registration):
            return resource_pb2.ReadResourceResponse(urn=record.urn, result=resource_pb2.FAIL)
        return resource_pb2.ReadResourceResponse(
            urn=record.urn,
            id=record.id if isinstance(record.id, str) else "",
            properties=encode(record.outputs),
        )

    async def _invoke(
        self, request: resource_pb2.ResourceInvokeRequest
    ) -> resource_pb2.ResourceInvokeResponse:
        request = await self.callbacks.transformed_call(request, self._call_transforms)
        return self._calls.of_function(request)

    async def _turn(
        self, request: resource_pb2.RegisterResourceRequest | resource_pb2.ReadResourceRequest
    ) -> None:
        urn = self._reader.urn(request.parent, request.type, request.name)
        position = request.sourcePosition
        await self._gate.pass_in_order(urn, position.uri, f"{position.line:08d}")
        if self.closed:
            raise RuntimeError("the run is over")

    async def _transformed(
        self, request: resource_pb2.RegisterResourceRequest
    ) -> resource_pb2.RegisterResourceRequest:
        """Its own transforms first, then each ancestor's, the stack's last."""
        own = [callback.token for callback in request.transforms]
        urn = self._reader.urn(request.parent, request.type, request.name)
        self._transforms_of[urn] = own
        tokens = [*own, *self._inherited(request.parent), *self._transforms]
        return await self.callbacks.transformed(request, tokens)

    def _inherited(self, parent: str) -> list[str]:
        record = self._book.get(parent)
        if record is None:
            return []
        return [*self._transforms_of.get(parent, ()), *self._inherited(record.parent or "")]


def _refused(record: Record) -> resource_pb2.RegisterResourceResponse:
    """The SDK makes every output of it unknown and lets the program go on."""
    return resource_pb2.RegisterResourceResponse(urn=record.urn, result=resource_pb2.FAIL)
