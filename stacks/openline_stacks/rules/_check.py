"""All rules in one table, and the run of them over one stack."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from openline.declaration import Declaration
from openline_stacks.rules import (
    _alarms,
    _assets,
    _backups,
    _balancers,
    _buckets,
    _caches,
    _checks,
    _distributions,
    _encryption,
    _firewalls,
    _fleets,
    _identity,
    _keys,
    _lookups,
    _messages,
    _names,
    _networks,
    _protection,
    _provider,
    _quotas,
    _records,
    _recovery,
    _regions,
    _schedules,
    _secrets,
    _security_groups,
    _shapes,
    _tables,
    _tags,
)
from openline_stacks.rules._broken import Broken
from openline_stacks.rules._model import Finding, Rule
from openline_stacks.rules._stack import Stack
from openline_stacks.states import States

# In the order of the reference page.
SUBJECTS: Final = (
    _shapes,
    _provider,
    _names,
    _tags,
    _regions,
    _networks,
    _security_groups,
    _records,
    _checks,
    _distributions,
    _firewalls,
    _balancers,
    _fleets,
    _encryption,
    _keys,
    _tables,
    _buckets,
    _caches,
    _secrets,
    _messages,
    _alarms,
    _backups,
    _schedules,
    _identity,
    _quotas,
    _recovery,
    _protection,
    _lookups,
    _assets,
)

RULES: Final[tuple[Rule, ...]] = tuple(
    sorted((rule for subject in SUBJECTS for rule in subject.RULES), key=lambda rule: rule.id)
)


# What others tell apart from the rest: data in the open, and data where it must not be.
ENCRYPTION: Final = frozenset(rule.id for rule in _encryption.RULES)
RESIDENCY: Final = _quotas.residency.id
# Of a promise that the resources cannot keep; of stacks with a declaration.
RECOVERY: Final = tuple(rule.id for rule in _recovery.RULES)


def rule_named(id_: str) -> Rule | None:
    """The rule of an id, however it is capitalised."""
    return next((rule for rule in RULES if rule.id == id_.upper()), None)


def check(
    states: States, rules: Sequence[Rule] = RULES, beside: Declaration | None = None
) -> tuple[Finding, ...]:
    """Everything that breaks a rule: resources as they were registered, then by rule. `beside`: the
    declaration of a stack that holds none itself."""
    stack = Stack(states, beside)
    order = {state.urn: at for at, state in enumerate(states.resources)}
    found = [(rule, broken) for rule in rules for broken in rule.check(stack)]
    found.sort(key=lambda one: (order[one[1].state.urn], one[0].id, one[1].property, one[1].what))
    return tuple(_finding(rule, broken) for rule, broken in _told_once(found))


def _told_once(found: Iterable[tuple[Rule, Broken]]) -> list[tuple[Rule, Broken]]:
    """AWS's own shapes know some of what a rule tells better: then the rule alone is told, unless
    it only warns of what AWS refuses."""
    all_ = list(found)
    better = {
        (broken.state.urn, broken.property)
        for rule, broken in all_
        if rule is not _shapes.SHAPES and rule.severity == "error"
    }
    return [
        (rule, broken)
        for rule, broken in all_
        if rule is not _shapes.SHAPES or (broken.state.urn, broken.property) not in better
    ]


def _finding(rule: Rule, broken: Broken) -> Finding:
    state = broken.state
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        urn=state.urn,
        type=state.type,
        name=state.name,
        property=broken.property,
        what=broken.what,
        why=rule.why,
        source=rule.source,
        mend=rule.mend,
        at=state.source,
        about=broken.about,
    )
