"""What the provider has to say while it works, shown by the engine against the resource."""

from __future__ import annotations

import logging
from typing import Any

import grpc
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc

logger = logging.getLogger(__name__)


class EngineLog:
    """Warnings and progress for the engine at `address`; without one they are kept to ourselves."""

    def __init__(self) -> None:
        self._engine: Any = None

    def attach(self, address: str) -> None:
        if address:
            self._engine = engine_pb2_grpc.EngineStub(grpc.insecure_channel(address))

    def warn(self, urn: str, message: str) -> None:
        self._say(engine_pb2.WARNING, urn, message, ephemeral=False)

    def progress(self, urn: str, message: str) -> None:
        """Shown while the resource is worked on, and gone afterwards."""
        self._say(engine_pb2.INFO, urn, message, ephemeral=True)

    def _say(
        self, severity: engine_pb2.LogSeverity.ValueType, urn: str, message: str, *, ephemeral: bool
    ) -> None:
        if self._engine is None:
            return
        request = engine_pb2.LogRequest(
            severity=severity, urn=urn, message=message, ephemeral=ephemeral
        )
        try:
            self._engine.Log(request)
        except grpc.RpcError:
            # the engine may be gone; what it does not hear is no reason to fail a resource
            logger.debug("the engine did not take %r", message, exc_info=True)
