"""Rules over resource states: what AWS would refuse, and what it would take to somebody's harm.

In: `States` of any Pulumi AWS stack, previewed or deployed. Out: `Finding`s, each with its rule's
id, the resource, the property, why, who says so and how to mend it. An unknown is never one.
"""

from openline_stacks.rules._check import (
    ENCRYPTION,
    RECOVERY,
    RESIDENCY,
    RULES,
    check,
    rule_named,
)
from openline_stacks.rules._encryption import EXCEPTIONS, REQUIREMENTS, unknown_types
from openline_stacks.rules._json import SCHEMA_VERSION, check_schema, to_json
from openline_stacks.rules._model import Finding, Rule, Severity, Suppressed
from openline_stacks.rules._page import rule_section, rules_page
from openline_stacks.rules._protection import STORES, protected
from openline_stacks.rules._shapes import read_models
from openline_stacks.rules._snippets import Snippets, snippets
from openline_stacks.rules._suppressing import (
    means,
    over,
    said,
    suppressing,
    suppressions_of,
)

__all__ = [
    "ENCRYPTION",
    "EXCEPTIONS",
    "RECOVERY",
    "REQUIREMENTS",
    "RESIDENCY",
    "RULES",
    "SCHEMA_VERSION",
    "STORES",
    "Finding",
    "Rule",
    "Severity",
    "Snippets",
    "Suppressed",
    "check",
    "check_schema",
    "means",
    "over",
    "protected",
    "read_models",
    "rule_named",
    "rule_section",
    "rules_page",
    "said",
    "snippets",
    "suppressing",
    "suppressions_of",
    "to_json",
    "unknown_types",
]
