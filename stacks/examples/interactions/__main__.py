"""A bucket in each of two regions: what is written to one is copied to the other, and locked."""

import pulumi

from openline import EncryptionKeys, InteractionLog

config = pulumi.Config()
ACCOUNT = config.require("account")
REGIONS = {"eu-west-1": "primary", "eu-central-1": "standby"}

keys = EncryptionKeys(
    "shop-keys", {"stack": "example-interaction-log", "account": ACCOUNT, "regions": REGIONS}
)
log = InteractionLog(
    "shop-log",
    {
        "stack": "example-interaction-log",
        "regions": REGIONS,
        "key_arns": {region: keys.arn(region) for region in REGIONS},
        "keep_days": 7 * 365,
        # cannot be taken back for seven years once an object is in it; try governance first
        "lock": "governance",
    },
)

pulumi.export("buckets", log.buckets)
