"""Regions by role: the order in which resources are declared, whatever the order in the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

_ROLES = ("primary", "standby", "witness")


def primary_first(regions: Mapping[str, str]) -> list[str]:
    return sorted(regions, key=lambda region: (_ROLES.index(regions[region]), region))


def standby_of(regions: Mapping[str, str]) -> str | None:
    return next((region for region in sorted(regions) if regions[region] == "standby"), None)


def one_primary(regions: Mapping[str, str], field: str = "regions") -> Iterator[str]:
    """Problems: an unknown role, or not exactly one primary."""
    for region, role in sorted(regions.items()):
        if role not in _ROLES:
            yield f"{field}.{region}: {role!r} is not a role; write {', '.join(_ROLES)}"
    count = list(regions.values()).count("primary")
    if count != 1:
        yield f"{field}: {count} regions are primary; exactly one is needed"
