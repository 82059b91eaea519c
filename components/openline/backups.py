"""Backups of a stack's tables: made in one region, copied to the others, deleted by nobody."""

from collections.abc import Iterator
from typing import Final, NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from openline import contract
from openline._aws.arguments import checked
from openline._aws.attached import MOST_TABLES
from openline._aws.backup_roles import backup_role, restore_role
from openline._aws.names import VAULT
from openline._aws.roles import one_primary, primary_first
from openline._aws.schedules import every
from openline._aws.site import Site
from openline._aws.vaults import vault

_LOCKS: Final = ("governance", "compliance", "off")
# Minutes. The least that AWS Backup takes for a start; done before a daily one comes again.
_START_WITHIN, _DONE_WITHIN = 60, 720
# CloudWatch evaluates no more than a week of hours (PutMetricAlarm).
_WATCHED_DAYS: Final = 6
_HOUR_S, _DAY_H = 3600, 24
# What a backup may take beyond its schedule before it is missed: start window and a run.
_LATE_H: Final = 4


class BackupsArgs(TypedDict):
    stack: str
    account: str
    regions: dict[str, str]
    """Region -> role. Tables are backed up in the primary (of two active ones the first by name),
    whatever replicas they have; the other regions keep a copy of every backup."""
    table_arns: dict[str, pulumi.Input[str]]
    """Any name of yours -> ARN of a table in the region that is backed up."""
    key_arns: dict[str, pulumi.Input[str]]
    """Region -> ARN of the key there, for each of `regions`."""
    every_days: int
    """Days from one backup to the next."""
    keep_days: int
    """How long a backup is kept where it was made."""
    copy_days: int
    """How long a copy is kept."""
    lock: str
    """`governance`, `compliance` or `off`: who may shorten that."""
    alarm_topics: NotRequired[dict[str, pulumi.Input[str]]]
    """Region -> topic that hears of failed and missing backups."""
    protection: NotRequired[bool]


