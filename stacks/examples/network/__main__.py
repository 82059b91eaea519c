"""Private and public subnets in three zones, a NAT in each, and encrypted flow logs."""

import pulumi

from openline import EncryptionKeys, RegionalNetwork

config = pulumi.Config()
ACCOUNT = config.require("account")
REGION = "eu-west-1"

keys = EncryptionKeys(
    "shop-keys", {"stack": "example-network", "account": ACCOUNT, "regions": {REGION: "primary"}}
)
network = RegionalNetwork(
    "shop",
    {
        "stack": "example-network",
        "account": ACCOUNT,
        "region": REGION,
        "role": "primary",
        "cidr": "10.20.0.0/16",
        "zones": ["a", "b", "c"],
        "key_arn": keys.arn(REGION),
    },
)

pulumi.export("vpcId", network.vpc_id)
pulumi.export("privateSubnetIds", network.private_subnet_ids)
