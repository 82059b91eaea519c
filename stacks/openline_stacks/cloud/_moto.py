"""moto while a cloud is open: all of what it holds goes with the cloud.

Its own reset leaves some to the next one. Its list of the services in use tells them apart by a
uuid drawn when each is imported: two that were imported under seals of one seed drew the same, and
the second was never reset. So these are drawn beside any seal; what is drawn in one does not follow
from what was imported before, either. And a service that is made anew makes those anew that it
works with, as Auto Scaling does EC2, which may have been emptied before it.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from unittest.mock import patch

from moto import mock_aws
from moto.core import base_backend
from moto.core.base_backend import BackendDict


class Moto:
    """Calls are answered by moto from `__enter__` to `__exit__`, and it is empty after both."""

    def __init__(self) -> None:
        self._open = ExitStack()

    def __enter__(self) -> Moto:
        with ExitStack() as stack:
            stack.enter_context(patch.object(base_backend, "uuid4", _unsealed))
            stack.enter_context(patch.object(BackendDict, "reset", _emptying(BackendDict.reset)))
            stack.enter_context(mock_aws())
            self._open = stack.pop_all()
        return self

    def __exit__(self, *exc: object) -> None:
        self._open.close()


def _unsealed() -> uuid.UUID:
    return uuid.UUID(bytes=os.urandom(16), version=4)


def _emptying(reset: Callable[[], None]) -> Callable[[], None]:
    def emptied() -> None:
        services: Any = BackendDict
        used = [*services._instances]
        reset()
        for service in used:
            service.clear()

    return emptied
