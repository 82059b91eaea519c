"""Auto Scaling groups: sizes, templates, schedules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import Final

from openline_stacks.rules._broken import Broken
from openline_stacks.rules._model import rule
from openline_stacks.rules._stack import Stack, blocks
from openline_stacks.states import UNKNOWN, ResourceState
from openline_stacks.topology._graph import GROUP, TEMPLATE
from openline_stacks.topology._values import dig, number, text

_SCHEDULE: Final = "aws:autoscaling/schedule:Schedule"
_SOURCES: Final = ("launchTemplate", "launchConfiguration", "mixedInstancesPolicy")
_SIZES: Final = ("minSize", "desiredCapacity", "maxSize")
# Auto Scaling API reference, PutScheduledUpdateGroupAction: five cron fields, and their ranges.
_FIELDS: Final = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
_NAMES: Final = re.compile(
    r"JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|SUN|MON|TUE|WED|THU|FRI|SAT", re.IGNORECASE
)
_PART: Final = re.compile(r"(\*|[0-9L?#W]+(-[0-9]+)?)(/[0-9]+)?")

_IMAGE: Final = re.compile(r"ami-([0-9a-f]{8}|[0-9a-f]{17})|resolve:ssm:.+")


def _sizes(state: ResourceState) -> Iterator[Broken]:
    known = [(key, value) for key in _SIZES if (value := number(state.inputs.get(key))) is not None]
    # -1 in a schedule leaves a size as it is
    known = [(key, value) for key, value in known if value != -1 or state.type == GROUP]
    for key, value in known:
        if value < 0 or not value.is_integer():
            yield Broken(state, key, f"{value:g} instances")
    for (low, small), (high, large) in pairwise(known):
        if small > large:
            yield Broken(state, low, f"{low} {small:g} over {high} {large:g}")


@rule(
    "OL148",
    "A group or a schedule whose sizes contradict each other",
    why="The minimum is at most the desired size, that at most the maximum.",
    source="Auto Scaling API reference, CreateAutoScalingGroup and PutScheduledUpdateGroupAction",
    mend="Raise maxSize or lower minSize; leave desiredCapacity to scaling.",
)
def sizes(stack: Stack) -> Iterator[Broken]:
    for state in stack.of_type(GROUP, _SCHEDULE):
        yield from _sizes(state)


@rule(
    "OL109",
    "A group that does not know what to launch or where",
    why="A group takes one launch template (or configuration, or mixed policy) and subnets or "
    "zones; a template's image is an AMI's id, or resolve:ssm: and a parameter that holds one.",
    source="Auto Scaling API reference, CreateAutoScalingGroup; EC2 API reference, "
    "CreateLaunchTemplate: ImageId",
    mend="Give launchTemplate and vpcZoneIdentifiers; name the image as ami-... or resolve:ssm:...",
)
def launches(stack: Stack) -> Iterator[Broken]:
    for state in stack.of_type(GROUP):
        if not any(state.inputs.get(one) for one in _SOURCES):
            yield Broken(state, "launchTemplate", f"none of {', '.join(_SOURCES)}")
        if not any(state.inputs.get(one) for one in ("vpcZoneIdentifiers", "availabilityZones")):
            yield Broken(state, "vpcZoneIdentifiers", "neither subnets nor zones")
    for state in stack.of_type(TEMPLATE):
        image = text(state.inputs.get("imageId"))
        if image is not None and not _IMAGE.fullmatch(image):
            yield Broken(state, "imageId", f"{image} is neither an AMI's id nor resolve:ssm:")
        for path, device in blocks(state.inputs.get("blockDeviceMappings"), "blockDeviceMappings"):
            if dig(device, "ebs", "kmsKeyId") and dig(device, "ebs", "encrypted") in (
                None,
                "false",
            ):
                yield Broken(state, f"{path}.ebs.encrypted", "a key for a volume not encrypted")


@rule(
    "OL149",
    "A schedule that never does anything, or that no clock knows",
    why="A schedule has five cron fields or a start, ends after it starts, and sets at least one "
    "size.",
    source="Auto Scaling API reference, PutScheduledUpdateGroupAction",
    mend="Write minute hour day month weekday, or startTime as 2026-11-25T06:00:00Z.",
)
def schedules(stack: Stack) -> Iterator[Broken]:
    for state in stack.of_type(_SCHEDULE):
        given = [state.inputs.get(key) for key in _SIZES]
        if all(size is None or size == -1 for size in given):
            yield Broken(state, "minSize", "no size is set")
        if state.inputs.get("recurrence") is None and state.inputs.get("startTime") is None:
            yield Broken(state, "recurrence", "neither recurrence nor startTime")
        cron = text(state.inputs.get("recurrence"))
        if cron is not None and not is_cron(cron):
            yield Broken(state, "recurrence", f"{cron!r} is not five cron fields")
        yield from _times(state)


def is_cron(expression: str) -> bool:
    fields = expression.split()
    if len(fields) != len(_FIELDS):
        return False
    return all(
        _in_range(part, least, most)
        for field, (least, most) in zip(fields, _FIELDS, strict=True)
        for part in _NAMES.sub("1", field).split(",")
    )


def _in_range(part: str, least: int, most: int) -> bool:
    if not _PART.fullmatch(part):
        return False
    figures = [int(figure) for figure in re.findall(r"\d+", part.partition("/")[0])]
    return all(least <= figure <= most for figure in figures)


def _times(state: ResourceState) -> Iterator[Broken]:
    read: dict[str, datetime] = {}
    for key in ("startTime", "endTime"):
        said = state.inputs.get(key)
        if said is None or said is UNKNOWN:
            continue
        try:
            read[key] = datetime.strptime(str(said), "%Y-%m-%dT%H:%M:%SZ")
        except ValueError:
            yield Broken(state, key, f"{said!r} is no time such as 2026-11-25T06:00:00Z")
    if len(read) == 2 and read["endTime"] <= read["startTime"]:
        yield Broken(state, "endTime", "it ends before it starts")


RULES: Final = (launches, sizes, schedules)
