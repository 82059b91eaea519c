"""What the provider has to say while it works, shown by the engine against the resource."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import grpc
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc

logger = logging.getLogger(__name__)

# A call to the local AWS takes milliseconds.
_PATIENCE_S: Final = 2.0
_STILL: Final = "waiting for the local AWS; `openline local status` says what is dark"


class EngineLog:
    """Warnings and progress for the engine at `address`; without one they are kept to ourselves."""

    def __init__(self) -> None:
        self._engine: Any = None

    def attach(self, address: str) -> None:
        if address:
            self._engine = engine_pb2_grpc.EngineStub(grpc.insecure_channel(address))

    def warn(self, urn: str, message: str) -> None:
        self._say(engine_pb2.WARNING, urn, message, ephemeral=False)

    @contextmanager
    def waiting(self, urn: str, after_s: float = _PATIENCE_S) -> Iterator[None]:
        """Say that it takes long while it does: a region that is dark answers nobody."""
        told = {"ephemeral": True}
        timer = threading.Timer(after_s, self._say, (engine_pb2.INFO, urn, _STILL), told)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

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
