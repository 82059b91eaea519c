"""DNS records: an alias to a balancer, which has AWS's TTL, or a CNAME with one of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pulumi
import pulumi_aws as aws

from openline import contract
from openline._aws.site import Site

# Of each active region's record. Zero would mean: never, unless all are zero.
_EVEN: Final = 50


@dataclass(frozen=True, slots=True)
class Answer:
    """What a record answers: a balancer as alias, or another name for `ttl_s` seconds."""

    dns_name: pulumi.Input[str]
    zone_id: pulumi.Input[str] | None = None
    ttl_s: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A record's place in a set: `failover` PRIMARY or SECONDARY, or a `weight` beside others'.
    No check: always healthy."""

    set_identifier: str
    check_id: pulumi.Input[str] | None = None
    failover: str | None = None
    weight: int | None = None


def record(
    site: Site,
    suffix: str,
    name: str,
    zone_id: str,
    answer: Answer,
    place: Place | None = None,
    *,
    six: bool = False,
) -> aws.route53.Record:
    """`six`: an alias for IPv6."""
    alias = answer.zone_id is not None
    return aws.route53.Record(
        site.named(suffix),
        zone_id=zone_id,
        name=name,
        type=("AAAA" if six else "A") if alias else "CNAME",
        aliases=_aliases(answer),
        # an alias with a TTL is refused: its TTL is AWS's, 60 s for a load balancer
        ttl=None if alias else answer.ttl_s,
        records=None if alias else [answer.dns_name],
        set_identifier=place.set_identifier if place else None,
        health_check_id=place.check_id if place else None,
        failover_routing_policies=(
            [aws.route53.RecordFailoverRoutingPolicyArgs(type=place.failover)]
            if place and place.failover
            else None
        ),
        weighted_routing_policies=(
            [aws.route53.RecordWeightedRoutingPolicyArgs(weight=place.weight)]
            if place and place.weight is not None
            else None
        ),
        opts=site.options(),
    )


def place_of(region: str, role: str, check_id: pulumi.Input[str] | None) -> Place:
    """Active regions share the answers evenly: where everybody's own halves are known, so is what
    a region must carry when it takes the other one's. By latency, geography would decide it."""
    if role == "active":
        return Place(contract.set_identifier(region), check_id, weight=_EVEN)
    failover = "PRIMARY" if role == "primary" else "SECONDARY"
    return Place(contract.set_identifier(region), check_id, failover=failover)


def _aliases(answer: Answer) -> list[aws.route53.RecordAliasArgs] | None:
    if answer.zone_id is None:
        return None
    return [
        aws.route53.RecordAliasArgs(
            name=answer.dns_name,
            zone_id=answer.zone_id,
            # the switch decides, or the check: never the targets' health beside them
            evaluate_target_health=False,
        )
    ]
