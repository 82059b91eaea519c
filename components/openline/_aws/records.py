"""DNS records: an alias to a balancer, which has AWS's TTL, or a CNAME with one of its own."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from openline import contract
from openline._aws.site import Site


@dataclass(frozen=True, slots=True)
class Answer:
    """What a record answers: a balancer as alias, or another name for `ttl_s` seconds."""

    dns_name: pulumi.Input[str]
    zone_id: pulumi.Input[str] | None = None
    ttl_s: int | None = None


@dataclass(frozen=True, slots=True)
class Failover:
    """A record's place in a failover set. No check: always healthy."""

    role: str
    set_identifier: str
    check_id: pulumi.Input[str] | None = None


def record(
    site: Site,
    suffix: str,
    name: str,
    zone_id: str,
    answer: Answer,
    failover: Failover | None = None,
) -> aws.route53.Record:
    alias = answer.zone_id is not None
    return aws.route53.Record(
        site.named(suffix),
        zone_id=zone_id,
        name=name,
        type="A" if alias else "CNAME",
        aliases=_aliases(answer),
        # an alias with a TTL is refused: its TTL is AWS's, 60 s for a load balancer
        ttl=None if alias else answer.ttl_s,
        records=None if alias else [answer.dns_name],
        set_identifier=failover.set_identifier if failover else None,
        health_check_id=failover.check_id if failover else None,
        failover_routing_policies=(
            [aws.route53.RecordFailoverRoutingPolicyArgs(type=failover.role)] if failover else None
        ),
        opts=site.options(),
    )


def failover_of(region: str, role: str, check_id: pulumi.Input[str] | None) -> Failover:
    return Failover(
        role="PRIMARY" if role == "primary" else "SECONDARY",
        set_identifier=contract.set_identifier(region),
        check_id=check_id,
    )


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
