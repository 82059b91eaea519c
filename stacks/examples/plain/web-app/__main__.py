"""A web application: two zones of one region, a load balancer, a group of instances, a table."""

import base64

import pulumi
import pulumi_aws as aws

config = pulumi.Config()
DOMAIN = config.require("domain")
REGION = "eu-west-1"
ZONE_ID = config.require("zone_id")
TAGS = {"openline:system": "booking"}

vpc = aws.ec2.Vpc("app", cidr_block="10.80.0.0/16", enable_dns_hostnames=True)
gateway = aws.ec2.InternetGateway("app", vpc_id=vpc.id)
routes = aws.ec2.RouteTable(
    "public",
    vpc_id=vpc.id,
    routes=[aws.ec2.RouteTableRouteArgs(cidr_block="0.0.0.0/0", gateway_id=gateway.id)],
)
subnets = []
for at, zone in enumerate("ab"):
    subnet = aws.ec2.Subnet(
        f"public-{zone}",
        vpc_id=vpc.id,
        cidr_block=f"10.80.{at}.0/24",
        availability_zone=f"{REGION}{zone}",
        map_public_ip_on_launch=True,
    )
    aws.ec2.RouteTableAssociation(f"public-{zone}", subnet_id=subnet.id, route_table_id=routes.id)
    subnets.append(subnet)

anyone = aws.ec2.SecurityGroup(
    "web",
    vpc_id=vpc.id,
    description="HTTPS from anyone",
    ingress=[{"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": ["0.0.0.0/0"]}],
    egress=[{"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"]}],
)
instances = aws.ec2.SecurityGroup(
    "app",
    vpc_id=vpc.id,
    description="The balancer alone",
    ingress=[{"protocol": "tcp", "from_port": 80, "to_port": 80, "security_groups": [anyone.id]}],
    egress=[{"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"]}],
)

certificate = aws.acm.Certificate("app", domain_name=f"booking.{DOMAIN}", validation_method="DNS")
balancer = aws.lb.LoadBalancer(
    "app",
    load_balancer_type="application",
    security_groups=[anyone.id],
    subnets=[subnet.id for subnet in subnets],
)
targets = aws.lb.TargetGroup(
    "app",
    port=80,
    protocol="HTTP",
    vpc_id=vpc.id,
    health_check={"path": "/healthz", "interval": 10},
)
listener = aws.lb.Listener(
    "app",
    load_balancer_arn=balancer.arn,
    port=443,
    protocol="HTTPS",
    certificate_arn=certificate.arn,
    ssl_policy="ELBSecurityPolicy-TLS13-1-2-2021-06",
    default_actions=[{"type": "forward", "target_group_arn": targets.arn}],
)

template = aws.ec2.LaunchTemplate(
    "app",
    image_id="resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64",
    instance_type="t4g.small",
    vpc_security_group_ids=[instances.id],
    user_data=base64.b64encode(b"#!/bin/sh\nsystemctl start booking\n").decode(),
)
group = aws.autoscaling.Group(
    "app",
    min_size=4,
    max_size=12,
    health_check_type="ELB",
    vpc_zone_identifiers=[subnet.id for subnet in subnets],
    target_group_arns=[targets.arn],
    launch_template={"id": template.id, "version": "$Latest"},
    tags=[{"key": k, "value": v, "propagate_at_launch": True} for k, v in TAGS.items()],
)
aws.autoscaling.Policy(
    "app",
    autoscaling_group_name=group.name,
    policy_type="TargetTrackingScaling",
    target_tracking_configuration={
        "predefined_metric_specification": {"predefined_metric_type": "ASGAverageCPUUtilization"},
        "target_value": 60,
    },
)

bookings = aws.dynamodb.Table(
    "bookings",
    billing_mode="PAY_PER_REQUEST",
    hash_key="id",
    attributes=[{"name": "id", "type": "S"}],
    point_in_time_recovery={"enabled": True},
    tags=TAGS,
)
record = aws.route53.Record(
    "app",
    zone_id=ZONE_ID,
    name=f"booking.{DOMAIN}",
    type="A",
    aliases=[
        {
            "name": balancer.dns_name,
            "zone_id": balancer.zone_id,
            "evaluate_target_health": True,
        }
    ],
)

pulumi.export("url", pulumi.Output.concat("https://", record.fqdn))
