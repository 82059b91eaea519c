"""The rules as policies. The engine shows inputs resource by resource, outputs all at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyConfigSchema,
    PolicyResource,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.deserialize import serialize_properties

from openline_stacks.policy import Violation, violations
from openline_stacks.rules import RULES
from openline_stacks.states import read_analyzed

_MANDATORY: Final = "mandatory"
_ADVISORY: Final = "advisory"
_USUAL: Final = {rule.id: _MANDATORY if rule.severity == "error" else _ADVISORY for rule in RULES}
# The engine refuses a configuration that names a rule, or a level, which is none.
_LEVELS: Final = {
    "type": "object",
    "properties": {rule: {"enum": [_MANDATORY, _ADVISORY, "disabled"]} for rule in _USUAL},
    "additionalProperties": False,
}


class Seen:
    """What the engine has shown of a stack. All rules are checked at once, when it is whole.

    `levels`: rule -> its level, as configured for the policy that sees each resource.
    """

    def __init__(self) -> None:
        self._inputs: dict[str, Mapping[str, Any]] = {}
        self._found: tuple[Violation, ...] | None = None
        self.levels: Mapping[str, str] = _USUAL

    def remember(self, args: ResourceValidationArgs, _report: ReportViolation) -> None:
        """A rule is about inputs; of a deployed resource the outputs hold defaults beside them."""
        self._inputs[args.urn] = serialize_properties(args.props)
        self._found = None
        self.levels = _USUAL | dict(args.get_config().get("levels", {}))

    def found(self, args: StackValidationArgs) -> tuple[Violation, ...]:
        if self._found is None:
            states = read_analyzed(self._fields(args.resources))
            self._found = violations(states, date.today())
        return self._found

    def _fields(self, resources: list[PolicyResource]) -> Iterator[Mapping[str, Any]]:
        listed = {one.urn for one in resources}
        for one in resources:
            provider = one.provider
            if provider is not None and provider.urn not in listed:
                listed.add(provider.urn)
                props = serialize_properties(provider.props)
                yield {"urn": provider.urn, "type": provider.type, "custom": True, "inputs": props}
            outputs = serialize_properties(one.props)
            yield {
                "urn": one.urn,
                "type": one.resource_type,
                "custom": provider is not None or one.resource_type.startswith("aws:"),
                "inputs": self._inputs.get(one.urn, outputs),
                "outputs": outputs,
                "parent": one.parent.urn if one.parent else None,
                "provider": f"{provider.urn}::unknown" if provider else None,
                "dependencies": [other.urn for other in one.dependencies],
                "propertyDependencies": {
                    key: [other.urn for other in others]
                    for key, others in one.property_dependencies.items()
                },
                "protect": one.opts.protect,
                "aliases": list(one.opts.aliases),
                "ignoreChanges": list(one.opts.ignore_changes),
            }


def policies() -> list[Policy]:
    """Two for all the rules: for each policy the SDK decodes the whole stack once more."""
    seen = Seen()
    first = ResourceValidationPolicy(
        name="openline",
        description="Notes what each resource is made with; its configuration has the levels.",
        validate=seen.remember,
        enforcement_level=EnforcementLevel.ADVISORY,
        config_schema=PolicyConfigSchema(properties={"levels": _LEVELS}),
    )
    return [
        first,
        _policy(_MANDATORY, "AWS refuses it", EnforcementLevel.MANDATORY, seen),
        _policy(
            _ADVISORY, "AWS takes it, and somebody will be sorry", EnforcementLevel.ADVISORY, seen
        ),
    ]


def _policy(level: str, description: str, enforced: EnforcementLevel, seen: Seen) -> Policy:
    def validate(args: StackValidationArgs, report: ReportViolation) -> None:
        for one in seen.found(args):
            if seen.levels[one.rule] == level:
                report(one.message, one.urn)

    return StackValidationPolicy(
        name=f"openline-{level}",
        description=description,
        validate=validate,
        enforcement_level=enforced,
    )
