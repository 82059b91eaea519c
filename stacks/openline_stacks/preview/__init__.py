"""What a change does, before it is deployed: to resources, and to what becomes of an outage.

In: what a `--stack` names and what it is compared with (`both_sides`). Out: a `Preview`: resources
created, updated, replaced and deleted, by which property and why; RTO and RPO before and after, and
which property did it; findings, what is worse than before. A git ref is laid out elsewhere.
"""

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
from openline_stacks.preview._recovery import Cause, RecoveryChange
from openline_stacks.preview._resources import compare
from openline_stacks.preview._sides import Asked, Side, both_sides
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
    "both_sides",
    "code_section",
    "compare",
    "preview_of",
    "preview_schema",
    "to_json",
    "toplevel",
]
