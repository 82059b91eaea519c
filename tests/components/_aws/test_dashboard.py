"""A region's dashboard: its own region alone, and no more than CloudWatch takes."""

from __future__ import annotations

import json
from typing import Any, cast

import pulumi

from openline._aws import dashboard
from openline._aws.dashboard import Row
from openline._aws.site import Site
from openline_stacks.states import States

DASHBOARD = "aws:cloudwatch/dashboard:Dashboard"
EAST, WEST = "us-east-1", "us-west-2"


def widgets(states: States, region: str = WEST) -> list[dict[str, Any]]:
    (board,) = (s for s in states.of_type(DASHBOARD) if s.inputs["region"] == region)
    found = json.loads(str(board.inputs["dashboardBody"]))["widgets"]
    assert isinstance(found, list)
    return found


def test_a_regions_dashboard_shows_its_own_region_alone(deployed: States) -> None:
    for region in (EAST, WEST):
        shown = {
            w["properties"]["region"] for w in widgets(deployed, region) if w["type"] == "metric"
        }
        assert shown == {region}


def test_the_standbys_dashboard_has_the_switches_and_a_row_for_each_system(
    deployed: States,
) -> None:
    titles = [widget["properties"]["title"] for widget in widgets(deployed)]
    assert len([title for title in titles if title.startswith(("orders:", "portal:"))]) == 6
    assert any(title.startswith("Switches") for title in titles)
    east = [widget["properties"]["title"] for widget in widgets(deployed, EAST)]
    assert not any(title.startswith("Switches") for title in east)
    (alarm,) = (widget for widget in widgets(deployed) if widget["type"] == "alarm")
    assert len(alarm["properties"]["alarms"]) == 2 + 1  # two systems, one watched region


def test_a_dashboard_never_has_more_widgets_than_cloudwatch_takes(deployed: States) -> None:
    row = Row("app/x/1", "targetgroup/x/2", level=0.99, within_s=2.0, limit_per_s=120.0)
    rows = {f"s{n}": row for n in range(400)}
    parent = cast("pulumi.Resource", None)  # it names nothing and registers nothing here
    site = Site(parent=parent, name="a", stack="shop", component="", region=WEST, role="standby")
    alarms = [f"arn-{n}" for n in range(401)]
    body = dashboard.body(
        site, rows, dict.fromkeys(rows, ("app/x/1", "t/x/2")), alarms, [EAST], True
    )
    found = json.loads(body)["widgets"]
    assert 497 < len(found) <= 500
    # every alarm is shown, a hundred in one widget at most
    shown = [one["properties"]["alarms"] for one in found if one["type"] == "alarm"]
    assert [len(one) for one in shown] == [100, 100, 100, 100, 1]
    assert [alarm for one in shown for alarm in one] == alarms
