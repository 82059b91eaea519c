"""What handlers are told to send, held against the operations that they send it to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import boto3
import pytest

from openline_stacks.cloud._handler import Call, Declared, Handler
from openline_stacks.cloud.handlers import HANDLERS


@cache
def _client(service: str) -> Any:
    session: Any = boto3.Session("testing", "testing", region_name="us-east-1")
    return session.client(service)


def _calls(handler: Handler) -> Iterator[object]:
    """Some are plain functions: what those send is tried by making the resource."""
    life = handler.life
    if isinstance(handler, Declared):
        yield handler.create
        yield handler.read
        yield from handler.reads.values()
        for calls in handler.sets.values():
            yield from calls
    yield from (*life.update, *life.delete, *life.tells.values())
    for calls in life.off.values():
        yield from calls
    yield life.find


@pytest.mark.parametrize("type_", sorted(HANDLERS))
def test_every_parameter_is_one_of_its_operation(type_: str) -> None:
    handler = HANDLERS[type_]
    for call in (one for one in _calls(handler) if isinstance(one, Call)):
        client = _client(handler.service)
        shape = client.meta.service_model.operation_model(
            client.meta.method_to_api_mapping[call.operation]
        ).input_shape
        params = call.params if isinstance(call.params, Mapping) else {}
        assert set(params) <= set(shape.members if shape else ()), call.operation
