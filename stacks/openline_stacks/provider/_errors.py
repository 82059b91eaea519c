"""What goes wrong in a provider, and how the engine is told.

ConfigurationError   the provider cannot start on what it was given
"""

from __future__ import annotations

from typing import Final, NoReturn

import grpc
from google.protobuf import any_pb2, struct_pb2
from pulumi.runtime.proto import provider_pb2, status_pb2

# google.rpc.Code.UNKNOWN, what the bridged provider answers for errors of the cloud
_UNKNOWN: Final = 2


class ConfigurationError(Exception):
    """The provider cannot work with what it was configured with: what, and what would be right."""


class InitError(Exception):
    """The resource stands and is not what was asked for; the engine is to save it and say so."""

    def __init__(
        self,
        id_: str,
        reasons: tuple[str, ...],
        inputs: struct_pb2.Struct,
        outputs: struct_pb2.Struct,
    ) -> None:
        self.detail = provider_pb2.ErrorResourceInitFailed(
            id=id_, reasons=reasons, properties=outputs, inputs=inputs
        )
        super().__init__("; ".join(reasons))


def abort(context: grpc.ServicerContext, error: InitError) -> NoReturn:
    """End the call with the half-made resource in the status' details."""
    packed = any_pb2.Any()
    packed.Pack(error.detail)
    status = status_pb2.Status(code=_UNKNOWN, message=str(error), details=[packed])
    context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
    context.abort(grpc.StatusCode.UNKNOWN, str(error))
    raise AssertionError("abort raises")
