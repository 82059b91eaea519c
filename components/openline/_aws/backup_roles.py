"""What AWS Backup may do with a stack's tables: back them up and copy, and bring them back.

Two roles, and both are there before they are needed: making a role is control plane in us-east-1,
which may be what was lost when somebody has to restore.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pulumi
import pulumi_aws as aws

from openline._aws.attached import TABLES, attach
from openline._aws.names import ROLE
from openline._aws.policies import Document, allow, as_json, assume_role, document, partition
from openline._aws.site import Site

# The statements on DynamoDB of AWS's managed policies AWSBackupServiceRolePolicyForBackup and
# AWSBackupServiceRolePolicyForRestores (AWS managed policy reference).
_BACK_UP: Final = ("CreateBackup", "DescribeTable", "ListTagsOfResource", "StartAwsBackupJob")
_BACKUPS: Final = ("DeleteBackup", "DescribeBackup")
_RESTORE: Final = (
    "BatchWriteItem",
    "DeleteItem",
    "DescribeTable",
    "GetItem",
    "PutItem",
    "Query",
    "RestoreTableFromAwsBackup",
    "Scan",
    "UpdateItem",
)
_KEY: Final = ("Decrypt", "DescribeKey", "Encrypt", "GenerateDataKey*", "ReEncrypt*")


def backup_role(
    site: Site,
    account: str,
    *,
    table_arns: Sequence[pulumi.Input[str]],
    vault_arns: Sequence[pulumi.Input[str]],
    key_arns: Sequence[pulumi.Input[str]],
) -> aws.iam.Role:
    known = pulumi.Output.all(
        pulumi.Output.all(*table_arns[:TABLES]),
        pulumi.Output.all(*vault_arns),
        pulumi.Output.all(*key_arns),
    )
    points = f"arn:{partition(site.region)}:backup:*:{account}:recovery-point:*"
    role = _role(site, account, "backup", known.apply(lambda arns: _backing_up(points, *arns)))
    attach(site, "backed-up", table_arns[TABLES:], _of_tables, {"backup": role}, each=TABLES)
    return role


def restore_role(
    site: Site, account: str, *, key_arns: Sequence[pulumi.Input[str]]
) -> aws.iam.Role:
    """Into tables of any name: a table is restored beside the one that was lost."""
    return _role(
        site,
        account,
        "restore",
        pulumi.Output.all(*key_arns).apply(lambda keys: _restoring(site.region, account, keys)),
    )


def _role(
    site: Site, account: str, suffix: str, permissions: pulumi.Output[Document]
) -> aws.iam.Role:
    role = aws.iam.Role(
        site.named(suffix, ROLE),  # roles are global; the site's name holds the region
        assume_role_policy=assume_role(
            "backup.amazonaws.com", {"StringEquals": {"aws:SourceAccount": account}}
        ),
        description=f"AWS Backup for {site.stack}: {suffix}",
        tags=site.tags(suffix),
        opts=site.options(),
    )
    aws.iam.RolePolicy(
        site.named(suffix),
        role=role.name,
        policy=permissions.apply(as_json),
        opts=site.options(),
    )
    return role


def _backing_up(
    points: str, tables: Sequence[str], vaults: Sequence[str], keys: Sequence[str]
) -> Document:
    return document(
        *_of_tables(tables),
        allow("TagRecoveryPoints", ["backup:TagResource"], points),
        # what a copy reads is a recovery point: its ARN is not known before it is made
        allow("CopyFrom", ["backup:CopyFromBackupVault"], "*"),
        allow(
            "CopyInto",
            ["backup:CopyIntoBackupVault", "backup:DescribeBackupVault"],
            sorted(vaults),
        ),
        *_keys(keys),
    )


def _of_tables(tables: Sequence[str]) -> list[Document]:
    return [
        allow("Tables", [f"dynamodb:{action}" for action in _BACK_UP], sorted(tables)),
        allow(
            "OwnBackups",
            [f"dynamodb:{action}" for action in _BACKUPS],
            sorted(f"{table}/backup/*" for table in tables),
        ),
    ]


def _restoring(region: str, account: str, keys: Sequence[str]) -> Document:
    tables = f"arn:{partition(region)}:dynamodb:*:{account}:table/*"
    return document(
        allow("Tables", [f"dynamodb:{action}" for action in _RESTORE], tables),
        allow("OwnBackups", ["dynamodb:RestoreTableFromBackup"], f"{tables}/backup/*"),
        *_keys(keys),
    )


def _keys(keys: Sequence[str]) -> tuple[Document, Document]:
    via = ["backup.*.amazonaws.com", "dynamodb.*.amazonaws.com"]
    return (
        allow(
            "KeysThroughServices",
            [f"kms:{action}" for action in _KEY],
            sorted(keys),
            Condition={"StringLike": {"kms:ViaService": via}},
        ),
        allow(
            "ServicesHoldGrants",
            ["kms:CreateGrant"],
            sorted(keys),
            Condition={"Bool": {"kms:GrantIsForAWSResource": "true"}},
        ),
    )
