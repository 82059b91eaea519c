"""Alarm topics: one in every region where alarms live, for an alarm publishes in its own region."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

import pulumi
import pulumi_aws as aws

from openline._aws.policies import key_policy
from openline._aws.site import Site

_HASH: Final = 8  # 16^8: two contacts of a stack do not meet


def alarm_topic(
    site: Site, key_arn: pulumi.Input[str], contacts: Sequence[str] = ()
) -> aws.sns.Topic:
    """`contacts`: mail and https addresses. SNS asks each of them to confirm, once."""
    topic = aws.sns.Topic(
        site.named("alarms"),
        region=site.region,
        kms_master_key_id=key_arn,
        tags=site.tags("alarms"),
        opts=site.options(),
    )
    for contact in contacts:
        _subscribe(site, topic, contact)
    return topic


def _subscribe(site: Site, topic: aws.sns.Topic, contact: str) -> None:
    """Named by a hash, for addresses have letters that names have not."""
    told = hashlib.sha256(contact.encode()).hexdigest()[:_HASH]
    aws.sns.TopicSubscription(
        site.named(f"tells-{told}"),
        region=site.region,
        topic=topic.arn,
        protocol="https" if contact.startswith("https://") else "email",
        endpoint=contact,
        opts=site.options(),
    )


def key_abroad(site: Site, account: str) -> aws.kms.Key:
    """For topics and logs of an edge's firewall outside the stack's regions. Not a replica of the
    stack's key: what encrypts customers' data never leaves the regions that are declared."""
    return aws.kms.Key(
        site.named("alarms"),
        region=site.region,
        description=f"Alarms and edge logs of {site.stack}; no data",
        enable_key_rotation=True,
        deletion_window_in_days=7,  # the shortest: nothing lasts that is stored under it
        policy=key_policy(site.region, account),
        tags=site.tags("alarms"),
        opts=site.options(),
    )
