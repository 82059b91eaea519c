"""A rule, and what is told of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from openline_stacks.rules._broken import Broken
from openline_stacks.rules._stack import Stack
from openline_stacks.states import SourcePosition

# error: AWS refuses the resource. warning: AWS takes it, and somebody will be sorry. note: a choice
# that has a price, which is said and decides nothing.
Severity = Literal["error", "warning", "note"]


Check: TypeAlias = Callable[[Stack], Iterator[Broken]]


@dataclass(frozen=True, slots=True)
class Rule:
    """`id` never changes its meaning; `source` says who says so; `mend` what to do instead."""

    id: str
    title: str
    why: str
    source: str
    mend: str
    check: Check
    severity: Severity = "error"


@dataclass(frozen=True, slots=True)
class Suppressed:
    """By whom it is kept quiet: the declaration's own reason, and its last day."""

    reason: str
    until: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule, broken by one property of one resource. `about`: as in `Broken`. `at`: the user's
    line, where known."""

    rule: str
    severity: Severity
    urn: str
    type: str
    name: str
    property: str
    what: str
    why: str
    source: str
    mend: str
    at: SourcePosition | None = None
    about: str = ""
    suppressed: Suppressed | None = None


def rule(
    id_: str, title: str, *, why: str, source: str, mend: str, severity: Severity = "error"
) -> Callable[[Check], Rule]:
    """Makes a `Rule` of the function that checks it."""

    def made(check: Check) -> Rule:
        return Rule(id_, title, why, source, mend, check, severity)

    return made
