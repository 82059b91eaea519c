"""The findings of a check and of a preview as SARIF."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from openline_drills.report._sarif import Described, Level, Repository, Told, document
from openline_stacks.preview import CODES, Code, Preview, code_section
from openline_stacks.preview import Finding as Worse
from openline_stacks.rules import ENCRYPTION, RESIDENCY, Finding, Rule, Suppressed, rule_section

_LEVELS: Final[dict[str, Level]] = {"error": "error", "doubt": "warning", "note": "note"}
# GitHub lists a rule with this tag under security.
_SECURITY: Final = "security"


def check_sarif(
    findings: Sequence[Finding],
    rules: Sequence[Rule],
    repository: Repository,
    exit_code: int,
    stack: str,
) -> str:
    """`openline check --format sarif`."""
    described = [_rule(one) for one in rules]
    told = [_broken(one) for one in findings]
    return document(described, told, repository, exit_code, f"openline-check/{stack}")


def preview_sarif(preview: Preview, repository: Repository) -> str:
    """`openline preview --sarif`."""
    described = [_code(one) for one in CODES]
    told = [_worse(one) for one in preview.findings]
    category = f"openline-preview/{preview.name}"
    return document(described, told, repository, preview.exit_code, category)


def _rule(rule: Rule) -> Described:
    private = rule.id in ENCRYPTION or rule.id == RESIDENCY
    kind = "refused-by-aws" if rule.severity == "error" else "resilience"
    tags = ("aws", "pulumi", _SECURITY if private else kind)
    return Described(
        rule.id, rule.title, rule.why, f"{rule.mend} Source: {rule.source}.", rule.severity, tags,
        f"rules.md#{rule.id.lower()}", rule_section(rule),
    )  # fmt: skip


def _broken(one: Finding) -> Told:
    at = f"{one.property}: " if one.property else ""
    return Told(
        one.rule, one.severity, f"{one.name}: {at}{one.what}. {one.why} {one.mend}",
        (one.urn, one.property, one.about), one.at, one.urn, one.name, _quiet(one.suppressed),
    )  # fmt: skip


def _code(code: Code) -> Described:
    return Described(
        code.id, code.title, code.why, code.mend, _LEVELS[code.level],
        ("aws", "pulumi", "resilience", "change"),
        f"preview.md#{code.id.lower()}", code_section(code),
    )  # fmt: skip


def _worse(one: Worse) -> Told:
    rule = f" ({one.rule})" if one.rule and one.rule not in one.what else ""
    return Told(
        one.code.id, _LEVELS[one.code.level],
        f"{one.code.title}: {one.what}{rule}. {one.code.mend}",
        (one.rule or "", one.about or "", one.resource or "", one.property),
        one.at, one.urn, one.resource, _quiet(one.suppressed),
    )  # fmt: skip


def _quiet(by: Suppressed | None) -> str | None:
    return f"until {by.until}: {by.reason}" if by else None
