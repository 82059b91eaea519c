"""What a role has to be allowed so that Pulumi can make a stack, and no more.

In: `States` of any Pulumi AWS stack, and the account. Out: `Permissions`, IAM policy documents for
a deploy or for a refresh, each within the size of a managed policy, and the types of which nobody
here knows what they need. Actions come from a table, ARNs, regions and tags from the stack itself.
"""

from openline_stacks.permissions._json import (
    SCHEMA_VERSION,
    permissions_schema,
    to_json,
)
from openline_stacks.permissions._needs import Needs
from openline_stacks.permissions._pack import LARGEST, size
from openline_stacks.permissions._permissions import Permissions, Purpose, permissions
from openline_stacks.permissions._table import NEEDS

__all__ = [
    "LARGEST",
    "NEEDS",
    "SCHEMA_VERSION",
    "Needs",
    "Permissions",
    "Purpose",
    "permissions",
    "permissions_schema",
    "size",
    "to_json",
]
