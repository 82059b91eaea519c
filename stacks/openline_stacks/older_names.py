"""Types that pulumi-aws knows by an older name as well: the same resource, the same inputs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeVar

_T = TypeVar("_T")

_BALANCERS: Final = (
    "Listener",
    "ListenerRule",
    "LoadBalancer",
    "TargetGroup",
    "TargetGroupAttachment",
)
# Version 6 had these beside the ones of before; since version 7 they are the ones of before. What
# stands inside of a bucket alone has other names there (`versionings`), and is not emulated.
_BUCKETS: Final = (
    "Bucket",
    "BucketCorsConfiguration",
    "BucketLifecycleConfiguration",
    "BucketObjectLockConfiguration",
    "BucketServerSideEncryptionConfiguration",
    "BucketVersioning",
    "BucketWebsiteConfiguration",
)


def _token(module: str, name: str) -> str:
    return f"aws:{module}/{name[0].lower()}{name[1:]}:{name}"


# The older name -> the one that is used here.
OLDER: Final[Mapping[str, str]] = {
    **{_token("alb", name): _token("lb", name) for name in _BALANCERS},
    **{_token("s3", f"{name}V2"): _token("s3", name) for name in _BUCKETS},
}


def names_of(type_: str) -> tuple[str, ...]:
    """A type's own name and the older ones."""
    return (type_, *(older for older, newer in OLDER.items() if newer == type_))


def with_older(table: Mapping[str, _T]) -> dict[str, _T]:
    """A table by type with a row for each older name whose type has one."""
    rows = {older: table[newer] for older, newer in OLDER.items() if newer in table}
    return {**rows, **table}
