"""What AWS's own service model says: enumerations, patterns, smallest and largest values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from types import SimpleNamespace
from typing import Any, Final

from botocore import xform_name
from botocore.model import ServiceModel

from openline_stacks.cloud import HandlerError, _check
from openline_stacks.cloud._models import KeptLoader
from openline_stacks.cloud._request import Request
from openline_stacks.cloud.handlers import HANDLERS
from openline_stacks.rules._broken import Broken
from openline_stacks.rules._model import rule
from openline_stacks.rules._stack import US_EAST_1, Stack, region_of
from openline_stacks.states import ResourceState


@cache
def _client(service: str) -> Any:
    """As much of a boto3 client as it takes to find an operation's shape: no session, no moto."""
    model = ServiceModel(KeptLoader().load_service_model(service, "service-2"), service)
    methods = {xform_name(name): name for name in model.operation_names}
    return SimpleNamespace(meta=SimpleNamespace(service_model=model, method_to_api_mapping=methods))


@rule(
    "OL100",
    "A value that AWS's service model does not know",
    why="The service refuses a request with a value outside its enumerations, patterns and ranges.",
    source="the service models that botocore ships, read for the operation that makes the resource",
    mend="Take one of the values named.",
)
def SHAPES(stack: Stack) -> Iterator[Broken]:  # noqa: N802
    for state in stack.aws:
        handler = HANDLERS.get(state.type)
        if handler is not None:
            yield from _faults(state, handler)


def _faults(state: ResourceState, handler: Any) -> Iterator[Broken]:
    region = handler.home or region_of(state) or US_EAST_1
    request = Request(
        state.type, state.name, "", region, "000000000000", state.inputs, lambda s, _: _client(s)
    )
    request.inputs, _ = _check.named(handler, request)
    try:
        failures = _check.failures(handler, request)
    except HandlerError as error:
        yield Broken(state, "", error.reason)
        return
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        # a text where a structure belongs: no shape can be filled with that
        yield Broken(state, "", f"an input is of another kind than AWS's model has: {error}")
        return
    for failure in failures:
        yield Broken(state, failure.property, failure.reason)


def read_models(until: Callable[[], bool]) -> None:
    """Reads the models that most resources are held against, one by one, until told to stop: for
    whoever has to wait anyway."""
    uses = Counter(handler.service for handler in HANDLERS.values())
    for service, _ in uses.most_common():
        if until():
            return
        _client(service)


RULES: Final = (SHAPES,)
