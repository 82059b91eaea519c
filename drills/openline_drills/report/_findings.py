"""Findings of a preview in words: alike ones together, as one mistake is often in a loop."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from openline_drills.report._changes import names, places
from openline_stacks.preview import Finding


@dataclass(frozen=True, slots=True)
class AlikeFindings:
    """Findings that say the same, each of another resource."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        return self.findings[0]

    def times(self) -> str:
        return f"{len(self.findings)} × " if len(self.findings) > 1 else ""

    def others(self) -> str:
        """Whom but the first it is said of; empty where of nobody."""
        return names([one.resource or one.what for one in self.findings[1:]])

    def places(self) -> str:
        return places(one.at for one in self.findings)


def alike_findings(findings: Iterable[Finding]) -> list[AlikeFindings]:
    """In the order of their firsts."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for one in findings:
        key = (one.code.id, one.rule, one.property, one.suppressed, *_said(one))
        groups.setdefault(key, []).append(one)
    return [AlikeFindings(tuple(group)) for group in groups.values()]


def _said(one: Finding) -> tuple[object, ...]:
    """What it says beside the name that it begins with. Else it is alike to nothing but itself."""
    if one.resource and one.about == one.resource and one.what.startswith(one.resource):
        return (one.what[len(one.resource) :],)
    return (one.what, one.about, one.urn)
