"""The load balancer of a fleet: TLS from the customer and TLS to the instances."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pulumi
import pulumi_aws as aws

from openline._aws.names import BALANCER
from openline._aws.site import Site

# TLS 1.2 and 1.3 alone (Elastic Load Balancing guide, security policies).
TLS_POLICY: Final = "ELBSecurityPolicy-TLS13-1-2-2021-06"

# `alive` every 10 s, in 5 s; two good answers let a target in, three bad ones throw it out.
_EVERY_S, _WITHIN_S, _IN, _OUT = 10, 5, 2, 3
_DRAIN_S: Final = 30
# Elastic Load Balancing pricing: a capacity unit is 25 new connections a second, the first of its
# four measures that a failover meets. At least 100 are reserved at a time (ELB guide, quotas).
_NEW_PER_UNIT_PER_S, _LEAST_UNITS = 25, 100


@dataclass(frozen=True, slots=True)
class Balancer:
    balancer: aws.lb.LoadBalancer
    targets: aws.lb.TargetGroup
    listener: aws.lb.Listener


def balancer(
    site: Site,
    *,
    vpc_id: pulumi.Input[str],
    subnet_ids: pulumi.Input[list[str]],
    security_groups: Sequence[pulumi.Input[str]],
    log_bucket: pulumi.Input[str],
    certificate_arn: pulumi.Input[str],
    port: int,
    health_path: str,
    redirect: bool,
    at_once_per_s: float,
) -> Balancer:
    """`redirect`: also answers port 80, by sending customers to TLS."""
    front = aws.lb.LoadBalancer(
        site.named("alb", BALANCER),
        region=site.region,
        load_balancer_type="application",
        internal=False,
        subnets=subnet_ids,
        security_groups=[*security_groups],
        access_logs=aws.lb.LoadBalancerAccessLogsArgs(
            bucket=log_bucket, prefix=site.system, enabled=True
        ),
        drop_invalid_header_fields=True,
        minimum_load_balancer_capacity=_reserved(at_once_per_s),
        enable_deletion_protection=site.protection,
        tags=site.tags("alb"),
        opts=site.options(),
    )
    targets = _targets(site, vpc_id, port, health_path)
    listener = _listen(site, front, targets, certificate_arn)
    if redirect:
        _redirect(site, front)
    return Balancer(front, targets, listener)


def _reserved(
    at_once_per_s: float,
) -> aws.lb.LoadBalancerMinimumLoadBalancerCapacityArgs | None:
    """An idle balancer is assumed to take what the smallest reservation would give it, so that much
    is never paid for. After a failover every client comes on a new connection."""
    units = math.ceil(at_once_per_s / _NEW_PER_UNIT_PER_S)
    if units <= _LEAST_UNITS:
        return None
    return aws.lb.LoadBalancerMinimumLoadBalancerCapacityArgs(capacity_units=units)


def _targets(
    site: Site, vpc_id: pulumi.Input[str], port: int, health_path: str
) -> aws.lb.TargetGroup:
    return aws.lb.TargetGroup(
        site.named("tg", BALANCER),
        region=site.region,
        vpc_id=vpc_id,
        port=port,
        protocol="HTTPS",
        target_type="instance",
        deregistration_delay=_DRAIN_S,
        health_check=aws.lb.TargetGroupHealthCheckArgs(
            path=health_path,
            protocol="HTTPS",
            port="traffic-port",
            matcher="200",
            interval=_EVERY_S,
            timeout=_WITHIN_S,
            healthy_threshold=_IN,
            unhealthy_threshold=_OUT,
        ),
        tags=site.tags("tg"),
        opts=site.options(),
    )


def _listen(
    site: Site,
    front: aws.lb.LoadBalancer,
    targets: aws.lb.TargetGroup,
    certificate_arn: pulumi.Input[str],
) -> aws.lb.Listener:
    return aws.lb.Listener(
        site.named("https"),
        region=site.region,
        load_balancer_arn=front.arn,
        port=443,
        protocol="HTTPS",
        ssl_policy=TLS_POLICY,
        certificate_arn=certificate_arn,
        default_actions=[
            aws.lb.ListenerDefaultActionArgs(type="forward", target_group_arn=targets.arn)
        ],
        tags=site.tags("https"),
        opts=site.options(),
    )


def _redirect(site: Site, front: aws.lb.LoadBalancer) -> None:
    aws.lb.Listener(
        site.named("http"),
        region=site.region,
        load_balancer_arn=front.arn,
        port=80,
        protocol="HTTP",
        default_actions=[
            aws.lb.ListenerDefaultActionArgs(
                type="redirect",
                redirect=aws.lb.ListenerDefaultActionRedirectArgs(
                    port="443", protocol="HTTPS", status_code="HTTP_301"
                ),
            )
        ],
        tags=site.tags("http"),
        opts=site.options(),
    )
