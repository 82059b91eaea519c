"""Which names a stack's resources have or will have, as patterns of an ARN."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable

from openline_stacks.permissions._needs import Needs
from openline_stacks.states import ResourceState, States

_ANY = "*"
_FEW = 3  # as many names that begin alike are told by what they have in common


def arns(needs: Needs, type_: str, states: States, account: str) -> tuple[str, ...]:
    """The ARNs that writes of this type are limited to."""
    owner = needs.of or type_
    named = "bucket" if owner == "aws:s3/bucket:Bucket" else needs.named
    own = states.of_type(owner)
    names = _together(_name(one, named) for one in own) if own else (_ANY,)
    filled = (needs.arn.format(name=name, account=account) for name in names)
    return tuple(sorted({re.sub(r"\*+", "*", one) for one in filled}))


def _name(state: ResourceState, named: str) -> str:
    given = state.inputs.get(named)
    if isinstance(given, str) and given:
        return given.removeprefix("/")
    prefix = state.inputs.get(f"{named}Prefix")
    if isinstance(prefix, str) and prefix:
        return f"{prefix}*"
    # Pulumi's own name: the logical one and seven hex digits
    return _ANY if named in state.inputs or named == "zoneId" else f"{state.name}-*"


def _together(names: Iterable[str]) -> tuple[str, ...]:
    alike: dict[str, set[str]] = defaultdict(set)
    for name in names:
        alike[re.split(r"[-./]", name)[0]].add(name)
    found: set[str] = set()
    for group in alike.values():
        begun = os.path.commonprefix(sorted(group))  # noqa: RUF071 - of names, not of paths
        common = re.sub(r"[^-./]*$", "", begun)
        found |= {f"{common}*"} if len(group) >= _FEW and common else group
    return tuple(sorted(found))
