"""Functions whose answer is known without asking: the account, the region, what AWS itself owns."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from openline_stacks.cloud._managed import MANAGED_POLICIES
from openline_stacks.cloud._policy_documents import policy_document
from openline_stacks.cloud.handlers.elbv2 import zone_of_balancers

_Function: TypeAlias = Callable[[Mapping[str, Any], str, str], dict[str, Any]]
# The canonical user of a made-up account: 64 hex digits, as every one.
_CANONICAL: Final = "0" * 63 + "1"
# Whose logs CloudFront delivers (its developer guide, "Configure standard logging").
_AWS_LOGS: Final = "c4c1ede66af53448b93c283ce9448c4ba468c9432aa01d700d3878632f77d2d0"


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


def _availability_zone(args: Mapping[str, Any], _account: str, region: str) -> dict[str, Any]:
    name = str(args.get("name") or f"{region}a")
    number = "abcdef".find(name[-1]) + 1
    return {"id": name, "name": name, "nameSuffix": name[-1], "region": name[:-1],
            "groupName": name[:-1], "networkBorderGroup": name[:-1], "state": "available",
            "optInStatus": "opt-in-not-required", "zoneId": f"{name[:-1]}-az{number}",
            "zoneType": "availability-zone"}  # fmt: skip


def _registry(_args: Mapping[str, Any], account: str, region: str) -> dict[str, Any]:
    """A log-in at the account's registry of images, which nobody listens at."""
    token = base64.b64encode(b"AWS:local").decode()
    return {"id": region, "authorizationToken": token, "userName": "AWS", "password": "local",
            "expiresAt": "2099-01-01T00:00:00Z", "registryId": account,
            "proxyEndpoint": f"https://{account}.dkr.ecr.{region}.amazonaws.com"}  # fmt: skip


def _cluster_token(args: Mapping[str, Any], _account: str, _region: str) -> dict[str, Any]:
    return {"id": args.get("name"), "name": args.get("name"), "token": "k8s-aws-v1.local"}


def _session(args: Mapping[str, Any], _account: str, _region: str) -> dict[str, Any]:
    """Who issued a session: of an assumed role the role, else the caller."""
    arn = str(args.get("arn"))
    parts = arn.split("/")
    assumed = ":assumed-role/" in arn
    issuer = arn.replace(":sts:", ":iam:").replace(":assumed-role/", ":role/").rpartition("/")[0]
    return {"id": arn, "issuerArn": issuer if assumed else arn, "issuerId": "",
            "issuerName": parts[1] if assumed else "",
            "sessionName": parts[-1] if assumed else ""}  # fmt: skip


def _alias(_args: Mapping[str, Any], account: str, _region: str) -> dict[str, Any]:
    return {"id": f"account-{account}", "accountAlias": f"account-{account}"}


def _canonical(id_: str) -> _Function:
    return lambda _args, _account, _region: {"id": id_, "displayName": "local"}


def _no_tags(_args: Mapping[str, Any], _account: str, _region: str) -> dict[str, Any]:
    return {"id": "aws", "tags": {}}


def _balancer_zone(_args: Mapping[str, Any], _account: str, region: str) -> dict[str, Any]:
    return {"id": zone_of_balancers(region)}


def _managed(args: Mapping[str, Any], _account: str, _region: str) -> dict[str, Any]:
    """A policy of CloudFront's that AWS owns: its id, by its name."""
    name = str(args.get("name") or "").removeprefix("Managed-")
    return {"id": args.get("id") or MANAGED_POLICIES.get(name), "name": args.get("name")}


FIXED: Final[Mapping[str, _Function]] = {
    "cloudfront/getCachePolicy": _managed,
    "cloudfront/getLogDeliveryCanonicalUserId": _canonical(_AWS_LOGS),
    "cloudfront/getOriginRequestPolicy": _managed,
    "cloudfront/getResponseHeadersPolicy": _managed,
    "ecr/getAuthorizationToken": _registry,
    "ecr/getCredentials": _registry,
    "eks/getClusterAuth": _cluster_token,
    "elb/getServiceAccount": _service_account,
    "iam/getAccountAlias": _alias,
    "iam/getPolicyDocument": _policy_document,
    "iam/getSessionContext": _session,
    "index/getAvailabilityZone": _availability_zone,
    "index/getAvailabilityZones": _availability_zones,
    "index/getCallerIdentity": _caller_identity,
    "index/getDefaultTags": _no_tags,
    "index/getPartition": _partition,
    "index/getRegion": _region,
    "lb/getHostedZoneId": _balancer_zone,
    "s3/getCanonicalUserId": _canonical(_CANONICAL),
}
