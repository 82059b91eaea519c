"""Instances that scale with the requests, TLS on both sides, and more of them for a season."""

import pulumi

from openline import Certificates, EncryptionKeys, RegionalNetwork, ServiceFleet

config = pulumi.Config()
ACCOUNT = config.require("account")
DOMAIN = config.require("domain")
ZONE_ID = config.require("zone_id")
REGION = "eu-west-1"

keys = EncryptionKeys(
    "shop-keys", {"stack": "example-fleet", "account": ACCOUNT, "regions": {REGION: "primary"}}
)
network = RegionalNetwork(
    "shop-fleet",
    {
        "stack": "example-fleet",
        "account": ACCOUNT,
        "region": REGION,
        "role": "primary",
        "cidr": "10.20.0.0/16",
        "zones": ["a", "b"],
        "key_arn": keys.arn(REGION),
    },
)
certificates = Certificates(
    "shop-certificates",
    {
        "stack": "example-fleet",
        "domain": DOMAIN,
        "zone_id": ZONE_ID,
        "regions": {REGION: "primary"},
    },
)
fleet = ServiceFleet(
    "shop-orders",
    {
        "stack": "example-fleet",
        "account": ACCOUNT,
        "system": "order-management",
        "region": REGION,
        "role": "primary",
        "vpc_id": network.vpc_id,
        "public_subnet_ids": network.public_subnet_ids,
        "private_subnet_ids": network.private_subnet_ids,
        "log_bucket": network.log_bucket,
        "certificate_arn": certificates.arn(REGION),
        "key_arn": keys.arn(REGION),
        "image": "resolve:ssm:/shop/order-management/image",
        "instance": "m7g.large",
        "port": 8443,
        "health_path": "/healthz",
        "min_size": 2,
        "max_size": 24,
        "full_size": 6,
        "warm_up_s": 180,
        "requests_per_instance_per_s": 120,
        "buffer": 0.3,
        "scale_at": 0.7,
        "seasons": {"black-friday": {"raised": "11-23", "lowered": "12-01", "min_size": 12}},
    },
)

pulumi.export("balancer", fleet.dns_name)
pulumi.export("group", fleet.group_name)
