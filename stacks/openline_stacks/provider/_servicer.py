"""The provider's calls, in the order in which the engine makes them.

Method names are the wire's. Whatever is not here is answered with UNIMPLEMENTED, which the engine
takes for Handshake, mappings and components.
"""
# ruff: noqa: N802

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Final, TypeVar

import grpc
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from openline_stacks.cloud import HandlerError, Resources
from openline_stacks.engine import Made
from openline_stacks.engine._values import encode
from openline_stacks.provider._configuration import configured, is_known
from openline_stacks.provider._errors import ConfigurationError, InitError, abort
from openline_stacks.provider._log import EngineLog
from openline_stacks.provider._messages import changes, difference, given, told, type_of
from openline_stacks.provider._schema import schema
from openline_stacks.states import Unknown

logger = logging.getLogger(__name__)

_T = TypeVar("_T")
# Those of CheckRequest.autonaming in which the engine names the resource.
_NAMED: Final = (
    provider_pb2.CheckRequest.AutonamingOptions.PROPOSE,
    provider_pb2.CheckRequest.AutonamingOptions.ENFORCE,
)
_REGION: Final = re.compile(r"[a-z]{2}(-[a-z]+)+-\d")


class Servicer(provider_pb2_grpc.ResourceProviderServicer):
    """Serves `Resources`, one for each configured provider of the program.

    In attach mode all of them share this process; requests do not say which one they are for, but
    each provider has a connection of its own.
    """

    def __init__(self, version: str, log: EngineLog, *, strict: bool = False) -> None:
        self._version = version
        self._log = log
        self._strict = strict
        self._resources: dict[str, Resources] = {}

    # The provider itself

    def Attach(
        self, request: plugin_pb2.PluginAttach, context: grpc.ServicerContext
    ) -> empty_pb2.Empty:
        self._log.attach(request.address)
        return empty_pb2.Empty()

    def GetPluginInfo(
        self, request: empty_pb2.Empty, context: grpc.ServicerContext
    ) -> plugin_pb2.PluginInfo:
        return plugin_pb2.PluginInfo(version=self._version)

    def GetSchema(
        self, request: provider_pb2.GetSchemaRequest, context: grpc.ServicerContext
    ) -> provider_pb2.GetSchemaResponse:
        return provider_pb2.GetSchemaResponse(schema=schema(self._version))

    def CheckConfig(
        self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext
    ) -> provider_pb2.CheckResponse:
        region = given(request.news).get("region")
        failures = []
        if isinstance(region, str) and region and not _REGION.fullmatch(region):
            failures.append(
                provider_pb2.CheckFailure(
                    property="region", reason=f"{region!r} is no region; such as us-west-2"
                )
            )
        return provider_pb2.CheckResponse(inputs=request.news, failures=failures)

    def DiffConfig(
        self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext
    ) -> provider_pb2.DiffResponse:
        """Resources of another region are other resources: the provider is replaced with them."""
        olds, news = given(request.old_inputs or request.olds), given(request.news)
        changed = sorted(
            key
            for key in olds.keys() | news.keys()
            if olds.get(key) != news.get(key) and key != "version"
        )
        replaces = [key for key in changed if key == "region" and is_known(news.get(key))]
        return provider_pb2.DiffResponse(
            changes=changes(bool(changed)), diffs=changed, replaces=replaces
        )

    def Configure(
        self, request: provider_pb2.ConfigureRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ConfigureResponse:
        args = given(request.args)
        if is_known(args):
            try:
                self._resources[context.peer()] = configured(args, strict=self._strict)
            except ConfigurationError as error:
                context.abort(grpc.StatusCode.FAILED_PRECONDITION, str(error))
        return provider_pb2.ConfigureResponse(
            acceptSecrets=False,
            acceptResources=False,
            acceptOutputs=False,
            supportsPreview=True,
            supports_autonaming_configuration=True,
        )

    def Cancel(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """Comes at every end. Calls to the local AWS take milliseconds; those under way are ended,
        and saved."""
        resources = self._resources.get(context.peer())
        if resources is not None:
            resources.ended()
        return empty_pb2.Empty()

    # A resource's life

    def Check(
        self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext
    ) -> provider_pb2.CheckResponse:
        named = request.HasField("autonaming") and request.autonaming.mode in _NAMED
        checked = self._ask(
            context,
            lambda resources: resources.check(
                type_of(request.urn),
                request.urn,
                given(request.olds),
                given(request.news),
                request.randomSeed,
                request.autonaming.proposed_name if named else "",
            ),
        )
        failures = [
            provider_pb2.CheckFailure(property=one.property, reason=one.reason)
            for one in checked.failures
        ]
        return provider_pb2.CheckResponse(
            inputs=told(checked.inputs, request.news), failures=failures
        )

    def Diff(
        self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext
    ) -> provider_pb2.DiffResponse:
        outputs = given(request.olds)
        found = self._ask(
            context,
            lambda resources: resources.diff(
                type_of(request.urn),
                request.urn,
                request.id,
                given(request.old_inputs) or outputs,
                outputs,
                given(request.news),
                tuple(request.ignoreChanges),
            ),
        )
        return difference(found)

    def Create(
        self, request: provider_pb2.CreateRequest, context: grpc.ServicerContext
    ) -> provider_pb2.CreateResponse:
        inputs = given(request.properties)
        made = self._worked_on(
            context,
            request.urn,
            lambda resources: resources.create(
                type_of(request.urn), request.urn, inputs, preview=request.preview
            ),
        )
        self._settle(context, request.urn, request.properties, made)
        id_ = "" if isinstance(made.id, Unknown) else made.id
        return provider_pb2.CreateResponse(
            id=id_, properties=told(made.outputs, request.properties)
        )

    def Update(
        self, request: provider_pb2.UpdateRequest, context: grpc.ServicerContext
    ) -> provider_pb2.UpdateResponse:
        outputs, inputs = given(request.olds), given(request.news)
        made = self._worked_on(
            context,
            request.urn,
            lambda resources: resources.update(
                type_of(request.urn),
                request.urn,
                request.id,
                given(request.old_inputs),
                outputs,
                inputs,
                preview=request.preview,
            ),
        )
        self._settle(context, request.urn, request.news, made)
        return provider_pb2.UpdateResponse(properties=told(made.outputs, request.news))

    def Read(
        self, request: provider_pb2.ReadRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ReadResponse:
        """As it is now; an empty answer where it is not there."""
        found = self._ask(
            context,
            lambda resources: resources.read(
                type_of(request.urn),
                request.urn,
                request.id,
                given(request.inputs),
                given(request.properties),
            ),
        )
        if found is None:
            return provider_pb2.ReadResponse()
        return provider_pb2.ReadResponse(
            id=found.id,
            properties=told(found.outputs, request.properties),
            inputs=told(found.inputs, request.inputs),
        )

    def Delete(
        self, request: provider_pb2.DeleteRequest, context: grpc.ServicerContext
    ) -> empty_pb2.Empty:
        self._worked_on(
            context,
            request.urn,
            lambda resources: resources.delete(
                type_of(request.urn),
                request.urn,
                request.id,
                given(request.old_inputs),
                given(request.properties),
            ),
        )
        return empty_pb2.Empty()

    def Invoke(
        self, request: provider_pb2.InvokeRequest, context: grpc.ServicerContext
    ) -> provider_pb2.InvokeResponse:
        answer = self._ask(
            context, lambda resources: resources.invoke(request.tok, given(request.args))
        )
        return provider_pb2.InvokeResponse(**{"return": encode(answer)})

    # What all of them share

    def _ask(self, context: grpc.ServicerContext, step: Callable[[Resources], _T]) -> _T:
        """The answer for the provider at the other end. The engine is told an error in one line."""
        resources = self._of(context)
        try:
            return step(resources)
        except HandlerError as error:
            context.abort(grpc.StatusCode.UNKNOWN, error.reason)
        except Exception as error:
            logger.exception("a call failed for a reason of ours")
            said = " ".join(str(error).split())
            context.abort(grpc.StatusCode.INTERNAL, f"{type(error).__name__}: {said}")
        raise AssertionError("abort raises")

    def _worked_on(
        self, context: grpc.ServicerContext, urn: str, step: Callable[[Resources], _T]
    ) -> _T:
        with self._log.waiting(urn):
            return self._ask(context, step)

    def _of(self, context: grpc.ServicerContext) -> Resources:
        """Of the connection; a connection that was opened anew belongs to the only provider."""
        known = self._resources.get(context.peer())
        if known is not None:
            return known
        every = list(self._resources.values())  # another may be configured at this moment
        if len(every) != 1:
            context.abort(grpc.StatusCode.FAILED_PRECONDITION, "the provider is not configured")
        return every[0]

    def _settle(
        self, context: grpc.ServicerContext, urn: str, inputs: struct_pb2.Struct, made: Made
    ) -> None:
        """Say what is to be said of it; raise where it is not what was asked for."""
        for line in made.said:
            self._log.warn(urn, line)
        if made.reasons:
            abort(
                context, InitError(str(made.id), made.reasons, inputs, told(made.outputs, inputs))
            )
