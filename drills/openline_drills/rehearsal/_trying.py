"""Calls that show whether a fault of APIs is in force: harmless ones, and what they must meet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

import boto3
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
)

from openline_stacks.cloud import LocalAws
from openline_stacks.cloud.planes import reads_only
from openline_stacks.recovery import Fault, Mode

# As patient as a health checker, and without retries: it is to be seen, not to be survived.
PATIENCE_S: Final = 4.0
TRY: Final = Config(
    connect_timeout=PATIENCE_S, read_timeout=PATIENCE_S, retries={"max_attempts": 0}
)
# Tried where a fault names no service: its client stands, and it has no effect.
USUAL: Final = ("dynamodb", "ListTables")
# Control planes that every stack needs wherever it is.
_GLOBAL: Final = ("route53", "iam", "cloudfront")
# A small share of calls is not looked for for ever.
_MOST_TRIES: Final = 200
_BOTO3: Final = {"elasticloadbalancing": "elbv2", "monitoring": "cloudwatch", "ebs": "ec2"}


@dataclass(frozen=True, slots=True)
class Call:
    """`trier` None: a client is made for it."""

    service: str
    operation: str
    region: str
    trier: Any = None


def shows(fault: Fault, call: Call, now_us: Callable[[], int]) -> bool:
    """Whether one of so many calls as it takes meets the fault."""
    client = call.trier or boto3.client(
        cast("Any", call.service), region_name=call.region, config=TRY
    )
    make = getattr(client, xform_name(call.operation))
    tries = 2 if fault.limit_per_s is not None else min(_MOST_TRIES, int(1.0 / fault.share) + 1)
    return any(_met(fault, make, now_us) for _ in range(tries))


def _met(fault: Fault, make: Callable[[], Any], now_us: Callable[[], int]) -> bool:
    before_us = now_us()
    failure: Exception | None = None
    try:
        make()
    except (BotoCoreError, ClientError, NotImplementedError) as error:
        failure = error
    if fault.mode == "slow":
        return now_us() - before_us >= min(fault.delay_s, PATIENCE_S) * 1_000_000
    return isinstance(failure, _MEETS[fault.mode]) and _code_fits(fault.mode, failure)


_MEETS: Final[dict[Mode, tuple[type[Exception], ...]]] = {
    "drop": (ConnectTimeoutError, ReadTimeoutError),
    "refuse": (EndpointConnectionError,),
    "error": (ClientError,),
    "throttle": (ClientError,),
    "disable": (ClientError,),
}
_CODES: Final[dict[Mode, tuple[str, ...]]] = {
    "error": ("503",),
    "throttle": ("Throttling", "ThrottlingException", "RequestLimitExceeded", "SlowDown"),
    "disable": ("DisabledException",),
}


def _code_fits(mode: Mode, failure: Exception | None) -> bool:
    if mode not in _CODES or not isinstance(failure, ClientError):
        return True
    return failure.response["Error"]["Code"] in _CODES[mode]


def calls_for(fault: Fault, aws: LocalAws, triers: Mapping[str, Any]) -> Iterator[Call]:
    """Calls of the stack's regions that the fault meets, the usual one where no service is named.

    AWS's own control planes may be in a region that the stack is not in: one call shows it.
    """
    selected = fault.selector.region
    if selected is not None and selected not in triers:
        found = _harmless(fault, aws, fault.services or _GLOBAL, min(triers))
        yield from [found] if found is not None else []
        return
    for region in sorted(triers) if selected is None or not fault.services else [selected]:
        if aws.keeps_away(fault, *USUAL, region):
            yield Call(*USUAL, region, triers[region])
        elif (found := _harmless(fault, aws, fault.services, region)) is not None:
            yield found


def meets_unseen(fault: Fault, aws: LocalAws, triers: Mapping[str, Any]) -> bool:
    """Whether calls meet it that nobody makes to see: they would change something."""
    return any(
        aws.keeps_away(fault, _BOTO3.get(service, service), operation, region)
        for service in fault.services
        for operation in fault.operations
        for region in sorted(triers)
    )


def _harmless(fault: Fault, aws: LocalAws, services: Sequence[str], region: str) -> Call | None:
    """The first call by name that the fault meets, that changes nothing and needs no input."""
    for named in services:
        service = _BOTO3.get(named, named)
        model = aws.client(service, region).meta.service_model
        for operation in model.operation_names:
            shape = model.operation_model(operation).input_shape
            needs_input = shape is not None and bool(shape.required_members)
            if (
                reads_only(operation)
                and not needs_input
                and aws.keeps_away(fault, service, operation, region)
            ):
                return Call(service, operation, region)
    return None
