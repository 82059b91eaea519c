"""The reference page of the rules, as it stands in docs/reference/rules.md."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from openline_stacks.rules._check import SUBJECTS
from openline_stacks.rules._encryption_table import EXCEPTIONS, REQUIREMENTS, Need, Needs
from openline_stacks.rules._model import Rule

_HEAD: Final = """\
# Rules

`openline check [STACK]` previews a stack's program in this process and reads its resources. Each
finding names a rule of this page, the resource, the property, why, and how to mend it. Nothing is
created and no account is needed. `openline check --explain OL120` prints a rule on the spot.

- **error**: AWS refuses the resource, at the latest when it is made. `openline drill` stops at
  these before its local AWS has made anything.
- **warning**: AWS takes it, and somebody will be sorry: data without a key of yours, a limit that a
  new account has, a failover that never comes.

What is known only after deployment is never a finding. Rules work on any stack on pulumi-aws. Exit
codes: 0 nothing found, 10 something found, 2 bad input. `--format json` is described by
[check.schema.json](check.schema.json). An id never changes its meaning.
"""


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
    yield f"{rule.severity.capitalize()}. {rule.why}\n"
    yield f"- Mend: {rule.mend}"
    yield f"- Source: {rule.source}\n"


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
