"""Rules that are broken now and were not before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from openline_stacks.preview import _codes as codes
from openline_stacks.preview._codes import Code
from openline_stacks.preview._finding import Finding
from openline_stacks.rules import ENCRYPTION, RESIDENCY
from openline_stacks.rules import Finding as BrokenRule

_CODES: Final[dict[str, Code]] = {
    **dict.fromkeys(ENCRYPTION, codes.ENCRYPTION_LOST),
    RESIDENCY: codes.RESIDENCY_LEFT,
    # a system or a store that is new; of those that were there the topologies are compared
    "OL201": codes.ONE_REGION,
    "OL202": codes.ONE_ZONE,
    "OL204": codes.EAST_CONTROL,
    "OL205": codes.SWITCH_LOST_WITH_REGION,
    "OL206": codes.CHECK_BLIND,
    "OL207": codes.REPLICA_LOST,
}


def newly_broken(
    before: Iterable[BrokenRule], after: Iterable[BrokenRule], now: Callable[[str], str]
) -> Iterator[Finding]:
    """`now`: what a URN of before is called now. What was broken already is `openline check`'s, and
    so is a note: a choice."""
    known = {(one.rule, now(one.urn), one.property) for one in before}
    for one in after:
        if (one.rule, one.urn, one.property) not in known and one.severity != "note":
            yield Finding(
                _CODES.get(one.rule, codes.RULE_BROKEN),
                f"{one.name}: {f'{one.property}: ' if one.property else ''}{one.what} ({one.rule})",
                about=one.about or one.name,
                urn=one.urn,
                resource=one.name,
                property=one.property,
                at=one.at,
                rule=one.rule,
            )
