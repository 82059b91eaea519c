"""One certificate a region for a domain and what is below it, in a zone that exists already."""

import pulumi

from openline import Certificates

config = pulumi.Config()
DOMAIN = config.require("domain")
ZONE_ID = config.require("zone_id")

certificates = Certificates(
    "shop-certificates",
    {
        "stack": "example-certificates",
        "domain": DOMAIN,
        "zone_id": ZONE_ID,
        "regions": {"eu-west-1": "primary", "eu-central-1": "standby"},
    },
)

pulumi.export("certificateArns", certificates.certificate_arns)
