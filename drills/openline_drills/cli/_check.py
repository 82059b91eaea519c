"""`openline check`: what AWS would refuse of a stack, before it is asked."""

from __future__ import annotations

import enum
import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from openline_drills.cli._console import say
from openline_drills.cli._options import (
    Format,
    Overrides,
    StackArgument,
    Today,
    day_of,
    joined,
    pairs,
)
from openline_drills.cli._repository import repository
from openline_drills.cli._streams import put

if TYPE_CHECKING:
    from datetime import date

    from openline_stacks.rules import Rule


class CheckFormat(enum.StrEnum):
    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"


def check(
    stack: StackArgument = None,
    set_: Overrides = None,
    list_: Annotated[bool, typer.Option("--list", help="List the rules.")] = False,
    explain: Annotated[
        str | None,
        typer.Option(metavar="RULE", help="Say all there is to say of a rule, e.g. `OL120`."),
    ] = None,
    after_failover: Annotated[
        bool,
        typer.Option(
            "--after-failover",
            help="Fail the stack over in a local AWS; say what the next `pulumi up` would undo.",
        ),
    ] = False,
    today: Today = None,
    format_: Annotated[
        CheckFormat,
        typer.Option(
            "--format",
            help="`json` prints only the result, schema-versioned; `sarif` the findings as SARIF "
            "2.1.0, with the lines of your program.",
        ),
    ] = CheckFormat.TEXT,
) -> None:
    """Find what AWS would refuse or take to somebody's harm, before anything is created.

    A program is previewed in this process: no cloud account, nothing is created. Any stack on
    pulumi-aws can be checked, with our components or without. What is known only after deployment
    is never a finding. One may be suppressed in the declaration, with a reason and a last day.

    Examples:

    - `openline check`

    - `openline check ./infrastructure --format json | jq .findings`

    - `openline check ./infrastructure --format sarif > check.sarif`

    - `openline check --explain OL120`

    - `openline check --after-failover`

    Exit codes:

    - 0: no rule is broken, or only notes are; after a failover nothing is undone

    - 10: a rule is broken, or a failover is undone; the lines say where, why and how to mend it

    - 2: bad input; the lines on stderr say where and what would be right
    """
    from openline_stacks.rules import RULES

    if list_:
        _list(RULES)
    elif explain is not None:
        _explain(explain)
    elif after_failover:
        if _undone(joined(stack), pairs("--set", set_), _plain(format_)):
            raise typer.Exit(10)
    elif _found(joined(stack), pairs("--set", set_), day_of(today), format_):
        raise typer.Exit(10)


def _found(stack: str | None, overrides: dict[str, str], today: date, format_: CheckFormat) -> bool:
    """Whether a rule is broken that nobody keeps quiet; said on stdout."""
    from openline_drills.rehearsal import find_stack, told_plainly
    from openline_drills.report import check_lines, check_sarif
    from openline_stacks.rules import RULES, over, suppressing, suppressions_of, to_json
    from openline_stacks.rules import check as checked
    from openline_stacks.sources import declared_beside, planned

    with told_plainly():
        sources = find_stack(stack)
        states = planned(sources, overrides=overrides)
        declared = declared_beside(sources, states, overrides)
    broken = checked(states, beside=declared)
    suppressions = suppressions_of(states, declared)
    findings = suppressing(broken, suppressions, today)
    facts = (findings, RULES, sources.name, len(states.resources))
    loud = any(one.suppressed is None and one.severity != "note" for one in findings)
    if format_ is CheckFormat.JSON:
        json.dump(to_json(*facts), sys.stdout, indent=2, sort_keys=True)
        sys.stdout.write("\n")
    elif format_ is CheckFormat.SARIF:
        text = check_sarif(findings, RULES, repository(sources), 10 if loud else 0, sources.name)
        put(text.encode())
    else:
        say(check_lines(*facts))
        say(f"note: {line}" for line in over(findings, suppressions, today))
    return loud


def _plain(format_: CheckFormat) -> Format:
    """What a failover undoes has no rule, and so no SARIF."""
    from openline_drills.rehearsal import BadInput

    if format_ is CheckFormat.SARIF:
        right = "leave --after-failover out, or take --format json"
        raise BadInput([f"--format sarif: it tells broken rules alone; {right}"])
    return Format(format_.value)


def _undone(stack: str | None, overrides: dict[str, str], format_: Format) -> bool:
    """Whether an `up` would undo something of a failover; said on stdout."""
    from openline_drills.cli._progress import steps
    from openline_drills.rehearsal import find_stack, told_plainly
    from openline_drills.report import aftermath_lines
    from openline_stacks.aftermath import after_failover, to_json

    with told_plainly(), steps() as tell:
        sources = find_stack(stack)
        tell(f"{sources.name} stood up, failed over and looked at", None)
        aftermath = after_failover(sources, overrides)
    if format_ is Format.JSON:
        json.dump(to_json(aftermath, sources.name), sys.stdout, indent=2, sort_keys=True)
        sys.stdout.write("\n")
    else:
        say(aftermath_lines(aftermath, sources.name))
    return bool(aftermath.undone)


def _list(rules: tuple[Rule, ...]) -> None:
    from openline_drills.report import rule_lines

    say(rule_lines(rules))


def _explain(id_: str) -> None:
    import difflib

    from openline_drills.rehearsal import BadInput
    from openline_drills.report import explanation_lines
    from openline_stacks.rules import RULES, rule_named

    rule = rule_named(id_)
    if rule is None:
        near = difflib.get_close_matches(id_.upper(), [one.id for one in RULES], n=1)
        hint = f"did you mean {near[0]}?" if near else "`openline check --list` lists them"
        raise BadInput([f"--explain {id_}: there is no such rule; {hint}"])
    say(explanation_lines(rule))
