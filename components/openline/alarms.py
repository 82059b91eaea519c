"""Who is told what in one region: service level, capacity, replication, and a dashboard."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NotRequired, TypedDict

import pulumi

from openline import contract
from openline._aws import heartbeat, watch
from openline._aws.arguments import checked
from openline._aws.dashboard import Row, dashboard
from openline._aws.site import Site

# CloudWatch API reference, PutCompositeAlarm: characters of a name.
_LONGEST = 255


class WatchedSystemArgs(TypedDict):
    balancer: pulumi.Input[str]
    """The balancer's name in metrics: its ARN's suffix."""
    targets: pulumi.Input[str]
    """The target group's."""
    level: float
    """Share of the requests that must be answered well within `within_s`."""
    within_s: float
    """Seconds within which an answer is a good one."""
    least: int
    """Healthy instances that must be there; 0 for a pilot light."""
    warm_up_s: float
    """Seconds from an instance's launch until it serves."""
    requests_per_instance_per_s: float
    """What one instance answers a second."""
    scale_at: float
    """Share of that at which the fleet grows."""


class WatchedTableArgs(TypedDict):
    name: pulumi.Input[str]
    """The table's, the same in every region."""
    key: str
    """Its partition key, a string."""


class ServiceAlarmsArgs(TypedDict):
    stack: str
    account: str
    region: str
    role: str
    systems: dict[str, WatchedSystemArgs]
    """System -> what is watched of it."""
    tables: NotRequired[dict[str, WatchedTableArgs]]
    """Label -> global table with copies here and in every region of `watches`."""
    watches: NotRequired[list[str]]
    """Regions whose writes must arrive here. This region's heartbeat is written for them too, so
    give each of them a `ServiceAlarms` that watches this one."""
    topic_arn: pulumi.Input[str]
    """In this region: alarms publish in their own."""
    key_arn: pulumi.Input[str]
    """This region's key."""


class ServiceAlarms(pulumi.ComponentResource):
    """For every system one alarm that pages, over service level, healthy instances and load; for
    every watched region one on the age of its heartbeat; and a dashboard. Everything lives in
    `region` and reads nothing of another one. Raises `ArgumentsError`."""

    alarm_arns: pulumi.Output[dict[str, str]]
    """System -> the alarm that pages for it."""
    replication_alarm_arns: pulumi.Output[dict[str, str]]
    """Watched region -> the alarm on its copies."""
    dashboard: pulumi.Output[str]
    """Name of the dashboard."""

    def __init__(
        self, name: str, args: ServiceAlarmsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        args = checked(type(self), name, ServiceAlarmsArgs, args, _problems)
        super().__init__(contract.TYPE_ALARMS, name, {**_inputs(args)}, opts)
        site = Site(
            parent=self,
            name=name,
            stack=args["stack"],
            component=contract.COMPONENT_ALARMS,
            region=args["region"],
            role=args["role"],
        )
        pages = {system: _watch(site, system, args) for system in sorted(args["systems"])}
        stalled = _replication(site, args)
        self.alarm_arns = pulumi.Output.all(**pages)
        self.replication_alarm_arns = pulumi.Output.all(**stalled)
        self.dashboard = dashboard(
            site,
            {system: _row(args["systems"][system]) for system in pages},
            alarm_arns=[*pages.values(), *stalled.values()],
            watches=list(stalled),
            switches=args["role"] in ("active", "standby"),
        ).dashboard_name
        self.register_outputs(
            {
                "alarmArns": self.alarm_arns,
                "replicationAlarmArns": self.replication_alarm_arns,
                "dashboard": self.dashboard,
            }
        )


def _problems(args: ServiceAlarmsArgs) -> Iterator[str]:
    if not args["systems"]:
        yield "systems: none; name one that is to be watched"
    for system, one in sorted(args["systems"].items()):
        if not 0 < one["level"] <= 1:
            yield f"systems.{system}.level: {one['level']} is not a share above 0 and at most 1"
        for field, value in (
            ("within_s", one["within_s"]),
            ("requests_per_instance_per_s", one["requests_per_instance_per_s"]),
        ):
            if value <= 0:
                yield f"systems.{system}.{field}: {value}; more than 0 is needed"
        if len(f"{args['stack']}.{system}") > _LONGEST:
            yield f"systems.{system}: {args['stack']}.{system} is too long for an alarm's name"
    if args["region"] in args.get("watches", []):
        yield f"watches: {args['region']} cannot tell of its own end; leave it out"


def _inputs(args: ServiceAlarmsArgs) -> contract.AlarmsInputs:
    return {
        "schemaVersion": contract.SCHEMA_VERSION,
        "region": args["region"],
        "watches": sorted(args.get("watches", [])),
    }


def _row(system: WatchedSystemArgs) -> Row:
    return Row(
        balancer=system["balancer"],
        targets=system["targets"],
        level=system["level"],
        within_s=system["within_s"],
        limit_per_s=system["requests_per_instance_per_s"],
    )


def _watch(site: Site, system: str, args: ServiceAlarmsArgs) -> pulumi.Output[str]:
    """The ARN of the alarm that pages."""
    own = args["systems"][system]
    site = replace(site, name=f"{site.name}-{system}", system=system)
    front, targets = own["balancer"], own["targets"]
    alarms = [
        watch.service_level(site, front, level=own["level"], within_s=own["within_s"]),
        watch.load(
            site,
            front,
            targets,
            per_instance_per_s=own["requests_per_instance_per_s"],
            scale_at=own["scale_at"],
        ),
    ]
    if own["least"] > 0:
        alarms.append(
            watch.instances(site, front, targets, least=own["least"], warm_up_s=own["warm_up_s"])
        )
    return watch.page(site, alarms, args["topic_arn"]).arn


def _replication(site: Site, args: ServiceAlarmsArgs) -> dict[str, pulumi.Output[str]]:
    """Watched region -> its alarm's ARN. None where there is nothing that is copied."""
    watches, account, key_arn = sorted(args.get("watches", [])), args["account"], args["key_arn"]
    tables = {
        label: heartbeat.Table(table["name"], table["key"])
        for label, table in args.get("tables", {}).items()
    }
    if not watches or not tables:
        return {}
    function = heartbeat.reader(site, watches, account=account, key_arn=key_arn)
    role = heartbeat.scheduler_role(site, account, function_arn=function.arn, key_arn=key_arn)
    heartbeat.write(site, tables, role=role, key_arn=key_arn)
    heartbeat.read(site, tables, watches, function=function, role=role, key_arn=key_arn)
    return {source: heartbeat.stalled(site, source, args["topic_arn"]).arn for source in watches}
