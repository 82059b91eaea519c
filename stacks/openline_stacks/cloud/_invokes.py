"""Functions of the `aws` package that programs call while they run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from openline_stacks.cloud._errors import HandlerError
from openline_stacks.cloud._lookups import LOOKUPS, Client, Look
from openline_stacks.cloud._policy_documents import policy_document

_Function: TypeAlias = Callable[[Mapping[str, Any], str, str], dict[str, Any]]


def invoke(
    token: str, args: Mapping[str, Any], *, account: str, region: str, client: Client
) -> dict[str, Any]:
    """Answer `token`, such as `aws:index/getRegion:getRegion`. Raises `HandlerError`."""
    name = token.rsplit(":", 1)[-1]
    stated = args.get("region") or (args.get("name") if name == "getRegion" else None)
    where = stated if isinstance(stated, str) else region
    look_up = LOOKUPS.get(token.removeprefix("aws:").rsplit(":", 1)[0])
    if look_up is not None:
        look = Look(token, args, where, account, client)
        return {**args, **look_up(look), "region": where}
    function = _FUNCTIONS.get(name)
    if function is None:
        known = ", ".join(sorted([*_FUNCTIONS, *(one.split("/")[1] for one in LOOKUPS)]))
        raise HandlerError(token, name, token, f"the function is not emulated; known: {known}")
    return function(args, account, where)


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


def _policy_document(args: Mapping[str, Any], _account: str, _region: str) -> dict[str, Any]:
    return policy_document(args)


def _service_account(_args: Mapping[str, Any], _account: str, region: str) -> dict[str, Any]:
    # The first of AWS's accounts for access logs; nothing here checks who writes them.
    return {"id": "127311923021", "arn": "arn:aws:iam::127311923021:root", "region": region}


_FUNCTIONS: Final[dict[str, _Function]] = {
    "getAvailabilityZones": _availability_zones,
    "getCallerIdentity": _caller_identity,
    "getPartition": _partition,
    "getPolicyDocument": _policy_document,
    "getRegion": _region,
    "getServiceAccount": _service_account,
}
