"""A role for each job: agent, supervisor, auditor, operator.

The table, the buckets and the empty fleet are yours: say what they are called. Without `provider`,
people of the account take a role after they have signed in with a second factor.
"""

import pulumi

from openline import RoleBasedAccess

access = RoleBasedAccess(
    "notes-access",
    {
        "stack": "example-access",
        "account": "123456789012",
        "regions": ["us-east-1", "us-west-2"],
        "provider": "arn:aws:iam::123456789012:saml-provider/staff",
        "tables": {"notes": "notes"},
        "log_buckets": {"us-east-1": "notes-logs-east", "us-west-2": "notes-logs-west"},
        "switches": ["us-west-2"],
        "pilot_lights": {"notes": "notes-standby"},
    },
)

pulumi.export("roles", access.role_arns)
