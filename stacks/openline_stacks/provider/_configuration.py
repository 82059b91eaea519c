"""What a provider is configured with: region, account, default tags, and where its AWS stands."""

from __future__ import annotations

import ipaddress
import json
import os
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from openline_stacks.cloud import Resources
from openline_stacks.provider._errors import ConfigurationError
from openline_stacks.states import UNKNOWN, Value

_REGION_VARIABLES: Final = ("AWS_REGION", "AWS_DEFAULT_REGION")
_STANDS_UP: Final = "`openline local up` starts one and prints the line that sets it"


def endpoint(variables: Mapping[str, str] = os.environ) -> str:
    """The address of the local AWS. Raises `ConfigurationError` for none, or one abroad."""
    url = variables.get("AWS_ENDPOINT_URL", "")
    if not url:
        raise ConfigurationError(
            "this `aws` provider serves the local AWS, and AWS_ENDPOINT_URL is not set; "
            f"{_STANDS_UP}"
        )
    host = urlsplit(url).hostname or ""
    if not _loopback(host):
        raise ConfigurationError(
            f"AWS_ENDPOINT_URL={url} is no loopback address; this provider serves the local AWS "
            f"alone; {_STANDS_UP}"
        )
    return url


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def unpacked(args: Mapping[str, Value]) -> dict[str, Any]:
    """Configuration values are texts; whatever is no text is JSON in one."""
    return {key: _value(value) for key, value in args.items()}


def _value(value: Value) -> Any:
    if not isinstance(value, str) or value[:1] not in ("{", "[", '"', "t", "f"):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def configured(args: Mapping[str, Value], *, strict: bool) -> Resources:
    """One provider's resources. Raises `ConfigurationError`."""
    given = unpacked(args)
    url = endpoint()
    region = given.get("region") or next(filter(None, map(os.environ.get, _REGION_VARIABLES)), "")
    if not isinstance(region, str) or not region:
        raise ConfigurationError(
            "no region; set it with `pulumi config set aws:region us-west-2`, the provider's "
            "`region` argument, or AWS_REGION"
        )
    return Resources.at(
        url,
        account=_account(url, region),
        region=region,
        default_tags=_default_tags(given),
        strict=strict,
    )


def _account(url: str, region: str) -> str:
    """The account that the local AWS says it is: ARNs hold it."""
    from openline_stacks.cloud import HandlerError

    asked = Resources.at(url, region=region)
    try:
        return str(asked.invoke("aws:index/getCallerIdentity:getCallerIdentity", {})["accountId"])
    except HandlerError as error:
        raise ConfigurationError(
            f"AWS_ENDPOINT_URL={url} does not answer: {error.reason}; {_STANDS_UP}"
        ) from error


def _default_tags(given: Mapping[str, Any]) -> dict[str, str]:
    tags = given.get("defaultTags")
    held = tags.get("tags") if isinstance(tags, Mapping) else None
    return {str(k): str(v) for k, v in held.items()} if isinstance(held, Mapping) else {}


def is_known(value: Value) -> bool:
    """Whether nothing in it waits for a deployment."""
    if isinstance(value, Mapping):
        return all(map(is_known, value.values()))
    if isinstance(value, list):
        return all(map(is_known, value))
    return value is not UNKNOWN
