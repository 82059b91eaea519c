"""A public name, a check and a switch over two balancers of your own."""

import pulumi

from openline import FailoverRouting

config = pulumi.Config()
ACCOUNT = config.require("account")
DOMAIN = config.require("domain")
ZONE_ID = config.require("zone_id")
STANDBY_TOPIC = f"arn:aws:sns:eu-central-1:{ACCOUNT}:on-call"
CHECKS_TOPIC = f"arn:aws:sns:us-east-1:{ACCOUNT}:on-call"  # where checks have their metrics

routing = FailoverRouting(
    "shop-orders",
    {
        "stack": "example-routing",
        "system": "order-management",
        "group": "shop",
        "domain": DOMAIN,
        "zone_id": ZONE_ID,
        "name": f"order-management.{DOMAIN}",
        "targets": {"eu-west-1": "primary", "eu-central-1": "standby"},
        "balancers": {
            "eu-west-1": {
                "dns_name": "orders-1.eu-west-1.elb.amazonaws.com",
                "zone_id": "Z32O12XQLNTSW2",
            },
            "eu-central-1": {
                "dns_name": "orders-2.eu-central-1.elb.amazonaws.com",
                "zone_id": "Z215JYRZR1TBD5",
            },
        },
        "check": {"path": "/ready", "interval_s": 10, "threshold": 3},
        "decide": "manual",
        "alarm_topics": {"eu-central-1": STANDBY_TOPIC, "us-east-1": CHECKS_TOPIC},
    },
)

pulumi.export("endpoint", routing.endpoint)
pulumi.export("healthCheckIds", routing.health_check_ids)
