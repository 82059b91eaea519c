"""Vaults of recovery points: encrypted, locked, and deleted by nobody while they are protected."""

from __future__ import annotations

from typing import Final

import pulumi
import pulumi_aws as aws

from openline._aws.names import VAULT
from openline._aws.policies import as_json, document
from openline._aws.site import Site

# The shortest time in which a lock of compliance mode can still be taken back (AWS Backup guide,
# "Vault Lock"); after it nobody can, the account's root included.
_GRACE_DAYS: Final = 3
# AWS Config asks for these three in its rule backup-recovery-point-manual-deletion-disabled; we
# leave the policy itself to be changed, or a stack could never be taken down.
_DESTRUCTIVE: Final = (
    "backup:DeleteBackupVault",
    "backup:DeleteRecoveryPoint",
    "backup:UpdateRecoveryPointLifecycle",
)


def vault(site: Site, key_arn: pulumi.Input[str], *, lock: str, keep_days: int) -> aws.backup.Vault:
    """`keep_days`: the shortest time that anything may be kept in it while it is locked."""
    made = aws.backup.Vault(
        site.named("vault", VAULT),
        region=site.region,
        kms_key_arn=key_arn,
        force_destroy=not site.protection,
        tags=site.tags("vault"),
        opts=site.options(stateful=True),
    )
    if site.protection:
        _undeletable(site, made)
    if lock != "off":
        _lock(site, made, compliance=lock == "compliance", keep_days=keep_days)
    return made


def _undeletable(site: Site, vault: aws.backup.Vault) -> None:
    """What lives too long is still deleted by AWS Backup itself, by its lifecycle."""
    nobody = {
        "Sid": "NobodyDeletes",
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": list(_DESTRUCTIVE),
        "Resource": "*",
    }
    aws.backup.VaultPolicy(
        site.named("vault"),
        region=site.region,
        backup_vault_name=vault.name,
        policy=as_json(document(nobody)),
        opts=site.options(),
    )


def _lock(site: Site, vault: aws.backup.Vault, *, compliance: bool, keep_days: int) -> None:
    """No longest time: a backup taken by hand before a risky change may be kept for years."""
    aws.backup.VaultLockConfiguration(
        site.named("vault"),
        region=site.region,
        backup_vault_name=vault.name,
        min_retention_days=keep_days,
        changeable_for_days=_GRACE_DAYS if compliance else None,
        opts=site.options(),
    )
