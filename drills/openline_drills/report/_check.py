"""What the rules found in a stack, for people: grouped by resource, each with what to do."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from openline_stacks.rules import Finding, Rule, snippets

_WIDTH: Final = 96
_SAID: Final = {
    "error": "AWS refuses it",
    "warning": "AWS takes it",
    "note": "a choice that has a price",
}


def check_lines(
    findings: Sequence[Finding], rules: Sequence[Rule], stack: str, resources: int
) -> Iterator[str]:
    """Resources as they were registered, then how many rules there were."""
    yield f"stack {stack} · {resources} resources, components included"
    for _, group in groupby(findings, key=lambda one: one.urn):
        yield ""
        yield from _resource(list(group))
    if findings:
        yield ""
    yield _closing(findings, rules)


def rule_lines(rules: Iterable[Rule]) -> list[str]:
    """One a line: the table of all rules."""
    return [f"{rule.id}  {rule.severity:7}  {rule.title}" for rule in rules]


def explanation_lines(rule: Rule) -> Iterator[str]:
    """A rule in full."""
    yield f"{rule.id}  {rule.title}"
    yield f"  {rule.severity}: {_SAID[rule.severity]}"
    for name, said in (("why", rule.why), ("source", rule.source), ("mend", rule.mend)):
        yield from _paragraph(f"  {name:7}", said)
    example = snippets(rule.id)
    for name, program in (("broken", example.bad), ("mended", example.good)):
        yield f"  {name}"
        yield from (f"    {line}" for line in program.splitlines())


def _resource(findings: Sequence[Finding]) -> Iterator[str]:
    first = findings[0]
    where = f"  {first.at.file}:{first.at.line}" if first.at else ""
    yield f"{first.name}  {first.type}{where}"
    yield f"  {first.urn}"
    for one in findings:
        at = f"{one.property}: " if one.property else ""
        yield from _paragraph(f"  {one.rule}  {one.severity:7}", f"{at}{one.what}")
        if one.suppressed is not None:
            by = one.suppressed
            yield from _paragraph("         quiet  ", f"until {by.until}: {by.reason}")
            continue
        for name, said in (("why", one.why), ("source", one.source), ("mend", one.mend)):
            yield from _paragraph(f"         {name:7}", said)


def _paragraph(label: str, said: str) -> Iterator[str]:
    indent = " " * (len(label) + 1)
    whole = textwrap.fill(
        said,
        _WIDTH,
        initial_indent=f"{label} ",
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    yield from whole.splitlines()


def _closing(findings: Sequence[Finding], rules: Sequence[Rule]) -> str:
    loud = [one for one in findings if one.suppressed is None]
    notes = sum(one.severity == "note" for one in loud)
    quiet = len(findings) - len(loud)
    beside = [f"{notes} note{'s' if notes > 1 else ''}"] if notes else []
    beside += [f"{quiet} suppressed"] if quiet else []
    more = f" ({', '.join(beside)})" if beside else ""
    broken = [one for one in loud if one.severity != "note"]
    if not broken:
        return f"rules: {len(rules)} checked, none broken{more}"
    refused = sum(one.severity == "error" for one in broken)
    return (
        f"rules: {len(rules)} checked, {len({one.rule for one in broken})} broken: AWS refuses "
        f"{refused} of {len(broken)} findings, and takes {len(broken) - refused}{more}"
    )
