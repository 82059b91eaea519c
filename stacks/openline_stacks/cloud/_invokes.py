"""Functions of the `aws` package that programs call while they run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from openline_stacks.cloud._errors import HandlerError

_Function: TypeAlias = Callable[[Mapping[str, Any], str, str], dict[str, Any]]


def invoke(token: str, args: Mapping[str, Any], *, account: str, region: str) -> dict[str, Any]:
    """Answer `token`, such as `aws:index/getRegion:getRegion`. Raises `HandlerError`."""
    name = token.rsplit(":", 1)[-1]
    function = _FUNCTIONS.get(name)
    if function is None:
        known = ", ".join(sorted(_FUNCTIONS))
        raise HandlerError(token, name, token, f"the function is not emulated; known: {known}")
    stated = args.get("region") or (args.get("name") if name == "getRegion" else None)
    return function(args, account, stated if isinstance(stated, str) else region)


def _caller_identity(_args: Mapping[str, Any], account: str, _region: str) -> dict[str, Any]:
    return {
        "accountId": account,
        "arn": f"arn:aws:iam::{account}:root",
        "id": account,
        "userId": account,
    }


def _region(_args: Mapping[str, Any], _account: str, region: str) -> dict[str, Any]:
    return {
        "description": region,
        "endpoint": f"ec2.{region}.amazonaws.com",
        "id": region,
        "name": region,
        "region": region,
    }


def _partition(_args: Mapping[str, Any], _account: str, _region: str) -> dict[str, Any]:
    return {
        "dnsSuffix": "amazonaws.com",
        "id": "aws",
        "partition": "aws",
        "reverseDnsPrefix": "com.amazonaws",
    }


def _availability_zones(_args: Mapping[str, Any], _account: str, region: str) -> dict[str, Any]:
    names = [f"{region}{letter}" for letter in "abc"]
    return {"groupNames": [region], "id": region, "names": names, "region": region,
            "zoneIds": [f"{region}-az{number}" for number in (1, 2, 3)]}  # fmt: skip


_FUNCTIONS: Final[dict[str, _Function]] = {
    "getAvailabilityZones": _availability_zones,
    "getCallerIdentity": _caller_identity,
    "getPartition": _partition,
    "getRegion": _region,
}
