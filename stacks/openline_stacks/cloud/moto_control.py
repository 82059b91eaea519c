"""`MotoControl`: the control plane as the world sees it, read back through boto3."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, Literal, TypeVar

from botocore.exceptions import ClientError

from openline_stacks.cloud._local_aws import LocalAws
from openline_stacks.cloud.control import AlarmView, CheckView, FleetView, RecordView
from openline_stacks.topology import Entry, Topology

_T = TypeVar("_T")
_Role = Literal["PRIMARY", "SECONDARY", "SIMPLE", "WEIGHTED"]
_ROLES: Final[dict[str, _Role]] = {"PRIMARY": "PRIMARY", "SECONDARY": "SECONDARY"}
_DIALS_REGION: Final = "us-west-2"  # the only endpoint of Global Accelerator's API
_ANSWERS: Final = ("A", "CNAME")  # the record types that send clients somewhere
_ASKED_AT_ONCE: Final = 100  # CloudWatch API reference, DescribeAlarms: names in one call


class MotoControl:
    """A `ControlView` over an open `LocalAws` and the topology of what runs in it.

    Each service is read again only after a call that may have changed it. Its own calls are
    aside: they never hang, count for nothing and change no version.
    """

    def __init__(self, aws: LocalAws, topology: Topology) -> None:
        self._aws = aws
        self._topology = topology
        self._regions = tuple(region.name for region in topology.regions)
        self._cache: dict[tuple[str, str], tuple[int, Any]] = {}

    @property
    def version(self) -> int:
        """Grows with every call that may have changed an answer of this view."""
        return self._aws.version

    def records(self, system: str) -> tuple[RecordView, ...]:
        """The records that answer for a system's public name, behind an edge for its origin's,
        PRIMARY before SECONDARY; none where nothing routes to it."""
        entry = self._topology.system(system).entry
        if entry is None or entry.zone_id is None:
            return ()
        zone = entry.zone_id
        held = self._fresh("route53", f"zone {zone}", lambda: self._zone_records(zone))
        views = (self._record_view(entry, record) for record in held)
        found = (view for view in views if view is not None)
        return tuple(sorted(found, key=lambda view: (view.role, view.set_identifier or "")))

    def checks(self) -> Mapping[str, CheckView]:
        """Every health check, by id."""
        return self._fresh("route53", "checks", self._read_checks)

    def alarms(self) -> Mapping[tuple[str, str], AlarmView]:
        """The metric alarms that health checks follow. A stack has ten times as many that page
        people, and a switch's datapoint makes all of them worth another look."""
        followed = sorted(
            {
                (check.alarm_region, check.alarm_name)
                for check in self.checks().values()
                if check.alarm_region and check.alarm_name
            }
        )
        return self._fresh("cloudwatch", repr(followed), lambda: self._read_alarms(followed))

    def fleet(self, system: str, region: str) -> FleetView | None:
        """The sizes of a system's group in a region; None where there is no such group."""
        fleet = self._topology.system(system).fleet(region)
        if fleet is None or fleet.group_name is None:
            return None
        groups = self._fresh("autoscaling", region, lambda: self._read_groups(region))
        return groups.get(fleet.group_name)

    def dials(self, system: str) -> Mapping[str, float]:
        """The dials of an accelerator's endpoint groups, as whoever turned them last left them."""
        entry = self._topology.system(system).entry
        groups = entry.accelerator.groups if entry and entry.accelerator else {}
        found = {arn.rpartition("/endpoint-group/")[0] for arn in groups.values() if arn}
        dials: dict[str, float] = {}
        for listener in sorted(found):
            read = partial(self._read_dials, listener)
            dials |= self._fresh("globalaccelerator", listener, read)
        return dials

    def _read_dials(self, listener: str) -> dict[str, float]:
        client = self._aws.client("globalaccelerator", _DIALS_REGION)
        try:
            groups = client.list_endpoint_groups(ListenerArn=listener)["EndpointGroups"]
        except ClientError:
            return {}  # somebody deleted it
        return {
            group["EndpointGroupRegion"]: group["TrafficDialPercentage"] / 100.0 for group in groups
        }

    def _fresh(self, service: str, what: str, read: Callable[[], _T]) -> _T:
        version = self._aws.version_of(service)
        held = self._cache.get((service, what))
        if held is None or held[0] != version:
            with self._aws.aside():
                held = self._cache[service, what] = (version, read())
        value: _T = held[1]
        return value

    def _pages(self, service: str, region: str, operation: str, key: str, **params: Any) -> Any:
        pages = self._aws.client(service, region).get_paginator(operation).paginate(**params)
        return [item for page in pages for item in page.get(key, ())]

    def _zone_records(self, zone: str) -> list[Mapping[str, Any]]:
        found: list[Mapping[str, Any]] = self._pages(
            "route53",
            "us-east-1",
            "list_resource_record_sets",
            "ResourceRecordSets",
            HostedZoneId=zone,
        )
        return found

    def _record_view(self, entry: Entry, record: Mapping[str, Any]) -> RecordView | None:
        name = entry.edge.origin_name if entry.edge else entry.public_name
        if _bare(record["Name"]) != _bare(name) or record["Type"] not in _ANSWERS:
            return None
        if record.get("Weight") == 0:
            return None  # Route 53 developer guide, weighted routing: it is not answered
        region = self._region_of(entry, record)
        if region is None:
            return None
        return RecordView(
            region=region,
            role="WEIGHTED"
            if "Weight" in record
            else _ROLES.get(record.get("Failover", ""), "SIMPLE"),
            set_identifier=record.get("SetIdentifier"),
            check_id=record.get("HealthCheckId"),
            evaluate_target_health=bool(
                record.get("AliasTarget", {}).get("EvaluateTargetHealth", False)
            ),
            ttl_s=float(record["TTL"]) if "TTL" in record else None,
        )

    def _region_of(self, entry: Entry, record: Mapping[str, Any]) -> str | None:
        """Where a record sends clients: by the name it points at, else by what it calls itself."""
        names = [record.get("AliasTarget", {}).get("DNSName", "")]
        names += [value["Value"] for value in record.get("ResourceRecords", ())]
        labels = {label for name in names for label in name.lower().split(".")}
        pointed = [region for region in self._regions if region in labels]
        if pointed:
            return pointed[0]
        own = record.get("SetIdentifier")
        declared = {target.set_identifier: target.region for target in entry.targets}
        return declared.get(own) or (own.partition(":")[2] or None if own else None)

    def _read_checks(self) -> dict[str, CheckView]:
        held = self._pages("route53", "us-east-1", "list_health_checks", "HealthChecks")
        views = (_check_view(check, self._aws) for check in held)
        return {view.id: view for view in views}

    def _read_alarms(self, followed: Sequence[tuple[str, str]]) -> dict[tuple[str, str], AlarmView]:
        found = {}
        for region, pairs in groupby(followed, key=itemgetter(0)):
            names = [name for _, name in pairs]
            for at in range(0, len(names), _ASKED_AT_ONCE):
                asked = names[at : at + _ASKED_AT_ONCE]
                for alarm in self._pages(
                    "cloudwatch", region, "describe_alarms", "MetricAlarms", AlarmNames=asked
                ):
                    found[region, str(alarm["AlarmName"])] = self._alarm_view(region, alarm)
        return found

    def _alarm_view(self, region: str, alarm: Mapping[str, Any]) -> AlarmView:
        dimensions = {d["Name"]: d["Value"] for d in alarm.get("Dimensions", ())}
        newest = self._aws.datapoints.newest(
            region, alarm.get("Namespace", ""), alarm.get("MetricName", ""), dimensions
        )
        return AlarmView(
            name=alarm["AlarmName"],
            region=region,
            threshold=float(alarm.get("Threshold", 0.0)),
            comparison=alarm["ComparisonOperator"],
            period_s=int(alarm.get("Period", 60)),
            evaluation_periods=int(alarm["EvaluationPeriods"]),
            treat_missing_data=alarm.get("TreatMissingData", "missing"),
            latest_value=newest.value if newest else None,
            latest_at_us=newest.at_us if newest else None,
        )

    def _read_groups(self, region: str) -> dict[str, FleetView]:
        held = self._pages(
            "autoscaling", region, "describe_auto_scaling_groups", "AutoScalingGroups"
        )
        return {group["AutoScalingGroupName"]: self._fleet_view(region, group) for group in held}

    def _fleet_view(self, region: str, group: Mapping[str, Any]) -> FleetView:
        true = self._aws.sizes.of(region, group["AutoScalingGroupName"])
        if true is not None:
            return FleetView(true.min, true.max, true.desired)
        return FleetView(group["MinSize"], group["MaxSize"], group["DesiredCapacity"])


def _bare(name: str) -> str:
    return name.rstrip(".").lower()


def _check_view(check: Mapping[str, Any], aws: LocalAws) -> CheckView:
    config = {**check["HealthCheckConfig"], **aws.health_checks.kept(check["Id"])}
    kind = config["Type"]
    endpoint = kind not in ("CALCULATED", "CLOUDWATCH_METRIC")
    alarm = config.get("AlarmIdentifier", {})
    return CheckView(
        id=check["Id"],
        kind="endpoint" if endpoint else "calculated" if kind == "CALCULATED" else "metric",
        interval_s=float(config["RequestInterval"]) if endpoint else None,
        threshold=int(config["FailureThreshold"]) if endpoint else None,
        inverted=bool(config.get("Inverted", False)),
        disabled=bool(config.get("Disabled", False)),
        children=tuple(config.get("ChildHealthChecks", ())) if kind == "CALCULATED" else (),
        child_threshold=config.get("HealthThreshold") if kind == "CALCULATED" else None,
        alarm_name=alarm.get("Name"),
        alarm_region=alarm.get("Region"),
        insufficient_data=config.get("InsufficientDataHealthStatus"),
    )
