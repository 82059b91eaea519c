"""Which calls are answered here, and how: after botocore's own checks, in place of moto."""

from __future__ import annotations

from typing import Any, Final

from botocore.exceptions import ClientError

from openline_stacks.cloud._own._answers import RefusedError, Step
from openline_stacks.cloud._own.appsync import AppSync
from openline_stacks.cloud._own.cloudfront import CloudFront
from openline_stacks.cloud._own.cognitoidentity import CognitoIdentity
from openline_stacks.cloud._own.elasticache import ElastiCache
from openline_stacks.cloud._own.globalaccelerator import GlobalAccelerator
from openline_stacks.cloud._wire import Answer, ApiCall, Next, Params

_SERVICES: Final = (AppSync, CloudFront, CognitoIdentity, ElastiCache, GlobalAccelerator)


class OwnServices:
    """One account's."""

    def __init__(self, account: str) -> None:
        self._steps: dict[tuple[str, str], Step] = {
            (service.name, operation): step
            for service in (kind(account) for kind in _SERVICES)
            for operation, step in service.steps().items()
        }

    def answers(self, call: ApiCall) -> bool:
        """Whether the call is none of moto's."""
        return (call.service, call.operation) in self._steps

    def __call__(self, call: ApiCall, params: Params, go_on: Next) -> Answer:
        step = self._steps.get((call.service, call.operation))
        sent = go_on(params)
        if step is None:
            return sent
        try:
            told = step(call, params)
        except RefusedError as refusal:
            error: Any = {"Error": {"Code": refusal.code, "Message": refusal.message}}
            raise ClientError(error, call.operation) from None
        return {**told, "ResponseMetadata": sent["ResponseMetadata"]}
