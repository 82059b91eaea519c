"""Regions by role: the order in which resources are declared, whatever the order in the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

_ROLES = ("primary", "active", "standby", "replica", "witness")


def primary_first(regions: Mapping[str, str]) -> list[str]:
    return sorted(regions, key=lambda region: (_ROLES.index(regions[region]), region))


def standby_of(regions: Mapping[str, str]) -> str | None:
    return next((region for region in sorted(regions) if regions[region] == "standby"), None)


def active_in(regions: Mapping[str, str]) -> list[str]:
    return sorted(region for region, role in regions.items() if role == "active")


def one_primary(regions: Mapping[str, str], field: str = "regions") -> Iterator[str]:
    """Problems: an unknown role, or neither exactly one primary nor two active regions."""
    for region, role in sorted(regions.items()):
        if role not in _ROLES:
            yield f"{field}.{region}: {role!r} is not a role; write {', '.join(_ROLES)}"
    count, active = list(regions.values()).count("primary"), len(active_in(regions))
    if active:
        if active != 2 or count or standby_of(regions) is not None:
            yield f"{field}: {active} regions are active; two, and no primary, are needed"
    elif count != 1:
        yield f"{field}: {count} regions are primary; exactly one is needed"


def switches(regions: Mapping[str, str]) -> dict[str, str]:
    """Each region that can be left by a switch -> the region where that lives: the other one."""
    active = active_in(regions)
    if len(active) == 2:
        return dict(zip(active, reversed(active), strict=True))
    standby = standby_of(regions)
    return {primary_first(regions)[0]: standby} if standby else {}
