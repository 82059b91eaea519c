"""What a role has to be allowed, for people: the policies, and what they leave open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from openline_stacks.permissions import LARGEST, Permissions, size


def permission_lines(found: Permissions, stack: str) -> Iterator[str]:
    """A policy each with its statements; then the types that nothing is known of."""
    count = len(found.actions)
    yield f"stack {stack} · to {found.purpose}: {count} actions in {len(found.documents)} policies"
    yield f"regions: {', '.join(found.regions) or 'any; a resource does not say its region'}"
    for number, document in enumerate(found.documents, start=1):
        yield ""
        yield f"{found.purpose}-{number}  {size(document):,} of {LARGEST:,} characters"
        for statement in document["Statement"]:
            yield f"  {statement['Sid']:18} {len(statement['Action']):3} actions  {_on(statement)}"
    for type_ in found.unknown:
        yield f"nothing is known of {type_}: allow by hand what it needs"


def _on(statement: dict[str, Any]) -> str:
    """What a statement is limited to."""
    resource = statement["Resource"]
    limits = [] if resource == "*" else [resource[0]]
    if len(resource) > 1:
        limits.append(f"and {len(resource) - 1} more")
    conditions = statement.get("Condition", {}).get("StringEquals", {})
    limits += [f"where {key} is {' or '.join(values)}" for key, values in conditions.items()]
    return " ".join(limits) or "anything"
