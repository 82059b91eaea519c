"""A role for each job: agent, supervisor, auditor, operator.

The table, the buckets and the empty fleet are yours: say what they are called. Without `provider`,
people of the account take a role after they have signed in with a second factor.
"""

import pulumi

from openline import RoleBasedAccess

config = pulumi.Config()
ACCOUNT = config.require("account")

access = RoleBasedAccess(
    "notes-access",
    {
        "stack": "example-access",
        "account": ACCOUNT,
        "regions": ["us-east-1", "us-west-2"],
        "provider": f"arn:aws:iam::{ACCOUNT}:saml-provider/staff",
        "tables": {"notes": "notes"},
        "log_buckets": {"us-east-1": "notes-logs-east", "us-west-2": "notes-logs-west"},
        "switches": ["us-west-2"],
        "pilot_lights": {"notes": "notes-standby"},
    },
)

pulumi.export("roles", access.role_arns)
