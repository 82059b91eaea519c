"""Findings that the declaration keeps quiet, with a reason and a last day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from openline.declaration import Suppression
from openline_stacks.preview import _codes as codes
from openline_stacks.preview._finding import Finding
from openline_stacks.rules import Suppressed, means, said


def suppressing(
    findings: Iterable[Finding], suppressions: Sequence[Suppression], today: date
) -> tuple[Finding, ...]:
    """The findings, those kept quiet marked, and after them what is to be said of suppressions
    themselves. On its last day one still holds."""
    used: set[int] = set()
    found = []
    for finding in findings:
        matching = [at for at, one in enumerate(suppressions) if _meant(one, finding)]
        used.update(matching)
        good = [suppressions[at] for at in matching if suppressions[at].until >= today]
        if good:
            by = Suppressed(good[0].reason, good[0].until.isoformat())
            finding = replace(finding, suppressed=by)
        found.append(finding)
    for at, one in enumerate(suppressions):
        if at in used and one.until < today:
            what = f"{said(one)} was suppressed until {one.until} ({one.reason}): it counts again"
            found.append(Finding(codes.SUPPRESSION_OVER, what, about=one.resource))
        elif at not in used:
            what = f"{said(one)} is suppressed and not found ({one.reason})"
            found.append(Finding(codes.SUPPRESSES_NOTHING, what, about=one.resource))
    return tuple(found)


def _meant(one: Suppression, finding: Finding) -> bool:
    rules = (finding.code.id, finding.rule)
    return means(one, rules, (finding.resource, finding.about, finding.urn))
