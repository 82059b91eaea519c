"""Global Accelerator before two balancers of your own: nobody's DNS has to change, ever."""

import pulumi

from openline import AcceleratedEntry

config = pulumi.Config()
ACCOUNT = config.require("account")
DOMAIN = config.require("domain")
ZONE_ID = config.require("zone_id")


def balancer(region: str) -> str:
    resource = "loadbalancer/app/chat/0123456789abcdef"
    return f"arn:aws:elasticloadbalancing:{region}:{ACCOUNT}:{resource}"


entry = AcceleratedEntry(
    "chat",
    {
        "stack": "example-accelerator",
        "account": ACCOUNT,
        "system": "chat",
        "zone_id": ZONE_ID,
        "name": f"chat.{DOMAIN}",
        # it goes by the balancers' health and asks nobody; the standby's dial is 0 and does not
        # keep it from taking over
        "targets": {"eu-west-1": "primary", "eu-central-1": "standby"},
        "balancer_arns": {region: balancer(region) for region in ("eu-west-1", "eu-central-1")},
        "log_key_arn": f"arn:aws:kms:eu-central-1:{ACCOUNT}:key/11111111-2222-3333-4444-55555555",
    },
)

pulumi.export("endpoint", entry.endpoint)
pulumi.export("groupArns", entry.group_arns)
