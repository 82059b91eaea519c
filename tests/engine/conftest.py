"""A provider as the engine starts it, at an AWS in a process of its own."""

from __future__ import annotations

import pytest
from tests.engine.wire import Wire
from tests.stacks.provider.conftest import (
    Engine,
    Provider,
    Start,
    addresses,
    cloud,
    engine,
    start,
)

__all__ = ["addresses", "cloud", "engine", "start", "wire"]


@pytest.fixture(scope="module")
def wire(start: Start, engine: tuple[Engine, str]) -> Wire:
    stub, _ = start()
    Provider(stub).configure(region="us-west-2")
    return Wire(stub, engine[0])
