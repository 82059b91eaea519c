"""What a `--stack` names: programs, exports and previews, one or several, read as one stack.

In: text as people write it on a command line. Out: `Sources`; of these, what would be there
(`planned`), without a cloud, or what stands once it is `made` in one. A program runs in this
process and may refer to those before it; a file was written by the CLI.
"""

from openline_stacks.sources._between import account_of, declared_account, named_outputs
from openline_stacks.sources._changeable import require_changeable
from openline_stacks.sources._made import made
from openline_stacks.sources._planned import (
    declared_beside,
    planned,
    stood_in_for,
    understood,
)
from openline_stacks.sources._sources import WRITTEN, SourceError, Sources, find_sources
from openline_stacks.sources._told import told

__all__ = [
    "WRITTEN",
    "SourceError",
    "Sources",
    "account_of",
    "declared_account",
    "declared_beside",
    "find_sources",
    "made",
    "named_outputs",
    "planned",
    "require_changeable",
    "stood_in_for",
    "told",
    "understood",
]
