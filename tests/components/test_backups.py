"""Backups: made in one region, kept in both, deleted by nobody, and heard of when they fail."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from openline import _plan_kept, contract
from openline._aws.schedules import every
from openline.declaration import load
from openline_stacks.engine import ProgramError, reference_stack
from openline_stacks.states import ResourceState, States

Shape = Callable[[str], States]
Run = Callable[[str], States]
EAST, WEST = "us-east-1", "us-west-2"
VAULT = "aws:backup/vault:Vault"
LOCK = "aws:backup/vaultLockConfiguration:VaultLockConfiguration"
POLICY = "aws:backup/vaultPolicy:VaultPolicy"
PLAN = "aws:backup/plan:Plan"
SELECTION = "aws:backup/selection:Selection"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"

GOOD = """
from openline import Backups
args = {
    "stack": "shop", "account": "123456789012",
    "regions": {"us-east-1": "primary", "us-west-2": "standby"},
    "table_arns": {"book": "arn:aws:dynamodb:us-east-1:123456789012:table/book"},
    "key_arns": {"us-east-1": "k1", "us-west-2": "k2"},
    "every_days": 1, "keep_days": 35, "copy_days": 90, "lock": "governance",
    "alarm_topics": {"us-east-1": "t1", "us-west-2": "t2"},
}
"""


def built(run: Run, **change: Any) -> States:
    return run(f"{GOOD}\nBackups('shop-backups', args | {change!r})")


def only(states: States, type_: str) -> ResourceState:
    (found,) = states.of_type(type_)
    return found


def in_region(states: States, type_: str) -> dict[str, ResourceState]:
    return {str(state.inputs["region"]): state for state in states.of_type(type_)}


def rule(states: States) -> Mapping[str, Any]:
    rules = only(states, PLAN).inputs["rules"]
    assert isinstance(rules, list)
    (found,) = rules
    assert isinstance(found, Mapping)
    return found


def alarms(states: States) -> dict[str, ResourceState]:
    return {str(s.inputs["metricName"]): s for s in states.of_type(ALARM)
            if s.inputs["namespace"] == "AWS/Backup"}  # fmt: skip


def test_a_backup_is_kept_at_home_and_its_copy_in_the_other_region(run: Run) -> None:
    states = built(run)
    assert set(in_region(states, VAULT)) == {EAST, WEST}
    assert only(states, PLAN).inputs["region"] == EAST
    (copy,) = rule(states)["copyActions"]
    assert rule(states)["lifecycle"] == {"deleteAfter": 35}
    assert copy["lifecycle"] == {"deleteAfter": 90}
    vaults = in_region(states, VAULT)
    assert vaults[EAST].urn in only(states, PLAN).property_dependencies["rules"]
    assert vaults[WEST].urn in only(states, PLAN).property_dependencies["rules"]


def test_every_table_of_the_stack_is_backed_up_where_it_is_primary(shape: Shape) -> None:
    states = shape("warm-standby")
    tables = {state.urn for state in states.of_type("aws:dynamodb/table:Table")}
    assert tables
    assert tables == set(only(states, SELECTION).property_dependencies["resources"])
    assert only(states, SELECTION).inputs["region"] == EAST


def test_each_vault_has_the_key_of_its_own_region(shape: Shape) -> None:
    vaults = in_region(shape("warm-standby"), VAULT)
    (own,) = vaults[EAST].property_dependencies["kmsKeyArn"]
    (copy,) = vaults[WEST].property_dependencies["kmsKeyArn"]
    assert "aws:kms/key:Key" in own
    assert "aws:kms/replicaKey:ReplicaKey" in copy


@pytest.mark.parametrize(("lock", "grace"), [("governance", None), ("compliance", 3)])
def test_nobody_shortens_what_is_kept_in_a_locked_vault(
    run: Run, lock: str, grace: int | None
) -> None:
    locks = in_region(built(run, lock=lock), LOCK)
    assert {region: one.inputs["minRetentionDays"] for region, one in locks.items()} == {
        EAST: 35,
        WEST: 90,
    }
    for one in locks.values():
        assert one.inputs.get("changeableForDays") == grace
        assert "maxRetentionDays" not in one.inputs  # a longer one made by hand is welcome


def test_a_lock_can_be_left_out(run: Run) -> None:
    assert not built(run, lock="off").of_type(LOCK)


@pytest.mark.parametrize("on", [True, False])
def test_16_protection_denies_every_deletion_and_goes_before_a_tear_down(
    run: Run, on: bool
) -> None:
    states = built(run, protection=on)
    for one in states.of_type(VAULT):
        assert one.inputs["forceDestroy"] is not on
        assert one.protect is on
    policies = states.of_type(POLICY)
    assert len(policies) == (2 if on else 0)
    for one in policies:
        (statement,) = json.loads(str(one.inputs["policy"]))["Statement"]
        assert (statement["Effect"], statement["Principal"]) == ("Deny", {"AWS": "*"})
        assert "backup:DeleteRecoveryPoint" in statement["Action"]
        assert not any("*" in action for action in statement["Action"])  # which AWS refuses


def test_a_failed_a_missing_and_an_uncopied_backup_are_heard_of(run: Run) -> None:
    found = alarms(built(run))
    assert set(found) == {
        "NumberOfBackupJobsFailed",
        "NumberOfBackupJobsCompleted",
        "NumberOfCopyJobsFailed",
    }
    missing = found["NumberOfBackupJobsCompleted"].inputs
    assert (missing["comparisonOperator"], missing["treatMissingData"]) == (
        "LessThanThreshold",
        "breaching",
    )
    assert missing["evaluationPeriods"] == 28
    failed = found["NumberOfBackupJobsFailed"].inputs
    assert (failed["comparisonOperator"], failed["treatMissingData"]) == (
        "GreaterThanOrEqualToThreshold",
        "notBreaching",
    )
    for one in found.values():
        assert one.inputs["alarmActions"] == ["t1"]
        assert one.inputs["region"] == EAST


@pytest.mark.parametrize("days", [1, 6, 7, 30])
def test_no_alarm_looks_back_further_than_cloudwatch_does(run: Run, days: int) -> None:
    found = alarms(built(run, every_days=days, keep_days=90))
    assert ("NumberOfBackupJobsCompleted" in found) is (days <= 6)
    for one in found.values():
        assert int(str(one.inputs["evaluationPeriods"])) <= 7 * 24


def test_without_topics_there_is_nobody_to_hear(run: Run) -> None:
    assert not alarms(built(run, alarm_topics={}))


def test_the_roles_are_backups_alone_and_each_may_do_its_own_work(deployed: States) -> None:
    policies = {
        state.name.rsplit("-", 1)[-1]: json.loads(str(state.inputs["policy"]))["Statement"]
        for state in deployed.of_type("aws:iam/rolePolicy:RolePolicy")
        if "backups" in state.name
    }
    actions = {
        name: {a for statement in statements for a in statement["Action"]}
        for name, statements in policies.items()
    }
    assert "dynamodb:StartAwsBackupJob" in actions["backup"]
    assert not {"dynamodb:RestoreTableFromAwsBackup", "dynamodb:PutItem"} & actions["backup"]
    assert "dynamodb:RestoreTableFromAwsBackup" in actions["restore"]
    assert "dynamodb:StartAwsBackupJob" not in actions["restore"]
    (tables,) = (one for one in policies["backup"] if one["Sid"] == "Tables")
    assert all(":table/shop-orders.book-table" in arn for arn in tables["Resource"])
    (tags,) = (one for one in policies["backup"] if one["Sid"] == "TagRecoveryPoints")
    assert tags["Resource"] == "arn:aws:backup:*:123456789012:recovery-point:*"
    (into,) = (one for one in policies["backup"] if one["Sid"] == "CopyInto")
    assert {arn.split(":")[3] for arn in into["Resource"]} == {EAST, WEST}
    keys = {str(s.outputs["arn"]) for s in deployed.of_type(
        "aws:kms/key:Key", "aws:kms/replicaKey:ReplicaKey") if "-keys-" in s.name}  # fmt: skip
    for name in ("backup", "restore"):
        (use,) = (one for one in policies[name] if one["Sid"] == "KeysThroughServices")
        assert set(use["Resource"]) == keys
        assert "kms:ViaService" in use["Condition"]["StringLike"]
    roles = [s for s in deployed.of_type("aws:iam/role:Role") if "backups" in s.name]
    assert len(roles) == 2
    for role in roles:
        (trust,) = json.loads(str(role.inputs["assumeRolePolicy"]))["Statement"]
        assert trust["Principal"] == {"Service": "backup.amazonaws.com"}


def test_a_stack_without_stores_has_no_backups() -> None:
    declaration = load(reference_stack() / "openline.yaml")
    assert _plan_kept.backups(declaration, {}, {}, {}) is None


def test_backups_can_be_turned_off(shape: Shape) -> None:
    assert not shape("cname-unprotected").of_type(contract.TYPE_BACKUPS, PLAN, VAULT)


def test_one_region_keeps_its_backups_at_home(run: Run) -> None:
    states = built(run, regions={EAST: "primary"})
    assert list(in_region(states, VAULT)) == [EAST]
    assert "copyActions" not in rule(states)
    assert "NumberOfCopyJobsFailed" not in alarms(states)


def test_a_backup_is_never_older_than_was_asked_for() -> None:
    assert every(1) == "cron(0 5 * * ? *)"
    assert every(7) == "cron(0 5 ? * SUN *)"
    assert every(3) == "cron(0 5 1/3 * ? *)"
    assert every(31) == every(365) == "cron(0 5 1 * ? *)"


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"lock": "on"}, "lock: 'on'; write governance, compliance, off"),
        ({"keep_days": 1, "every_days": 7}, "keep_days: kept for 1 days and made every 7"),
        ({"copy_days": 1, "every_days": 7}, "copy_days: kept for 1 days and made every 7"),
        ({"copy_days": 0}, "copy_days: 0 days; 1 or more are needed"),
        ({"regions": {"us-east-1": "standby"}}, "regions: 0 regions are primary"),
        ({"regions": {"eu-west-1": "primary"}}, "key_arns: no key in eu-west-1"),
        ({"table_arns": {}}, "table_arns: no table"),
        (
            {"table_arns": {str(n): "t" for n in range(100)}},
            "table_arns: 100; the role that backs up takes 99",
        ),
    ],
)
def test_what_cannot_be_built_is_refused(run: Run, change: dict[str, Any], line: str) -> None:
    with pytest.raises(ProgramError) as caught:
        built(run, **change)
    assert line in str(caught.value)
