"""Which service a request is for: clients sign with a name that several services may share."""

from __future__ import annotations

from functools import cache
from typing import Final

import botocore.loaders
from moto.core.model import ServiceModel
from moto.core.utils import get_service_model

# Signing names (botocore's `signingName`, else `endpointPrefix`) that are no service's own name,
# or several services': of all services that moto holds. The first is taken where nothing tells.
_SIGNED: Final[dict[str, tuple[str, ...]]] = {
    "access-analyzer": ("accessanalyzer",),
    "airflow": ("mwaa",),
    "apigateway": ("apigateway", "apigatewayv2"),
    "aps": ("amp",),
    "awsssoportal": ("sso",),
    "dynamodb": ("dynamodb", "dynamodbstreams"),
    "elasticfilesystem": ("efs",),
    "elasticloadbalancing": ("elbv2", "elb"),
    "elasticmapreduce": ("emr",),
    "es": ("opensearch", "es"),
    "execute-api": ("apigatewaymanagementapi",),
    "kinesisanalytics": ("kinesisanalyticsv2", "kinesisanalytics"),
    "lex": ("lexv2-models",),
    "monitoring": ("cloudwatch",),
    "rds": ("rds", "neptune", "docdb"),
    "s3": ("s3", "s3control"),
    "servicequotas": ("service-quotas",),
    "ses": ("ses", "sesv2"),
    "sso": ("sso-admin",),
    "states": ("stepfunctions",),
    "tagging": ("resourcegroupstaggingapi",),
    "timestream": ("timestream-write", "timestream-query"),
}


@cache
def _names() -> frozenset[str]:
    return frozenset(botocore.loaders.create_loader().list_available_services("service-2"))


def candidates(signed: str) -> tuple[ServiceModel, ...]:
    """The services that sign with this name; none for a name that is nobody's."""
    names = _SIGNED.get(signed) or ((signed,) if signed in _names() else ())
    return tuple(map(get_service_model, names))


def narrowed(
    models: tuple[ServiceModel, ...], target: str, version: str, path: str
) -> tuple[ServiceModel, ...]:
    """Those that the request can be for, told by its target, its version, or its path."""
    if target:
        prefix = target.rpartition(".")[0]
        return tuple(one for one in models if one.metadata.get("targetPrefix") == prefix)
    if version:
        return tuple(one for one in models if one.api_version == version)
    if path.startswith("/v20180820/"):  # S3's own control API
        return tuple(one for one in models if one.service_name == "s3control") or models
    return models
