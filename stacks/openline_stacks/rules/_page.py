"""The reference page of the rules, as it stands in docs/reference/rules.md."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from openline_stacks.rules._check import SUBJECTS
from openline_stacks.rules._encryption_table import EXCEPTIONS, REQUIREMENTS, Need, Needs
from openline_stacks.rules._model import Rule, Severity
from openline_stacks.rules._snippets import snippets, written_examples

_HEAD: Final = """\
# Rules

`openline check [STACK]` previews a stack's program in this process and reads its resources. Each
finding names a rule of this page, the resource, the property, why, and how to mend it. Nothing is
created and no account is needed. `openline check --explain OL120` prints a rule on the spot.

- **error**: AWS refuses the resource, at the latest when it is made. `openline drill` stops at
  these before its local AWS has made anything.
- **warning**: AWS takes it, and somebody will be sorry: data without a key of yours, a limit that a
  new account has, a failover that never comes.
- **note**: a choice that has a price. It is said, and decides nothing.

What is known only after deployment is never a finding. Rules work on any stack on pulumi-aws. Exit
codes: 0 nothing found, 10 something found, 2 bad input. `--format json` is described by
[check.schema.json](check.schema.json); `--format sarif` is for GitHub and for editors. An id never
changes its meaning. The [policy pack](../how-to/policy.md) has the same rules.

The examples are those that each rule is tested with: the broken one is found, the mended one is
not. `...` stands for what does not matter to the rule. A finding that somebody has decided to live
with goes into the declaration, with a reason and a last day:

<!-- no declaration: it is a part of one -->
```yaml
suppress:
  - {rule: OL150, resource: orders, reason: moved to our key in March, until: 2027-03-31}
```

`resource` is the resource's name, or that of the system that a finding is about; without it all of
that rule are meant. Until the end of its last day the finding is shown and decides nothing.
"""
_LEVELS: Final[dict[Severity, str]] = {
    "error": "`openline check` ends with 10, no drill begins, the policy pack stops `pulumi up` "
    "(mandatory)",
    "warning": "`openline check` ends with 10, the policy pack says it (advisory)",
    "note": "`openline check` says it and ends with 0, the policy pack says it (advisory)",
}


def rules_page() -> str:
    """Markdown; an anchor for each id."""
    return "\n".join([_HEAD, *_subjects(), *_table()]) + "\n"


def _subjects() -> Iterator[str]:
    for subject in SUBJECTS:
        yield f"## {(subject.__doc__ or '').splitlines()[0].rstrip('.')}\n"
        for rule in sorted(subject.RULES, key=lambda rule: rule.id):
            yield from _rule(rule)


def _rule(rule: Rule) -> Iterator[str]:
    yield f'<a id="{rule.id.lower()}"></a>'
    yield f"### {rule.id} · {rule.title}\n"
    yield f"{rule_section(rule)}\n"


def rule_section(rule: Rule) -> str:
    """All there is to say of a rule, as Markdown: what stands below its heading."""
    example = snippets(rule.id)
    resource = written_examples()[rule.id].at.partition(".")[0]
    return "\n".join(
        (
            f"{rule.severity.capitalize()}. {rule.why}\n",
            f"- Mend: {rule.mend}",
            f"- Source: {rule.source}",
            f"- Level: {_LEVELS[rule.severity]}.",
            f"- Suppress: `{{rule: {rule.id}, resource: {resource}, reason: ..., until: ...}}` "
            "below `suppress`.\n",
            f"Broken:\n\n```python\n{example.bad}\n```\n",
            f"Mended, what is written otherwise:\n\n```python\n{example.good}\n```",
        )
    )


def _table() -> Iterator[str]:
    yield "## What is encrypted, and how\n"
    yield "A type that is not here fails the test over the stacks of this repository.\n"
    yield "| type | at rest | in transit |"
    yield "|---|---|---|"
    for type_, needs in REQUIREMENTS.items():
        if isinstance(needs, Needs):
            said = "; ".join(filter(None, [_needs(needs.at_rest), needs.said]))
            yield f"| `{type_}` | {said or '-'} | {_needs(needs.in_transit) or '-'} |"
        else:
            yield f"| `{type_}` | {needs} | - |"
    yield "\nLet off:\n"
    for what, why in EXCEPTIONS.items():
        yield f"- {what}: {why}"


def _needs(needs: tuple[Need, ...]) -> str:
    return "; ".join(f"`{need.path}`: {need.must}" for need in needs)
