"""An API in two regions: the first serves, the second takes over when the first's check fails."""

import pulumi
import pulumi_aws as aws

config = pulumi.Config()
REGIONS = {"eu-west-1": "10.82.0.0/16", "eu-central-1": "10.83.0.0/16"}
PRIMARY = "eu-west-1"
DOMAIN = config.require("domain")
ZONE_ID = config.require("zone_id")
TAGS = {"openline:system": "pricing"}
ANYWHERE = {"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"]}


def https_from(**sources: object) -> dict:
    return {"protocol": "tcp", "from_port": 443, "to_port": 443, **sources}


def network(region: str, opts: pulumi.ResourceOptions) -> tuple[aws.ec2.Vpc, list]:
    vpc = aws.ec2.Vpc(region, cidr_block=REGIONS[region], opts=opts)
    gateway = aws.ec2.InternetGateway(region, vpc_id=vpc.id, opts=opts)
    routes = aws.ec2.RouteTable(
        region,
        vpc_id=vpc.id,
        routes=[{"cidr_block": "0.0.0.0/0", "gateway_id": gateway.id}],
        opts=opts,
    )
    subnets = []
    for at, zone in enumerate("abc"):
        subnet = aws.ec2.Subnet(
            f"{region}{zone}",
            vpc_id=vpc.id,
            cidr_block=REGIONS[region].replace(".0.0/16", f".{at}.0/24"),
            availability_zone=f"{region}{zone}",
            opts=opts,
        )
        aws.ec2.RouteTableAssociation(
            f"{region}{zone}", subnet_id=subnet.id, route_table_id=routes.id, opts=opts
        )
        subnets.append(subnet)
    return vpc, subnets


def service(region: str) -> aws.lb.LoadBalancer:
    provider = aws.Provider(region, region=region)
    opts = pulumi.ResourceOptions(provider=provider)
    vpc, subnets = network(region, opts)
    ids = [subnet.id for subnet in subnets]
    front = aws.ec2.SecurityGroup(
        f"front-{region}",
        vpc_id=vpc.id,
        ingress=[https_from(cidr_blocks=["0.0.0.0/0"])],
        egress=[ANYWHERE],
        opts=opts,
    )
    back = aws.ec2.SecurityGroup(
        f"back-{region}",
        vpc_id=vpc.id,
        ingress=[https_from(security_groups=[front.id])],
        egress=[ANYWHERE],
        opts=opts,
    )
    balancer = aws.lb.LoadBalancer(
        region, load_balancer_type="application", security_groups=[front.id], subnets=ids, opts=opts
    )
    targets = aws.lb.TargetGroup(
        region,
        port=443,
        protocol="HTTPS",
        vpc_id=vpc.id,
        health_check={"path": "/healthz", "protocol": "HTTPS"},
        opts=opts,
    )
    certificate = aws.acm.Certificate(
        region, domain_name=f"pricing.{DOMAIN}", validation_method="DNS", opts=opts
    )
    aws.lb.Listener(
        region,
        load_balancer_arn=balancer.arn,
        port=443,
        protocol="HTTPS",
        certificate_arn=certificate.arn,
        ssl_policy="ELBSecurityPolicy-TLS13-1-2-2021-06",
        default_actions=[{"type": "forward", "target_group_arn": targets.arn}],
        opts=opts,
    )
    template = aws.ec2.LaunchTemplate(
        region,
        image_id="resolve:ssm:/pricing/image",
        instance_type="m7g.large",
        vpc_security_group_ids=[back.id],
        metadata_options={"http_tokens": "required"},
        opts=opts,
    )
    group = aws.autoscaling.Group(
        region,
        min_size=6,
        max_size=18,
        health_check_type="ELB",
        vpc_zone_identifiers=ids,
        target_group_arns=[targets.arn],
        launch_template={"id": template.id, "version": "$Latest"},
        tags=[{"key": k, "value": v, "propagate_at_launch": True} for k, v in TAGS.items()],
        opts=opts,
    )
    aws.autoscaling.Policy(
        region,
        autoscaling_group_name=group.name,
        policy_type="TargetTrackingScaling",
        target_tracking_configuration={
            "predefined_metric_specification": {
                "predefined_metric_type": "ASGAverageCPUUtilization"
            },
            "target_value": 70,
        },
        opts=opts,
    )
    return balancer


balancers = {region: service(region) for region in REGIONS}
prices = aws.dynamodb.Table(
    "prices",
    billing_mode="PAY_PER_REQUEST",
    hash_key="id",
    attributes=[{"name": "id", "type": "S"}],
    stream_enabled=True,
    stream_view_type="NEW_AND_OLD_IMAGES",
    replicas=[{"region_name": region} for region in REGIONS if region != PRIMARY],
    tags=TAGS,
)
check = aws.route53.HealthCheck(
    PRIMARY,
    type="HTTPS",
    fqdn=balancers[PRIMARY].dns_name,
    port=443,
    resource_path="/ready",
    request_interval=30,
    failure_threshold=3,
    tags=TAGS,
)
for region, balancer in balancers.items():
    aws.route53.Record(
        f"pricing-{region}",
        zone_id=ZONE_ID,
        name=f"pricing.{DOMAIN}",
        type="A",
        set_identifier=region,
        failover_routing_policies=[{"type": "PRIMARY" if region == PRIMARY else "SECONDARY"}],
        health_check_id=check.id if region == PRIMARY else None,
        aliases=[
            {
                "name": balancer.dns_name,
                "zone_id": balancer.zone_id,
                "evaluate_target_health": False,
            }
        ],
    )

pulumi.export("url", f"https://pricing.{DOMAIN}")
pulumi.export("table", prices.name)
