"""One multi-region KMS key, and its replica with its own policy in the other region."""

import pulumi

from openline import EncryptionKeys

config = pulumi.Config()
ACCOUNT = config.require("account")

keys = EncryptionKeys(
    "shop-keys",
    {
        "stack": "example-keys",
        "account": ACCOUNT,
        "regions": {"eu-west-1": "primary", "eu-central-1": "standby"},
    },
)

pulumi.export("keyArns", keys.key_arns)
