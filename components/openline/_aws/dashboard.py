"""A region's dashboard: alarms, replication and switches on top, then a row for each system."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pulumi
import pulumi_aws as aws

from openline import contract
from openline._aws.heartbeat import STALE_S
from openline._aws.site import Site

_WHOLE, _THIRD = 24, 8
_TALL: Final = 6
_BALANCER: Final = "AWS/ApplicationELB"
# CloudWatch API reference, PutDashboard: widgets on one dashboard.
_MOST_WIDGETS: Final = 500
# CloudWatch guide, "Dashboard body structure": alarms in one widget.
_MOST_ALARMS: Final = 100
_A_ROW: Final = 3
_Widget = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One system: its balancer's and target group's names in metrics, and what was promised."""

    balancer: pulumi.Input[str]
    targets: pulumi.Input[str]
    level: float
    within_s: float
    limit_per_s: float


@dataclass(frozen=True, slots=True)
class _Names:
    balancer: str
    targets: str


def dashboard(
    site: Site,
    rows: Mapping[str, Row],
    *,
    alarm_arns: Sequence[pulumi.Input[str]],
    watches: Sequence[str],
    switches: bool,
) -> aws.cloudwatch.Dashboard:
    """`watches`: regions whose heartbeats are read here. `switches`: they live here."""
    systems = sorted(rows)
    names = [pulumi.Output.all(rows[name].balancer, rows[name].targets) for name in systems]
    text = pulumi.Output.all(pulumi.Output.all(*alarm_arns), *names).apply(
        lambda known: body(
            site, rows, dict(zip(systems, known[1:], strict=True)), known[0], watches, switches
        )
    )
    return aws.cloudwatch.Dashboard(
        site.named("dashboard"),
        region=site.region,
        # it takes no automatic name, and is the account's: the region is in it
        dashboard_name=f"{site.stack}-{site.region}",
        dashboard_body=text,
        opts=site.options(),
    )


def body(
    site: Site,
    rows: Mapping[str, Row],
    known: Mapping[str, Sequence[str]],
    alarm_arns: Sequence[str],
    watches: Sequence[str],
    switches: bool,
) -> str:
    """`known`: system -> its balancer's and target group's names in metrics."""
    top = _top(site, alarm_arns, watches, sorted(rows) if switches else [])
    below = _rows(site, rows, known, _MOST_WIDGETS - len(top))
    return json.dumps({"widgets": [*top, *below]}, sort_keys=True)


def _top(
    site: Site, alarm_arns: Sequence[str], watches: Sequence[str], switched: Sequence[str]
) -> list[_Widget]:
    found: list[_Widget] = [
        {
            "type": "alarm",
            "width": _WHOLE,
            "height": 3,
            "properties": {
                "title": f"{site.stack} in {site.region}",
                "alarms": list(alarm_arns[start : start + _MOST_ALARMS]),
            },
        }
        for start in range(0, len(alarm_arns), _MOST_ALARMS)
    ]
    if watches:
        ages = [
            [contract.REPLICATION_NAMESPACE, contract.REPLICATION_METRIC,
             "Stack", site.stack, "Source", source]
            for source in watches
        ]  # fmt: skip
        title = "Age of the other regions' heartbeats (s); up to 120 without any lag"
        found.append(_graph(site, title, ages, "Maximum", limit=STALE_S, width=_WHOLE // 2))
    if switched:
        flips = [
            [contract.SWITCH_NAMESPACE, contract.SWITCH_METRIC,
             *(word for pair in contract.switch_dimensions(site.stack, system).items()
               for word in pair)]
            for system in switched
        ]  # fmt: skip
        title = "Switches: 1 was switched over to here; no data was never switched"
        found.append(_graph(site, title, flips, "Maximum", width=_WHOLE // 2))
    return found


def _rows(
    site: Site, rows: Mapping[str, Row], known: Mapping[str, Sequence[str]], room: int
) -> list[_Widget]:
    return [
        widget
        for system in sorted(rows)[: room // _A_ROW]
        for widget in _row(site, system, rows[system], _Names(*known[system]))
    ]


def _row(site: Site, system: str, row: Row, names: _Names) -> list[_Widget]:
    front = ["LoadBalancer", names.balancer]
    both = ["TargetGroup", names.targets, *front]
    errors = [
        [_BALANCER, metric, *front]
        for metric in ("RequestCount", "HTTPCode_Target_5XX_Count", "HTTPCode_ELB_5XX_Count")
    ]
    quantile = f"p{100 * row.level:g}"
    return [
        _graph(site, f"{system}: requests and errors a minute", errors, "Sum"),
        _graph(
            site,
            f"{system}: {quantile} of answers (s)",
            [[_BALANCER, "TargetResponseTime", *front]],
            quantile,
            limit=row.within_s,
        ),
        _graph(
            site,
            f"{system}: healthy instances, and requests a minute of each",
            [
                [_BALANCER, "HealthyHostCount", *both, {"stat": "Minimum"}],
                [_BALANCER, "RequestCountPerTarget", *both, {"yAxis": "right"}],
            ],
            "Sum",
            right=row.limit_per_s * 60,
        ),
    ]


def _graph(
    site: Site,
    title: str,
    metrics: Sequence[Sequence[Any]],
    stat: str,
    *,
    limit: float | None = None,
    right: float | None = None,
    width: int = _THIRD,
) -> _Widget:
    lines = [
        *([{"value": limit}] if limit is not None else []),
        *([{"value": right, "yAxis": "right"}] if right is not None else []),
    ]
    properties: dict[str, Any] = {
        "title": title,
        "region": site.region,
        "metrics": list(metrics),
        "stat": stat,
        "period": 60,
        "view": "timeSeries",
        "yAxis": {"left": {"min": 0}, "right": {"min": 0}},
    }
    if lines:
        properties["annotations"] = {"horizontal": lines}
    return {"type": "metric", "width": width, "height": _TALL, "properties": properties}
