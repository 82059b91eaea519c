"""A global table: encrypted, restorable to any second, and written to in either region."""

import pulumi

from openline import CustomerStore, EncryptionKeys

config = pulumi.Config()
ACCOUNT = config.require("account")
REGIONS = {"eu-west-1": "primary", "eu-central-1": "standby"}

keys = EncryptionKeys(
    "shop-keys", {"stack": "example-store", "account": ACCOUNT, "regions": REGIONS}
)
orders = CustomerStore(
    "shop-orders",
    {
        "stack": "example-store",
        "system": "order-management",
        "store": "orders",
        "key": "id",
        "consistency": "eventual",
        "primary": "eu-west-1",
        "replicas": ["eu-central-1"],
        "key_arns": {region: keys.arn(region) for region in REGIONS},
    },
)

pulumi.export("table", orders.table_name)
