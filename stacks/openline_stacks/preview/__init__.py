"""What a change does, before it is deployed: to resources, and to what becomes of an outage.

In: what a `--stack` names and what it is compared with (`both_sides`). Out: a `Preview`: resources
created, updated, replaced and deleted, by which property and why; RTO and RPO before and after, and
which property did it; findings, what is worse than before. A git ref is laid out elsewhere.
Names are loaded when first used: the programs of both sides run while the rest is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from openline_stacks.lazily import loading

if TYPE_CHECKING:
    from openline_stacks.preview._checkout import toplevel
    from openline_stacks.preview._codes import CODES, Code, Level
    from openline_stacks.preview._errors import PreviewError
    from openline_stacks.preview._fields import FieldChange
    from openline_stacks.preview._finding import Finding
    from openline_stacks.preview._json import SCHEMA_VERSION, preview_schema, to_json
    from openline_stacks.preview._model import (
        PropertyChange,
        ResourceChange,
        ResourceDiff,
        Uncompared,
    )
    from openline_stacks.preview._page import code_section
    from openline_stacks.preview._preview import PREVIEW_TRIALS, Preview, preview_of
    from openline_stacks.preview._recovery import Cause, RecoveryChange, Unjudged
    from openline_stacks.preview._resources import compare
    from openline_stacks.preview._side import Side
    from openline_stacks.preview._sides import Asked, both_sides, planning
    from openline_stacks.rules import Suppressed

__all__ = [
    "CODES",
    "PREVIEW_TRIALS",
    "SCHEMA_VERSION",
    "Asked",
    "Cause",
    "Code",
    "FieldChange",
    "Finding",
    "Level",
    "Preview",
    "PreviewError",
    "PropertyChange",
    "RecoveryChange",
    "ResourceChange",
    "ResourceDiff",
    "Side",
    "Suppressed",
    "Uncompared",
    "Unjudged",
    "both_sides",
    "code_section",
    "compare",
    "planning",
    "preview_of",
    "preview_schema",
    "to_json",
    "toplevel",
]

_MODULES: Final = {
    "CODES": "preview._codes",
    "PREVIEW_TRIALS": "preview._preview",
    "SCHEMA_VERSION": "preview._json",
    "Asked": "preview._sides",
    "Cause": "preview._recovery",
    "Code": "preview._codes",
    "FieldChange": "preview._fields",
    "Finding": "preview._finding",
    "Level": "preview._codes",
    "Preview": "preview._preview",
    "PreviewError": "preview._errors",
    "PropertyChange": "preview._model",
    "RecoveryChange": "preview._recovery",
    "ResourceChange": "preview._model",
    "ResourceDiff": "preview._model",
    "Side": "preview._side",
    "Suppressed": "rules",
    "Uncompared": "preview._model",
    "Unjudged": "preview._recovery",
    "both_sides": "preview._sides",
    "code_section": "preview._page",
    "compare": "preview._resources",
    "planning": "preview._sides",
    "preview_of": "preview._preview",
    "preview_schema": "preview._json",
    "to_json": "preview._json",
    "toplevel": "preview._checkout",
}

__getattr__ = loading("openline_stacks", _MODULES)
