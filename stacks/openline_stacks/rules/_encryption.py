"""Encryption at rest and in transit: a table of types, what each needs, and the exceptions.

A type is `Needs`, or a text that says why nothing is to be encrypted: it holds no data. What the
table does not know is for a test to find, over every stack of the repository.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from openline.contract import COMPONENT_NETWORK, TAG_COMPONENT
from openline_stacks.rules._balancers import BUCKETS, ENCRYPTION, log_buckets
from openline_stacks.rules._broken import Broken
from openline_stacks.rules._encryption_table import (
    EXCEPTIONS,
    REQUIREMENTS,
    Need,
    Needs,
    own_key,
)
from openline_stacks.rules._model import rule
from openline_stacks.rules._stack import Stack, at_path, blocks
from openline_stacks.states import UNKNOWN, ResourceState, States, Value
from openline_stacks.topology._graph import BALANCERS, LISTENERS, tag
from openline_stacks.topology._values import dig, items, text

__all__ = ["EXCEPTIONS", "REQUIREMENTS", "RULES", "unknown_types"]


def unknown_types(states: States) -> tuple[str, ...]:
    """AWS types of a stack of which the table says nothing, sorted."""
    types = {state.type for state in states.resources if state.type.startswith("aws:")}
    return tuple(sorted(types - REQUIREMENTS.keys()))


def _unmet(stack: Stack, part: Callable[[Needs], tuple[Need, ...]]) -> Iterator[Broken]:
    for type_, needs in sorted(REQUIREMENTS.items()):
        if isinstance(needs, str):
            continue
        for state in stack.of_type(type_):
            for need in part(needs):
                if need.when is None or need.when(state.inputs):
                    yield from _one(state, need)


def _one(state: ResourceState, need: Need) -> Iterator[Broken]:
    for path, value in at_path(state.inputs, need.path):
        if value is not UNKNOWN and not need.holds(value):
            said = "missing" if value is None else f"{value!r}"
            yield Broken(state, path, f"{said}; it must be {need.must}")


@rule(
    "OL150",
    "Data at rest without a key of your own",
    why="Only a key of your own says who may read, leaves a trace of each use, and can be "
    "disabled. A key of AWS's cannot be shared with another account or copied to another region.",
    source="Security Pillar of the Well-Architected Framework, 'Protect data at rest' (SEC08)",
    mend="Name the region's KMS key in the property.",
    severity="warning",
)
def at_rest(stack: Stack) -> Iterator[Broken]:
    yield from _unmet(stack, lambda needs: needs.at_rest)


@rule(
    "OL151",
    "Traffic that is not encrypted",
    why="Customers' data crosses networks that are not yours, and zones within one that is.",
    source="Security Pillar of the Well-Architected Framework, 'Protect data in transit' (SEC09)",
    mend="Speak TLS 1.2 or newer on every hop; redirect HTTP where customers may still type it.",
    severity="warning",
)
def in_transit(stack: Stack) -> Iterator[Broken]:
    yield from _unmet(stack, lambda needs: needs.in_transit)
    for state in stack.of_type(*LISTENERS):
        if state.inputs.get("protocol") == "HTTP":
            actions = list(blocks(state.inputs.get("defaultActions"), "defaultActions"))
            for path, action in actions:
                to = dig(action, "redirect", "protocol")
                if action is not UNKNOWN and to not in ("HTTPS", UNKNOWN):
                    yield Broken(state, path, "HTTP that is not redirected to HTTPS")


@rule(
    "OL152",
    "A bucket without encryption of its own",
    why="S3 encrypts by itself with a key that is not yours; nobody can take that key away.",
    source="S3 user guide, 'Setting default server-side encryption behavior'",
    mend="Add a BucketServerSideEncryptionConfiguration with aws:kms and the region's key "
    "(AES256 for a bucket that load balancers log to).",
    severity="warning",
)
def buckets(stack: Stack) -> Iterator[Broken]:
    logs = {
        bucket.urn
        for balancer in stack.of_type(*BALANCERS)
        for _, bucket in log_buckets(stack, balancer)
    } | {
        # a network's only bucket is for balancers, which may be in another stack or not be yet
        bucket.urn
        for bucket in stack.of_type(*BUCKETS)
        if tag(bucket, TAG_COMPONENT) == COMPONENT_NETWORK
    }
    for bucket in stack.of_type(*BUCKETS):
        configs = stack.pointing_at(bucket, "bucket", ENCRYPTION)
        listed = [_default(config) for config in configs]
        inline = dig(bucket.inputs.get("serverSideEncryptionConfiguration"), "rule")
        listed += [dig(one, "applyServerSideEncryptionByDefault") for one in items([inline])]
        if not configs and inline is None:
            yield Broken(bucket, "", "no encryption is configured")
        for one in listed:
            algorithm, key = text(dig(one, "sseAlgorithm")), dig(one, "kmsMasterKeyId")
            if algorithm is None or (bucket.urn in logs and algorithm == "AES256"):
                continue  # not known, or listed among EXCEPTIONS
            if not algorithm.startswith("aws:kms"):
                yield Broken(bucket, "", f"encrypted by {algorithm}; it must be aws:kms")
            elif key is not UNKNOWN and not own_key(key):
                yield Broken(bucket, "", "encrypted by AWS's own key of S3")


def _default(config: ResourceState) -> Value:
    first = dig(items(config.inputs.get("rules")), 0)
    return dig(first, "applyServerSideEncryptionByDefault")


@rule(
    "OL153",
    "A bucket that the public may be let into",
    why="One policy or access list written in haste opens a bucket; the block keeps it closed.",
    source="S3 user guide, 'Blocking public access to your Amazon S3 storage'",
    mend="Add a BucketPublicAccessBlock with all four settings on.",
    severity="warning",
)
def closed(stack: Stack) -> Iterator[Broken]:
    kind = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
    settings = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
    for bucket in stack.of_type(*BUCKETS):
        blocked = stack.pointing_at(bucket, "bucket", kind)
        if not blocked:
            yield Broken(bucket, "", "no public access block")
        for state in blocked:
            for setting in settings:
                if state.inputs.get(setting) not in (True, UNKNOWN):
                    yield Broken(state, setting, "not on")


@rule(
    "OL154",
    "Instances that answer for their credentials without a token",
    why="Version 1 of the instance metadata service hands the role's credentials to any request "
    "that can be made to leave the instance.",
    source="EC2 user guide, 'Use the Instance Metadata Service': IMDSv2",
    mend="Set metadataOptions.httpTokens to required.",
    severity="warning",
)
def tokens(stack: Stack) -> Iterator[Broken]:
    for state in stack.of_type("aws:ec2/launchTemplate:LaunchTemplate"):
        options = state.inputs.get("metadataOptions")
        off = dig(options, "httpEndpoint") == "disabled"
        if dig(options, "httpTokens") not in ("required", UNKNOWN) and not off:
            yield Broken(state, "metadataOptions.httpTokens", "not required")


RULES: Final = (at_rest, in_transit, buckets, closed, tokens)
