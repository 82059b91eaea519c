"""AWS Backup: vaults, their locks, plans.

moto has no selections, jobs, recovery points or vault policies: those are recorded only.
"""

from __future__ import annotations

from typing import Any, Final

from openline_stacks.cloud._handler import AutoName, Call, Declared, Handler, Irregular, Outputs
from openline_stacks.cloud._request import Request, Text
from openline_stacks.cloud._shapes import fit

_DESCRIBE: Final = Call("describe_backup_vault", {"BackupVaultName": "$id"})

_VAULT: Final = Declared(
    type="aws:backup/vault:Vault",
    service="backup",
    create=Call(
        "create_backup_vault",
        {
            "BackupVaultName": "$name",
            "BackupVaultTags": "$tags",
            "EncryptionKeyArn": "$kmsKeyArn",
        },
    ),
    id="BackupVaultName",
    read=_DESCRIBE,
    renames={"name": "BackupVaultName", "kmsKeyArn": "EncryptionKeyArn"},
    out={"arn": "BackupVaultArn", "recoveryPoints": "NumberOfRecoveryPoints"},
    name=AutoName(limit=50),
    local=frozenset({"forceDestroy"}),
)

_LOCK: Final = Declared(
    type="aws:backup/vaultLockConfiguration:VaultLockConfiguration",
    service="backup",
    create=Call("put_backup_vault_lock_configuration"),
    id=Text("{backupVaultName}"),
    read=_DESCRIBE,
)

_PLAN_RENAMES: Final = {
    f"BackupPlan.rules.{path}": member
    for path, member in {
        "completionWindow": "CompletionWindowMinutes",
        "copyActions.destinationVaultArn": "DestinationBackupVaultArn",
        "copyActions.lifecycle.coldStorageAfter": "MoveToColdStorageAfterDays",
        "copyActions.lifecycle.deleteAfter": "DeleteAfterDays",
        "lifecycle.coldStorageAfter": "MoveToColdStorageAfterDays",
        "lifecycle.deleteAfter": "DeleteAfterDays",
        "schedule": "ScheduleExpression",
        "startWindow": "StartWindowMinutes",
        "targetVaultName": "TargetBackupVaultName",
    }.items()
}


def _plan_parameters(request: Request) -> dict[str, Any]:
    shape = request.shape("backup", "create_backup_plan")
    plan = {
        "BackupPlanName": request.get("name"),
        "rules": request.get("rules"),
        "AdvancedBackupSettings": request.get("advancedBackupSettings"),
    }
    filled = fit(shape, {"BackupPlan": plan}, _PLAN_RENAMES)
    if request.urn:
        for path in filled.strays:
            request.say(path.removeprefix("BackupPlan."), "backup plans have no such member here")
    tags = request.get("tags")
    return filled.values | ({"BackupPlanTags": tags} if tags else {})


def _create_plan(request: Request) -> str:
    answer = request.call("backup", "create_backup_plan", **_plan_parameters(request))
    return str(answer["BackupPlanId"])


def _read_plan(request: Request, id_: str) -> Outputs:
    answer = request.call("backup", "get_backup_plan", BackupPlanId=id_)
    plan = answer["BackupPlan"]
    return {
        "@": {},
        "@held": plan,
        "arn": answer["BackupPlanArn"],
        "name": plan["BackupPlanName"],
        "version": answer["VersionId"],
    }


_PLAN: Final = Irregular(
    type="aws:backup/plan:Plan",
    service="backup",
    operation="create_backup_plan",
    params=_plan_parameters,
    create=_create_plan,
    read=_read_plan,
    inputs=frozenset({"advancedBackupSettings", "name", "rules", "tags"}),
    held=Call("get_backup_plan", answer="BackupPlan"),
    inside="BackupPlan",
    members={"name": "BackupPlanName"},
    name=AutoName(limit=50),
)

HANDLERS: Final[tuple[Handler, ...]] = (_LOCK, _PLAN, _VAULT)
