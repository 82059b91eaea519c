"""Functions of the program that the engine calls back: transforms.

The SDK serves them over gRPC; here they are called where they are, with the same messages.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pulumi.runtime._callbacks import _CallbackServicer
from pulumi.runtime.proto import resource_pb2


class Callbacks(_CallbackServicer):
    """Keeps the program's functions by token; opens no port."""

    def __init__(self, monitor: Any) -> None:
        # not the base's: it makes a gRPC server, whose threads would outlive the run
        self._callbacks = {}
        self._transforms = {}
        self._state_migrations = {}
        self._monitor = monitor
        self._target = "in-process"

    async def transformed(
        self, request: resource_pb2.RegisterResourceRequest, tokens: Sequence[str]
    ) -> resource_pb2.RegisterResourceRequest:
        """The request as the transforms leave it, each given what the one before it left."""
        for token in tokens:
            answer = resource_pb2.TransformResponse.FromString(
                (
                    await self._callbacks[token](_asked(request).SerializeToString())
                ).SerializeToString()
            )
            request = _applied(request, answer)
        return request

    async def transformed_call(
        self, request: resource_pb2.ResourceInvokeRequest, tokens: Sequence[str]
    ) -> resource_pb2.ResourceInvokeRequest:
        for token in tokens:
            asked = resource_pb2.TransformInvokeRequest(
                token=request.tok,
                args=request.args,
                options=resource_pb2.TransformInvokeOptions(provider=request.provider),
            )
            answer = resource_pb2.TransformInvokeResponse.FromString(
                (await self._callbacks[token](asked.SerializeToString())).SerializeToString()
            )
            request.args.CopyFrom(answer.args)
        return request


def _asked(request: resource_pb2.RegisterResourceRequest) -> resource_pb2.TransformRequest:
    return resource_pb2.TransformRequest(
        type=request.type,
        name=request.name,
        custom=request.custom,
        parent=request.parent,
        properties=request.object,
        options=_options(request),
    )


def _options(
    request: resource_pb2.RegisterResourceRequest,
) -> resource_pb2.TransformResourceOptions:
    options = resource_pb2.TransformResourceOptions(
        depends_on=request.dependencies,
        ignore_changes=request.ignoreChanges,
        replace_on_changes=request.replaceOnChanges,
        version=request.version,
        aliases=request.aliases,
        provider=request.provider,
        providers=dict(request.providers),
        additional_secret_outputs=request.additionalSecretOutputs,
        deleted_with=request.deletedWith,
    )
    setattr(options, "import", request.importId)  # a word of Python's
    if request.HasField("protect"):
        options.protect = request.protect
    if request.HasField("retainOnDelete"):
        options.retain_on_delete = request.retainOnDelete
    if request.deleteBeforeReplaceDefined:
        options.delete_before_replace = request.deleteBeforeReplace
    if request.HasField("customTimeouts"):
        options.custom_timeouts.CopyFrom(request.customTimeouts)
    return options


def _applied(
    request: resource_pb2.RegisterResourceRequest, answer: resource_pb2.TransformResponse
) -> resource_pb2.RegisterResourceRequest:
    changed = resource_pb2.RegisterResourceRequest()
    changed.CopyFrom(request)
    changed.object.CopyFrom(answer.properties)
    if not answer.HasField("options"):
        return changed
    options = answer.options
    for field, values in (
        ("dependencies", options.depends_on),
        ("aliases", options.aliases),
        ("additionalSecretOutputs", options.additional_secret_outputs),
        ("ignoreChanges", options.ignore_changes),
        ("replaceOnChanges", options.replace_on_changes),
    ):
        listed = getattr(changed, field)
        del listed[:]
        listed.extend(values)
    changed.provider = options.provider
    changed.deletedWith = options.deleted_with
    changed.importId = getattr(options, "import")
    if options.HasField("protect"):
        changed.protect = options.protect
    if options.HasField("retain_on_delete"):
        changed.retainOnDelete = options.retain_on_delete
    if options.HasField("delete_before_replace"):
        changed.deleteBeforeReplace = options.delete_before_replace
        changed.deleteBeforeReplaceDefined = True
    return changed
