"""What a fleet's instances may do: use their own tables, secrets, parameters and logs, and hold
sessions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pulumi
import pulumi_aws as aws

from openline import contract
from openline._aws.attached import TABLES, attach
from openline._aws.names import ROLE
from openline._aws.policies import (
    Document,
    allow,
    arn,
    as_json,
    assume_role,
    document,
    key_through,
)
from openline._aws.site import Site

_TABLE: Final = (
    "BatchGetItem",
    "BatchWriteItem",
    "ConditionCheckItem",
    "DeleteItem",
    "DescribeTable",
    "GetItem",
    "PutItem",
    "Query",
    "Scan",
    "UpdateItem",
)
# Systems Manager guide, "Verify or add instance permissions for Session Manager".
_SESSION: Final = (
    "ssm:UpdateInstanceInformation",
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
)


def instance_profile(
    site: Site,
    account: str,
    *,
    table_names: Sequence[pulumi.Input[str]],
    key_arn: pulumi.Input[str],
    log_group_arn: pulumi.Input[str],
    interaction_log: pulumi.Input[str] | None = None,
) -> aws.iam.InstanceProfile:
    role = aws.iam.Role(
        site.named("role", ROLE),  # roles are global; the site's name holds the region
        assume_role_policy=assume_role("ec2.amazonaws.com"),
        description=f"Instances of {site.name}",
        tags=site.tags("role"),
        opts=site.options(),
    )
    permissions = aws.iam.RolePolicy(
        site.named("role"),
        role=role.name,
        policy=pulumi.Output.all(
            pulumi.Output.all(*table_names[:TABLES]), key_arn, log_group_arn, interaction_log
        ).apply(lambda known: as_json(_permissions(site, account, *known))),
        opts=site.options(),
    )
    more = attach(
        site,
        "tables",
        table_names[TABLES:],
        lambda known: [_own_tables(site, account, known)],
        {"role": role},
        each=TABLES,
    )
    return aws.iam.InstanceProfile(
        site.named("profile"),
        role=role.name,
        tags=site.tags("profile"),
        # what is launched with the profile finds its permissions there
        opts=site.options(depends_on=[permissions, *more]),
    )


def _permissions(
    site: Site,
    account: str,
    tables: Sequence[str],
    key_arn: str,
    log_group_arn: str,
    interaction_log: str | None,
) -> Document:
    kept = contract.kept_name(site.stack, site.system or "", "*")
    statements: list[Document] = [
        allow("Sessions", _SESSION, "*"),
        allow(
            "OwnParameters",
            ["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"],
            [
                arn("ssm", site.region, account, f"parameter/{site.stack}/{site.system}/*"),
                arn("ssm", site.region, account, f"parameter/{kept}"),
            ],
        ),
        allow(
            "OwnSecrets",
            ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
            # whatever follows: Secrets Manager ends each ARN with a hyphen and six characters
            arn("secretsmanager", site.region, account, f"secret:{kept}"),
        ),
        allow(
            "OwnLogs",
            ["logs:CreateLogStream", "logs:PutLogEvents"],
            [log_group_arn, f"{log_group_arn}:*"],
        ),
        key_through(
            site.region,
            key_arn,
            ("dynamodb", "secretsmanager", "ssm", *(["s3"] if interaction_log else [])),
        ),
    ]
    if interaction_log:
        statements += _interactions(site, account, interaction_log)
    if tables:
        statements.append(_own_tables(site, account, tables))
    return document(*statements)


def _own_tables(site: Site, account: str, tables: Sequence[str]) -> Document:
    arns = [arn("dynamodb", site.region, account, f"table/{table}") for table in sorted(tables)]
    return allow(
        "OwnTables",
        [f"dynamodb:{action}" for action in _TABLE],
        [*arns, *(f"{table}/index/*" for table in arns)],
    )


def _interactions(site: Site, account: str, log_arn: str) -> list[Document]:
    """Adds to the log, in its system's own part of it; reads, changes and deletes nothing there."""
    name = contract.interactions_parameter(site.stack)
    return [
        allow("AddInteractions", ["s3:PutObject"], f"{log_arn}/{site.system}/*"),
        allow(
            "FindInteractionLog",
            ["ssm:GetParameter"],
            arn("ssm", site.region, account, f"parameter{name}"),
        ),
    ]
