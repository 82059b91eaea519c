"""What one part of a stack needs of another: made in the same program, or handed over by another.

A handover is one plain mapping, the same in every language, so that a program passes it on whole
and need not know what is in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import pulumi

from openline import _plan
from openline.declaration import Declaration

_Path = tuple[str, ...]
_TOLD: Final = 3  # of what is missing; where all is, one would be as good


@dataclass(frozen=True, slots=True)
class Shared:
    """What all regions share. Region -> ARN, of a table system -> store -> name. Of a log of
    interactions the ARN of its bucket; without one there is none in any region."""

    key_arns: Mapping[str, pulumi.Output[str]]
    alarm_topics: Mapping[str, pulumi.Output[str]]
    certificate_arns: Mapping[str, pulumi.Output[str]]
    interaction_logs: Mapping[str, pulumi.Output[str]]
    tables: Mapping[str, Mapping[str, pulumi.Output[str]]]

    def handover(self) -> pulumi.Output[dict[str, Any]]:
        return pulumi.Output.from_input(
            {
                "keyArns": {**self.key_arns},
                "alarmTopics": {**self.alarm_topics},
                "certificateArns": {**self.certificate_arns},
                "interactionLogs": {**self.interaction_logs},
                "tables": {system: {**stores} for system, stores in self.tables.items()},
            }
        )


@dataclass(frozen=True, slots=True)
class Fleet:
    """One system in one region, as whoever sends customers there must know it."""

    dns_name: pulumi.Output[str]
    zone_id: pulumi.Output[str]
    balancer_arn: pulumi.Output[str]
    group_name: pulumi.Output[str]

    def handover(self) -> dict[str, pulumi.Output[str]]:
        return {
            "dnsName": self.dns_name,
            "zoneId": self.zone_id,
            "balancerArn": self.balancer_arn,
            "groupName": self.group_name,
        }


@dataclass(frozen=True, slots=True)
class Region:
    """`fleets`: system -> its fleet here. `log_bucket`: name of the balancers'."""

    log_bucket: pulumi.Output[str]
    fleets: Mapping[str, Fleet]

    def handover(self, region: str) -> pulumi.Output[dict[str, Any]]:
        fleets = {system: fleet.handover() for system, fleet in self.fleets.items()}
        return pulumi.Output.from_input(
            {"region": region, "logBucket": self.log_bucket, "fleets": fleets}
        )


@dataclass(frozen=True, slots=True)
class Giver:
    """Who handed over: `whose` is the component that takes it, `field` its argument, `up` the stack
    that is to be brought up where something is missing."""

    handed: pulumi.Input[Any]
    whose: str
    field: str
    up: str

    def texts(self, paths: Sequence[_Path]) -> dict[_Path, pulumi.Output[str]]:
        """By path. What is missing is told at once, when the handover is known."""
        whole = pulumi.Output.from_input(self.handed).apply(partial(self._complete, paths))
        return {path: whole.apply(partial(_at, path)) for path in paths}

    def _complete(self, paths: Sequence[_Path], handed: object) -> object:
        missing = [".".join(path) for path in paths if not _at(path, handed)]
        if not missing:
            return handed
        more = f" and {len(missing) - _TOLD} more" if len(missing) > _TOLD else ""
        raise pulumi.RunError(
            f"{self.whose}: {self.field}: {', '.join(missing[:_TOLD])}{more} not handed over; "
            f"bring up the stack of {self.up} from the same declaration first, and give its "
            "`handover`"
        )


def _at(path: _Path, handed: object) -> str:
    """Empty where there is no text."""
    for key in path:
        handed = handed.get(key) if isinstance(handed, Mapping) else None
    return handed if isinstance(handed, str) else ""


def shared_by(giver: Giver, declaration: Declaration) -> Shared:
    """Which keys there are the declaration says: a value may be unknown, a name may not."""
    logged = declaration.serving if declaration.interactions else ()
    regions = {
        "keyArns": _plan.keyed(declaration),
        "alarmTopics": _plan.alarm_regions(declaration),
        "certificateArns": _plan.certified(declaration),
        "interactionLogs": sorted(logged),
    }
    stores = {name: sorted(own.stores) for name, own in sorted(declaration.systems.items())}
    given = giver.texts(
        [
            *((part, region) for part, some in regions.items() for region in some),
            *(("tables", system, store) for system, some in stores.items() for store in some),
        ]
    )

    def each(part: str) -> dict[str, pulumi.Output[str]]:
        return {region: given[part, region] for region in regions[part]}

    return Shared(
        key_arns=each("keyArns"),
        alarm_topics=each("alarmTopics"),
        certificate_arns=each("certificateArns"),
        interaction_logs=each("interactionLogs"),
        tables={
            system: {store: given["tables", system, store] for store in some}
            for system, some in stores.items()
        },
    )


def region_by(giver: Giver, declaration: Declaration, region: str) -> Region:
    """Refuses the handover of another region: its balancers would be taken for this one's."""

    def require(handed: Any) -> Any:
        other = _at(("region",), handed)
        if other in ("", region):
            return handed
        raise pulumi.RunError(
            f"{giver.whose}: {giver.field}: this is the handover of {other}; give that of {region}"
        )

    own = replace(giver, handed=pulumi.Output.from_input(giver.handed).apply(require))
    systems = sorted(declaration.systems)
    parts = ("dnsName", "zoneId", "balancerArn", "groupName")
    paths = [("fleets", system, part) for system in systems for part in parts]
    given = own.texts([("logBucket",), *paths])
    return Region(
        log_bucket=given["logBucket",],
        fleets={
            system: Fleet(
                dns_name=given["fleets", system, "dnsName"],
                zone_id=given["fleets", system, "zoneId"],
                balancer_arn=given["fleets", system, "balancerArn"],
                group_name=given["fleets", system, "groupName"],
            )
            for system in systems
        },
    )
