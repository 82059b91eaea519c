"""Why a change of an input replaces its resource, or that it does not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from openline_stacks.preview._compare import Differs
from openline_stacks.preview._replacing_table import CREATE_ONLY
from openline_stacks.states import ResourceState

_INDEX: Final = re.compile(r"\[[^]]*\]")
# AWS chooses these where nobody does: whoever takes them out keeps what was chosen.
_CHOSEN: Final = frozenset(
    {"availabilityZone", "availabilityZoneId", "availabilityZones", "ipAddress", "keyAlgorithm"}
    | {"kmsKeyArn", "kmsKeyId", "privateIp", "subjectAlternativeNames", "validationMethod"}
)
# Tags are changed wherever they are; the others the provider alone knows, and AWS never sees.
_NEVER: Final = ("skipDestroy", "tags", "tagsAll", "trackLatest")
_ONLY: Final = "can only be set when it is made"


def why_replaced(
    state: ResourceState, differs: Differs, told: Mapping[str, tuple[str, ...]] | None
) -> str | None:
    """`told`: what Pulumi itself said, URN -> properties, where a preview of its own is read."""
    path = _INDEX.sub("[]", differs.path)
    if told is not None:
        return "as Pulumi's own preview says" if _covers(told.get(state.urn, ()), path) else None
    if _covers(state.replace_on, path):
        return "the program says so (replaceOnChanges)"
    if path == "region" and state.type.startswith("aws:"):
        return "a resource does not move from region to region"
    only = CREATE_ONLY.get(state.type, ())
    if "*" in only and not path.startswith(_NEVER):
        return _ONLY
    kept = differs.kind == "remove" and path in _CHOSEN
    return _ONLY if _covers(only, path) and not kept else None


def _covers(patterns: tuple[str, ...], path: str) -> bool:
    return any(
        path == plain or path.startswith((f"{plain}.", f"{plain}["))
        for pattern in patterns
        for plain in (_INDEX.sub("[]", pattern).replace("[*]", "[]"),)
    )
