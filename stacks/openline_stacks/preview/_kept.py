"""What a change of resources does to data: gone with its resource, or kept from going and stuck."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from openline_stacks.preview import _codes as codes
from openline_stacks.preview._codes import Code
from openline_stacks.preview._finding import Finding
from openline_stacks.preview._model import ResourceChange, ResourceDiff
from openline_stacks.rules import STORES, protected
from openline_stacks.states import ResourceState

_BUCKETS: Final = ("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2")
_OPTION: Final = "options.protect"


def about_data(
    diff: ResourceDiff,
    before: Mapping[str, ResourceState],
    after: Mapping[str, ResourceState],
) -> Iterator[Finding]:
    """`before`: now's URN, of what is gone its own, -> the state that it was."""
    for change in diff.changes:
        old = before.get(change.urn)
        if old is None:
            continue
        if change.op in ("replace", "delete"):
            yield from _going(change, old, after.get(change.urn))
        elif change.type in STORES:
            yield from _unprotected(change)


def _going(
    change: ResourceChange, old: ResourceState, new: ResourceState | None
) -> Iterator[Finding]:
    done = "replaced" if change.op == "replace" else "deleted"
    because = ", ".join(one.path for one in change.reasons)
    because = f", because of {because}" if because else ""
    if old.protect and (new is None or new.protect):
        yield _finding(
            codes.STOPS, change, f"{change.name} is protected and would be {done}{because}"
        )
    elif change.type in STORES and not change.retained:
        flag = STORES[change.type]
        if protected(old) and (new is None or protected(new)):
            what = f"AWS keeps {change.name} from being {done} ({flag}){because}"
            yield _finding(codes.STOPS, change, what)
        elif change.type in _BUCKETS and old.inputs.get("forceDestroy") is not True:
            what = (
                f"{change.name} would be {done}{because}, and AWS refuses while it holds anything"
            )
            yield _finding(codes.STOPS, change, what)
        else:
            off = new is not None and (old.protect or protected(old))
            more = ", and its protection is taken off in the same change" if off else ""
            yield _finding(codes.DATA_LOST, change, f"{change.name} would be {done}{because}{more}")


def _unprotected(change: ResourceChange) -> Iterator[Finding]:
    flag = STORES[change.type]
    for one in change.properties:
        if one.path == _OPTION and one.after is False:
            yield _finding(codes.PROTECTION_OFF, change, f"{change.name}: protect is off", one.path)
        elif flag and one.path == flag and one.after in (False, None, "INACTIVE"):
            yield _finding(codes.PROTECTION_OFF, change, f"{change.name}: {flag} is off", flag)


def _finding(code: Code, change: ResourceChange, what: str, property_: str = "") -> Finding:
    reason = change.reasons[0].path if change.reasons else property_
    return Finding(
        code,
        what,
        about=change.name,
        urn=change.urn,
        resource=change.name,
        property=reason,
        at=change.source,
    )
