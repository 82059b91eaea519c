"""An edge before a system of your own: reads are kept and fail over by request, writes by DNS."""

import pulumi

from openline import EdgeCache

config = pulumi.Config()
ACCOUNT = config.require("account")
DOMAIN = config.require("domain")
ZONE_ID = config.require("zone_id")


def key(region: str) -> str:
    """A key of yours there. The one in us-east-1 is for the firewall's log alone."""
    return f"arn:aws:kms:{region}:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555"


edge = EdgeCache(
    "help-desk",
    {
        "stack": "example-edge",
        "account": ACCOUNT,
        "system": "help-desk",
        "zone_id": ZONE_ID,
        # the edge makes the records of this name: take others of it away first
        "name": f"help.{DOMAIN}",
        "regions": {"eu-west-1": "primary", "eu-central-1": "standby"},
        # these three are there already, and certificates on both balancers know them
        "origin_name": f"help-origin.{DOMAIN}",
        "origin": f"help-origin.{DOMAIN}",
        "regional_names": {
            "eu-west-1": f"help-eu-west-1.{DOMAIN}",
            "eu-central-1": f"help-eu-central-1.{DOMAIN}",
        },
        "certificate_arn": f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/help",
        "key_arns": {region: key(region) for region in ("eu-west-1", "eu-central-1", "us-east-1")},
        # answers that are the same for everybody: neither cookies nor sign-ins reach you there
        "cached": {
            "read-article": {"paths": ["/articles/*"], "fresh_s": 300, "stale_s": 86_400},
            "search": {"paths": ["/search*"], "stale_s": 0},
        },
        "attempts": 1,
        "connect_s": 1,
        "answer_s": 5,
        "errors_s": 1,
    },
)

pulumi.export("endpoint", edge.endpoint)
pulumi.export("distributionId", edge.distribution_id)
pulumi.export("limitedBuckets", edge.limited_buckets)
