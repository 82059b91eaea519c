"""Where an edge's balancers can stand: CloudFront's list of addresses has another id per region."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

# The AWS-managed prefix list com.amazonaws.global.cloudfront.origin-facing, as
# `aws ec2 describe-managed-prefix-lists` names it in each region; its id is the same in every
# account and has not changed since the list was published in 2022. Written down, because looking
# it up would ask both regions' APIs whenever a program runs, in an outage as well.
_LISTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ap-northeast-1": "pl-58a04531",
        "ap-northeast-2": "pl-22a6434b",
        "ap-south-1": "pl-9aa247f3",
        "ap-southeast-1": "pl-31a34658",
        "ap-southeast-2": "pl-b8a742d1",
        "ca-central-1": "pl-38a64351",
        "eu-central-1": "pl-a3a144ca",
        "eu-north-1": "pl-fab65393",
        "eu-west-1": "pl-4fa04526",
        "eu-west-2": "pl-93a247fa",
        "eu-west-3": "pl-75b1541c",
        "sa-east-1": "pl-5da64334",
        "us-east-1": "pl-3b927c52",
        "us-east-2": "pl-b6a144df",
        "us-west-1": "pl-4ea04527",
        "us-west-2": "pl-82a045eb",
    }
)


def cloudfront_lists() -> Mapping[str, str]:
    """Region -> id of the list of addresses that CloudFront asks origins from."""
    return _LISTS
