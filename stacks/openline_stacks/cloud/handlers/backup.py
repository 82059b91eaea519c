"""AWS Backup: vaults, their locks, plans.

moto has no selections, jobs, recovery points or vault policies: those are recorded only.
"""

from __future__ import annotations

from typing import Any, Final

from openline_stacks.cloud._handler import (
    AutoName,
    Call,
    Declared,
    Handler,
    Irregular,
    Life,
    Outputs,
    Tagging,
)
from openline_stacks.cloud._request import Request, Text
from openline_stacks.cloud._shapes import camel, fit

_DESCRIBE: Final = Call("describe_backup_vault", {"BackupVaultName": "$id"})

_TAGS: Final = Tagging({"ResourceArn": Text("{arn}")}, told="list_tags")

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
    life=Life(delete=(Call("delete_backup_vault", {"BackupVaultName": "$id"}),), tags=_TAGS),
)

_LOCK: Final = Declared(
    type="aws:backup/vaultLockConfiguration:VaultLockConfiguration",
    service="backup",
    create=Call("put_backup_vault_lock_configuration"),
    id=Text("{backupVaultName}"),
    read=_DESCRIBE,
    life=Life(
        delete=(Call("delete_backup_vault_lock_configuration", {"BackupVaultName": "$id"}),),
        gone="!Locked",
        keep=frozenset({"changeableForDays"}),
    ),
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
    if answer.get("DeletionDate"):  # moto goes on showing it
        raise request.missing("get_backup_plan", id_)
    plan = answer["BackupPlan"]
    return {
        "@": {},
        "@held": plan,
        "arn": answer["BackupPlanArn"],
        "name": plan["BackupPlanName"],
        "version": answer["VersionId"],
    }


def _as_rules(rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """As the program writes them: by the names that AWS has otherwise."""
    words = {member: path.rsplit(".", 1)[-1] for path, member in _PLAN_RENAMES.items()}
    return [_renamed(rule, words) for rule in rules]


def _renamed(value: Any, words: dict[str, str]) -> Any:
    if isinstance(value, dict):
        hidden = {"RuleId"}
        return {
            words.get(key) or camel(key): (
                item if key == "RecoveryPointTags" else _renamed(item, words)
            )
            for key, item in value.items()
            if key not in hidden and item not in (None, {}, [])
        }
    return [_renamed(one, words) for one in value] if isinstance(value, list) else value


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
    life=Life(
        replace=frozenset({"advancedBackupSettings", "name", "rules"}),  # moto updates no plan
        delete=(Call("delete_backup_plan", {"BackupPlanId": "$id"}),),
        tags=_TAGS,
        back={"rules": _as_rules},
        usual={"rules.scheduleExpressionTimezone": ...},
        find=Call(
            "list_backup_plans",
            {},
            Text("BackupPlansList[?BackupPlanName=='{name}'] | [0].BackupPlanId"),
        ),
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_LOCK, _PLAN, _VAULT)