class Backups(pulumi.ComponentResource):
    """An encrypted, locked vault in each region, a plan that fills the first and copies to the
    others, alarms, and the roles to back up and to restore. Raises `ArgumentsError`.

    Backups stop while the primary is lost: the replicas have point-in-time recovery of their own.
    Copies need the account's advanced features for DynamoDB, which new accounts have
    (`aws backup describe-region-settings`); they are the account's, so nothing here sets them.
    """

    vaults: pulumi.Output[dict[str, str]]
    """Region -> vault."""
    plan_id: pulumi.Output[str]
    """Id of the plan that makes and copies backups."""
    restore_role_arn: pulumi.Output[str]
    """For `aws backup start-restore-job`, in any of the regions."""

    def __init__(
        self, name: str, args: BackupsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        args = checked(type(self), name, BackupsArgs, args, _problems)
        super().__init__(contract.TYPE_BACKUPS, name, {**_inputs(args)}, opts)
        region, *others = primary_first(args["regions"])
        site = _site(self, name, args, region)
        own = _vault(site, args, args["keep_days"])
        copies = {
            other: _vault(_site(self, name, args, other), args, args["copy_days"])
            for other in others
        }
        self.plan_id = _plan(site, args, own, list(copies.values()))
        _alarms(site, args, own)
        self.restore_role_arn = restore_role(site, args["account"], key_arns=_keys(args)).arn
        names = {region: own.name, **{other: one.name for other, one in copies.items()}}
        self.vaults = pulumi.Output.all(**names)
        self.register_outputs(
            {
                "vaults": self.vaults,
                "planId": self.plan_id,
                "restoreRoleArn": self.restore_role_arn,
            }
        )


def _keys(args: BackupsArgs) -> list[pulumi.Input[str]]:
    return [args["key_arns"][region] for region in primary_first(args["regions"])]


def _problems(args: BackupsArgs) -> Iterator[str]:
    yield from one_primary(args["regions"])
    if args["lock"] not in _LOCKS:
        yield f"lock: {args['lock']!r}; write {', '.join(_LOCKS)}"
    for field, days in (
        ("every_days", args["every_days"]),
        ("keep_days", args["keep_days"]),
        ("copy_days", args["copy_days"]),
    ):
        if days < 1:
            yield f"{field}: {days} days; 1 or more are needed"
    for field in ("keep_days", "copy_days"):
        days = args["keep_days"] if field == "keep_days" else args["copy_days"]
        if days < args["every_days"]:
            yield (
                f"{field}: kept for {days} days and made every {args['every_days']}: "
                "for the days between there is none; keep each until the next is made"
            )
    if not args["table_arns"]:
        yield "table_arns: no table; a plan that backs up nothing would only look like a backup"
    if len(args["table_arns"]) > MOST_TABLES:
        count = len(args["table_arns"])
        yield f"table_arns: {count}; the role that backs up takes {MOST_TABLES}"
    for region in sorted(args["regions"]):
        if region not in args["key_arns"]:
            yield f"key_arns: no key in {region}; every vault is encrypted with its region's key"


def _inputs(args: BackupsArgs) -> contract.BackupsInputs:
    region, *others = primary_first(args["regions"])
    return {
        "schemaVersion": contract.SCHEMA_VERSION,
        "region": region,
        "copies": sorted(others),
        "everyDays": args["every_days"],
        "keepDays": args["keep_days"],
        "copyDays": args["copy_days"],
        "lock": args["lock"],
    }


def _site(parent: Backups, name: str, args: BackupsArgs, region: str) -> Site:
    return Site(
        parent=parent,
        name=f"{name}-{region}",
        stack=args["stack"],
        component=contract.COMPONENT_BACKUPS,
        region=region,
        role=args["regions"][region],
        protection=args.get("protection", True),
    )


def _vault(site: Site, args: BackupsArgs, keep_days: int) -> aws.backup.Vault:
    return vault(site, args["key_arns"][site.region], lock=args["lock"], keep_days=keep_days)


def _plan(
    site: Site, args: BackupsArgs, own: aws.backup.Vault, copies: list[aws.backup.Vault]
) -> pulumi.Output[str]:
    rule = aws.backup.PlanRuleArgs(
        rule_name="every-day" if args["every_days"] == 1 else f"every-{args['every_days']}-days",
        target_vault_name=own.name,
        schedule=every(args["every_days"]),
        start_window=_START_WITHIN,
        completion_window=_DONE_WITHIN,
        lifecycle=aws.backup.PlanRuleLifecycleArgs(delete_after=args["keep_days"]),
        copy_actions=[
            aws.backup.PlanRuleCopyActionArgs(
                destination_vault_arn=copy.arn,
                lifecycle=aws.backup.PlanRuleCopyActionLifecycleArgs(
                    delete_after=args["copy_days"]
                ),
            )
            for copy in copies
        ]
        or None,
        recovery_point_tags=site.tags("plan"),
    )
    plan = aws.backup.Plan(
        site.named("plan", VAULT),
        region=site.region,
        rules=[rule],
        tags=site.tags("plan"),
        opts=site.options(),
    )
    tables = [args["table_arns"][table] for table in sorted(args["table_arns"])]
    role = backup_role(
        site,
        args["account"],
        table_arns=tables,
        vault_arns=[one.arn for one in (own, *copies)],
        key_arns=_keys(args),
    )
    aws.backup.Selection(
        site.named("tables", VAULT),
        region=site.region,
        plan_id=plan.id,
        iam_role_arn=role.arn,
        resources=tables,
        opts=site.options(),
    )
    return plan.id


def _alarms(site: Site, args: BackupsArgs, own: aws.backup.Vault) -> None:
    """Vault notifications would not do: the events for failed backups are deprecated and sent no
    more (PutBackupVaultNotifications), and none says that a backup was never tried."""
    topic = args.get("alarm_topics", {}).get(site.region)
    if topic is None:
        return
    _alarm(site, own, topic, "failed", "NumberOfBackupJobsFailed", "A backup failed", hours=1)
    if len(args["regions"]) > 1:
        _alarm(site, own, topic, "uncopied", "NumberOfCopyJobsFailed", "A copy failed", hours=1)
    if args["every_days"] <= _WATCHED_DAYS:
        hours = args["every_days"] * _DAY_H + _LATE_H
        text = f"No table was backed up for {hours} hours"
        _alarm(site, own, topic, "missing", "NumberOfBackupJobsCompleted", text, hours=hours)


def _alarm(
    site: Site,
    own: aws.backup.Vault,
    topic: pulumi.Input[str],
    suffix: str,
    metric: str,
    text: str,
    *,
    hours: int,
) -> None:
    """One hour of a bad count, or all `hours` of a good one that is missing."""
    missing = hours > 1
    aws.cloudwatch.MetricAlarm(
        site.named(suffix),
        region=site.region,
        alarm_description=f"{text} ({site.stack}, {site.region})",
        namespace="AWS/Backup",
        metric_name=metric,
        dimensions={"BackupVaultName": own.name},
        statistic="Sum",
        comparison_operator=("LessThanThreshold" if missing else "GreaterThanOrEqualToThreshold"),
        threshold=1.0,
        period=_HOUR_S,
        evaluation_periods=hours,
        treat_missing_data="breaching" if missing else "notBreaching",
        alarm_actions=[topic],
        ok_actions=[topic],
        tags=site.tags(suffix),
        opts=site.options(),
    )
