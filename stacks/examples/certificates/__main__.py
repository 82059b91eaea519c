"""One certificate a region for a domain and what is below it, in a zone that exists already."""

import pulumi

from openline import Certificates

certificates = Certificates(
    "shop-certificates",
    {
        "stack": "example-certificates",
        "domain": "shop.example.net",
        "zone_id": "Z0123456789ABCDEFGHIJ",
        "regions": {"eu-west-1": "primary", "eu-central-1": "standby"},
    },
)

pulumi.export("certificateArns", certificates.certificate_arns)
