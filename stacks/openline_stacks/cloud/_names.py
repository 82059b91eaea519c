"""Names and other inputs that a program leaves to the provider."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from openline_stacks.cloud._check import SUFFIX
from openline_stacks.cloud._handler import AutoName, Handler
from openline_stacks.cloud._shapes import plain
from openline_stacks.engine._provider import CheckFailure
from openline_stacks.states import UNKNOWN

# Where Check says which inputs it filled in, as the genuine provider does.
DEFAULTS: Final = "__defaults"


def named(
    handler: Handler,
    urn: str,
    olds: Mapping[str, Any],
    news: Mapping[str, Any],
    prescribed: str,
    salt: str,
) -> tuple[dict[str, Any], list[CheckFailure]]:
    """The inputs with a name: the program's, the one it has, the prescribed one, or a new one.

    A new name is the same in every run until the resource is in a state, so that what a killed
    run left behind is met again; `salt` makes the name of a replacement another one.
    """
    rule = handler.name
    if rule is None or news.get(rule.property) is not None or news.get("namePrefix"):
        return dict(news), []
    name = urn.rsplit("::", 1)[-1]
    held = olds.get(rule.property)
    if isinstance(held, str) and rule.property in (olds.get(DEFAULTS) or ()):
        given = held
    else:
        given = prescribed or new_name(rule, urn, name, salt)
        given += ".fifo" * (news.get(rule.fifo) is True)
    failures = []
    if len(given) > rule.limit:
        most = rule.limit - SUFFIX - 1 - len(rule.prefix)
        failures = [
            CheckFailure(
                rule.property,
                f"the automatic name {given!r} is {len(given)} characters long, AWS takes "
                f"{rule.limit}; give the resource a name of at most {most} characters or set "
                f"{rule.property}",
            )
        ]
    filled = given if not failures else UNKNOWN
    return {**news, rule.property: filled, DEFAULTS: [rule.property]}, failures


def new_name(rule: AutoName, urn: str, name: str, salt: str) -> str:
    """`<logical name>-<7 hex>`; buckets and some others take no capitals."""
    own = rule.spelled(name)
    if rule.bare:
        return own
    return f"{rule.prefix}{own}-{mark(urn, salt)[:SUFFIX]}"


def named_for(rule: AutoName | None, urn: str, salt: str, inputs: Mapping[str, Any]) -> bool:
    """Whether the name is one that was made for this URN, and nobody else's therefore."""
    if rule is None or rule.property not in (inputs.get(DEFAULTS) or ()):
        return False
    return mark(urn, salt)[:SUFFIX] in str(inputs.get(rule.property))


def mark(urn: str, salt: str) -> str:
    """What tells the try to make a resource from any other: the same for each run of it."""
    return hashlib.sha256(f"{urn}\n{salt}".encode()).hexdigest()[:32]


def digest(inputs: Mapping[str, Any]) -> str:
    """Of the inputs that a replaced resource had."""
    known = {key: value for key, value in inputs.items() if not key.startswith("__")}
    return json.dumps(plain(known), sort_keys=True, default=str)
