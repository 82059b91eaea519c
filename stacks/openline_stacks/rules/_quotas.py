"""Quotas of an account and a region, and where data may be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from openline.declaration import Residency
from openline_stacks.quotas import held
from openline_stacks.rules._balancers import BUCKETS
from openline_stacks.rules._broken import Broken
from openline_stacks.rules._encryption_table import REQUIREMENTS, Needs
from openline_stacks.rules._model import rule
from openline_stacks.rules._stack import Stack, at_path, region_of
from openline_stacks.states import ResourceState, States
from openline_stacks.topology._values import dig, number


@rule(
    "OL198",
    "More of a kind than a new account may have",
    why="A quota is per account and region; above it the next one is refused. A table may be "
    "warmed to 40,000 units a second, and no balancer capacity may be reserved at all. Raising "
    "one takes hours to days, and nobody has them in an outage.",
    source="Service Quotas console, defaults of each service; DynamoDB guide, 'Quotas'; "
    "Application Load Balancer guide, 'Quotas'",
    mend="Ask for a higher quota in both regions, before the first up.",
    severity="warning",
)
def quotas(stack: Stack) -> Iterator[Broken]:
    for one in held(States(stack.states), region_of):
        if one.amount <= one.quota.default:
            continue
        if not one.path:
            where = f" in {one.region}" if one.region else ""
            over = one.states[one.quota.default]
            what = f"{len(one.states)} of {over.type}{where}"
            yield Broken(over, "", f"{what}; a new account has {one.quota.default}")
            continue
        for state in one.states:
            asked = number(dig(state.inputs, *one.path.split(".")))
            yield Broken(state, one.path, f"{asked:,.0f}; a new account has {one.quota.default:,}")


@rule(
    "OL199",
    "Data outside the declared residency",
    why="The declaration says where data may be; what holds data elsewhere breaks that promise, "
    "whatever it is encrypted with.",
    source="the stack's own declaration, `residency`",
    mend="Move the resource or the replica, or declare the region.",
    severity="warning",
)
def residency(stack: Stack) -> Iterator[Broken]:
    declared = _declared(stack)
    if declared is None:
        return
    for state in stack.aws:
        for path, region in _places(state) if _holds_data(state.type) else ():
            excused = _ABROAD.get(state.type) in declared.except_.get(region, ())
            if not declared.allows(region) and not excused:
                within = ", ".join(declared.within)
                yield Broken(state, path, f"{region}; data may be in {within}")


# What an exception of the declaration lets off, by type.
_ABROAD: Final = {
    "aws:cloudwatch/logGroup:LogGroup": "edge-logs",
    "aws:s3/bucket:Bucket": "edge-logs",
    "aws:sns/topic:Topic": "alarms",
}


def _holds_data(type_: str) -> bool:
    needs = REQUIREMENTS.get(type_)
    return isinstance(needs, Needs) and (bool(needs.at_rest) or type_ in BUCKETS)


def _declared(stack: Stack) -> Residency | None:
    places = dig(stack.declared, "residency")
    try:
        return None if places is None else Residency.model_validate(places)
    except ValueError:  # not one of ours: its own program will say so
        return None


def _places(state: ResourceState) -> Iterator[tuple[str, str]]:
    own = region_of(state)
    if own is not None:
        yield "region", own
    for list_, key in (("replicas[]", "regionName"), ("replicas[]", "region")):
        for path, region in at_path(state.inputs, f"{list_}.{key}"):
            if isinstance(region, str):
                yield path, region


RULES: Final = (quotas, residency)
