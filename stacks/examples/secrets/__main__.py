"""One system's secret with a copy in the other region, and a parameter in both.

The secret has no value here. Put one in, once, in the primary:
aws secretsmanager put-secret-value --region us-east-1 \\
    --secret-id openline/example-secrets/notes/api-token --secret-string file:///dev/stdin
"""

import pulumi

from openline import EncryptionKeys, ReplicatedSecrets

config = pulumi.Config()
ACCOUNT = config.require("account")

PRIMARY, STANDBY = "us-east-1", "us-west-2"

keys = EncryptionKeys(
    "secrets-keys",
    {
        "stack": "example-secrets",
        "account": ACCOUNT,
        "regions": {PRIMARY: "primary", STANDBY: "standby"},
        "protection": False,
    },
)
secrets = ReplicatedSecrets(
    "notes-secrets",
    {
        "stack": "example-secrets",
        "system": "notes",
        "primary": PRIMARY,
        "replicas": [STANDBY],
        "key_arns": {region: keys.arn(region) for region in (PRIMARY, STANDBY)},
        "secrets": ["api-token"],
        "parameters": {"currency": "EUR"},
        "protection": False,
    },
)

pulumi.export("secrets", secrets.secret_arns)
pulumi.export("parameters", secrets.parameter_names)
