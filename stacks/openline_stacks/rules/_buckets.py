"""Buckets: replication, versioning, object lock, lifecycles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from openline_stacks.rules._balancers import BUCKETS, ENCRYPTION, POLICY
from openline_stacks.rules._broken import Broken
from openline_stacks.rules._model import rule
from openline_stacks.rules._stack import Stack, blocks
from openline_stacks.states import UNKNOWN, ResourceState, Value
from openline_stacks.topology._values import dig, items, number, text

_REPLICATION: Final = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
_VERSIONING: Final = ("aws:s3/bucketVersioning:BucketVersioning",
                      "aws:s3/bucketVersioningV2:BucketVersioningV2")  # fmt: skip
_LOCK: Final = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"


def _versioned(stack: Stack, bucket: ResourceState) -> list[ResourceState] | None:
    """The resources that version a bucket; None where the bucket says by itself that it is."""
    if dig(bucket.inputs.get("versioning"), "enabled") in (True, UNKNOWN):
        return None
    found = []
    for state in stack.pointing_at(bucket, "bucket", *_VERSIONING):
        status = dig(state.inputs.get("versioningConfiguration"), "status")
        if status in ("Enabled", UNKNOWN):
            found.append(state)
    return found


def _ends(stack: Stack, state: ResourceState) -> Iterator[tuple[str, ResourceState]]:
    """Source and destinations of a replication, as far as they are of this stack."""
    source = stack.link(state, "bucket", *BUCKETS)
    if not isinstance(source, str):
        yield "bucket", source
    for found in stack.links(state, "rules", *BUCKETS):
        yield "rules", found


@rule(
    "OL170",
    "A replication that does not wait for both buckets to be versioned",
    why="S3 refuses a replication while versioning of the source or of the destination is off.",
    source="S3 user guide, 'Requirements and considerations for replication'",
    mend="Switch versioning on for both, and let the replication depend on both.",
)
def versioned(stack: Stack) -> Iterator[Broken]:
    for state in stack.of_type(_REPLICATION):
        before = stack.before(state)
        for path, bucket in _ends(stack, state):
            found = _versioned(stack, bucket)
            if found is None:
                continue
            if not found:
                yield Broken(state, path, f"{bucket.name} is not versioned")
            elif not any(one.urn in before for one in found):
                yield Broken(state, path, f"does not wait for the versioning of {bucket.name}")


@rule(
    "OL171",
    "A replication of encrypted objects without a key for the replicas",
    why="Objects encrypted by KMS are replicated only where the rule selects them and names the "
    "destination's key; one without the other is refused.",
    source="S3 user guide, 'Replicating encrypted objects'",
    mend="Set sourceSelectionCriteria.sseKmsEncryptedObjects to Enabled and "
    "destination.encryptionConfiguration.replicaKmsKeyId.",
)
def encrypted(stack: Stack) -> Iterator[Broken]:
    for state in stack.of_type(_REPLICATION):
        for path, one in blocks(state.inputs.get("rules"), "rules"):
            key = dig(one, "destination", "encryptionConfiguration", "replicaKmsKeyId")
            if _selected(one) == "Enabled" and key is None:
                where = f"{path}.destination.encryptionConfiguration"
                yield Broken(state, where, "encrypted objects without a key for their replicas")


@rule(
    "OL178",
    "A replication that leaves encrypted objects behind",
    why="Objects encrypted by KMS are skipped, without a word, where no rule selects them.",
    source="S3 user guide, 'Replicating encrypted objects'",
    mend="Set sourceSelectionCriteria.sseKmsEncryptedObjects.status to Enabled.",
    severity="warning",
)
def left_behind(stack: Stack) -> Iterator[Broken]:
    for state in stack.of_type(_REPLICATION):
        source = stack.link(state, "bucket", *BUCKETS)
        if isinstance(source, str) or not _by_kms(stack, source):
            continue
        for path, one in blocks(state.inputs.get("rules"), "rules"):
            if _selected(one) not in ("Enabled", UNKNOWN):
                what = f"{source.name} is encrypted by KMS"
                yield Broken(state, f"{path}.sourceSelectionCriteria", what)


def _selected(rule_: Value) -> Value:
    return dig(rule_, "sourceSelectionCriteria", "sseKmsEncryptedObjects", "status")


def _by_kms(stack: Stack, bucket: ResourceState) -> bool:
    algorithms = [
        dig(one, "applyServerSideEncryptionByDefault", "sseAlgorithm")
        for config in stack.pointing_at(bucket, "bucket", ENCRYPTION)
        for one in items(config.inputs.get("rules"))
    ]
    return any(isinstance(one, str) and one.startswith("aws:kms") for one in algorithms)


@rule(
    "OL172",
    "An object lock on a bucket that is not versioned",
    why="Object lock keeps versions: it needs versioning, and is switched on when the bucket is "
    "made or after.",
    source="S3 user guide, 'Configuring S3 Object Lock'",
    mend="Switch versioning on (or objectLockEnabled on the bucket), and let the lock depend on "
    "it.",
)
def locked(stack: Stack) -> Iterator[Broken]:
    for state in stack.of_type(_LOCK):
        bucket = stack.link(state, "bucket", *BUCKETS)
        if isinstance(bucket, str):
            continue
        if bucket.inputs.get("objectLockEnabled") in (True, UNKNOWN):
            continue  # S3 then versions it by itself
        found = _versioned(stack, bucket)
        if found is not None and not any(one.urn in stack.before(state) for one in found):
            yield Broken(state, "bucket", f"{bucket.name} is not versioned before")


@rule(
    "OL173",
    "A retention of days and years, or of neither",
    why="A default retention has a mode and days or years, one of the two, above zero.",
    source="S3 API reference, DefaultRetention",
    mend="Write mode and either days or years.",
)
def retention(stack: Stack) -> Iterator[Broken]:
    for state in stack.of_type(_LOCK):
        kept = dig(state.inputs.get("rule"), "defaultRetention")
        if kept is None or kept is UNKNOWN:
            continue
        given = [key for key in ("days", "years") if dig(kept, key) is not None]
        path = "rule.defaultRetention"
        if len(given) != 1:
            yield Broken(state, path, f"{' and '.join(given) or 'neither days nor years'}")
        for key in given:
            value = number(dig(kept, key))
            if value is not None and value < 1:
                yield Broken(state, f"{path}.{key}", f"{value:g} {key}")
        if dig(kept, "mode") is None:
            yield Broken(state, f"{path}.mode", "no mode")


@rule(
    "OL174",
    "Two policies, or two of another setting, on one bucket",
    why="A bucket has one policy, one replication, one lifecycle, one encryption: the second "
    "replaces the first, and the two take turns for ever.",
    source="S3 API reference, PutBucketPolicy and its like: 'replaces'",
    mend="Write one document with both contents.",
    severity="warning",
)
def once(stack: Stack) -> Iterator[Broken]:
    kinds = (POLICY, _REPLICATION, ENCRYPTION, _LOCK, *_VERSIONING,
             "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
             "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock")  # fmt: skip
    for kind in kinds:
        seen: dict[str, ResourceState] = {}
        for state in stack.of_type(kind):
            bucket = stack.link(state, "bucket", *BUCKETS)
            whose = bucket.urn if not isinstance(bucket, str) else text(state.inputs.get("bucket"))
            if whose and seen.setdefault(whose, state) is not state:
                yield Broken(state, "bucket", f"{seen[whose].name} sets the same")


_LIFECYCLES: Final = (
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2",
)
_DOES: Final = (
    "abortIncompleteMultipartUpload", "expiration", "noncurrentVersionExpiration",
    "noncurrentVersionTransitions", "transitions",
)  # fmt: skip
# S3 user guide, "Transitioning objects using Amazon S3 Lifecycle": constraints.
_INFREQUENT: Final = ("STANDARD_IA", "ONEZONE_IA")
_INFREQUENT_FROM: Final = 30


@rule(
    "OL215",
    "A lifecycle that S3 does not take",
    why="A rule does something, under an id of its own; objects expire after at least one day, on "
    "a day or after so many, and later than they move; they move to infrequent access after 30 "
    "days at the soonest.",
    source="S3 API reference, LifecycleRule; S3 user guide, 'Transitioning objects'",
    mend="Keep the days of transitions in order and below those of the expiration.",
)
def lives(stack: Stack) -> Iterator[Broken]:
    for state in stack.of_type(*_LIFECYCLES):
        ids = [text(dig(one, "id")) for one in items(state.inputs.get("rules"))]
        for path, one in blocks(state.inputs.get("rules"), "rules"):
            if one is UNKNOWN:
                continue
            if all(dig(one, key) is None for key in _DOES):
                yield Broken(state, path, "it does nothing")
            if (id_ := text(dig(one, "id"))) is not None and ids.count(id_) > 1:
                yield Broken(state, f"{path}.id", f"{id_} is the id of {ids.count(id_)} rules")
            yield from _days(state, path, one)


def _days(state: ResourceState, path: str, one: Value) -> Iterator[Broken]:
    ends = number(dig(one, "expiration", "days"))
    if ends is not None and ends < 1:
        yield Broken(state, f"{path}.expiration.days", f"{ends:g} days")
    if ends and dig(one, "expiration", "date") is not None:
        yield Broken(state, f"{path}.expiration.date", "a day, and so many days")
    for at, move in blocks(dig(one, "transitions"), f"{path}.transitions"):
        days, to = number(dig(move, "days")), dig(move, "storageClass")
        if days is None:
            continue
        if to in _INFREQUENT and days < _INFREQUENT_FROM:
            yield Broken(state, f"{at}.days", f"{to} after {days:g} days")
        elif ends is not None and days >= ends:
            yield Broken(state, f"{at}.days", f"{days:g} days, and expired after {ends:g}")


RULES: Final = (versioned, encrypted, left_behind, locked, retention, once, lives)
