"""The form of the table: what a resource type needs from its first `up` to its `destroy`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Needs:
    """`reads`: what a refresh calls; `writes`: what creating, changing and deleting call.

    `contents`: reads of what may be secret, limited to the stack's own like the writes.
    `arn`: the pattern that writes are limited to, with `{name}` and `{account}`; "" where AWS
    gives a new resource an id of its own. `named`: the input that holds the name. `of`: the type
    whose names count, where this one is a part of it (a policy of a role).
    `emptied`: further writes where `forceDestroy` is on, to delete what is inside first.
    """

    reads: tuple[str, ...]
    writes: tuple[str, ...]
    contents: tuple[str, ...] = ()
    arn: str = ""
    named: str = "name"
    of: str = ""
    emptied: tuple[str, ...] = ()


def needs(
    service: str,
    reads: str,
    writes: str,
    *,
    contents: str = "",
    arn: str = "",
    named: str = "name",
    of: str = "",
    emptied: str = "",
) -> Needs:
    """Words without a service belong to `service`: `"DescribeKey sts:AssumeRole"`."""

    def actions(text: str) -> tuple[str, ...]:
        return tuple(one if ":" in one else f"{service}:{one}" for one in text.split())

    return Needs(
        actions(reads), actions(writes), actions(contents), arn, named, of, actions(emptied)
    )
