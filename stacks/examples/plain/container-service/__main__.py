"""Containers on Fargate behind a load balancer, as many as the requests need."""

import json

import pulumi
import pulumi_aws as aws

config = pulumi.Config()
DOMAIN = config.require("domain")
REGION = "eu-west-1"
ZONE_ID = config.require("zone_id")
TAGS = {"openline:system": "search"}
ANYWHERE = {"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"]}

vpc = aws.ec2.Vpc("search", cidr_block="10.87.0.0/16", enable_dns_hostnames=True)
gateway = aws.ec2.InternetGateway("search", vpc_id=vpc.id)
routes = aws.ec2.RouteTable(
    "search",
    vpc_id=vpc.id,
    routes=[{"cidr_block": "0.0.0.0/0", "gateway_id": gateway.id}],
)
subnets = []
for at, zone in enumerate("abc"):
    subnet = aws.ec2.Subnet(
        f"search-{zone}",
        vpc_id=vpc.id,
        cidr_block=f"10.87.{at}.0/24",
        availability_zone=f"{REGION}{zone}",
    )
    aws.ec2.RouteTableAssociation(f"search-{zone}", subnet_id=subnet.id, route_table_id=routes.id)
    subnets.append(subnet)
front = aws.ec2.SecurityGroup(
    "front",
    vpc_id=vpc.id,
    ingress=[{"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": ["0.0.0.0/0"]}],
    egress=[ANYWHERE],
)
tasks = aws.ec2.SecurityGroup(
    "tasks",
    vpc_id=vpc.id,
    ingress=[
        {"protocol": "tcp", "from_port": 8080, "to_port": 8080, "security_groups": [front.id]}
    ],
    egress=[ANYWHERE],
)

certificate = aws.acm.Certificate("search", domain_name=f"search.{DOMAIN}", validation_method="DNS")
balancer = aws.lb.LoadBalancer(
    "search",
    load_balancer_type="application",
    security_groups=[front.id],
    subnets=[subnet.id for subnet in subnets],
)
targets = aws.lb.TargetGroup(
    "search",
    port=8080,
    protocol="HTTP",
    target_type="ip",
    vpc_id=vpc.id,
    health_check={"path": "/healthz"},
)
listener = aws.lb.Listener(
    "search",
    load_balancer_arn=balancer.arn,
    port=443,
    protocol="HTTPS",
    certificate_arn=certificate.arn,
    ssl_policy="ELBSecurityPolicy-TLS13-1-2-2021-06",
    default_actions=[{"type": "forward", "target_group_arn": targets.arn}],
)

images = aws.ecr.Repository("search", image_tag_mutability="IMMUTABLE")
logs = aws.cloudwatch.LogGroup("search", retention_in_days=30)
cluster = aws.ecs.Cluster("search")
execution = aws.iam.Role(
    "execution",
    assume_role_policy=json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "ecs-tasks.amazonaws.com"},
                    "Action": "sts:AssumeRole",
                }
            ],
        }
    ),
)
aws.iam.RolePolicyAttachment(
    "execution",
    role=execution.name,
    policy_arn="arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy",
)
definition = aws.ecs.TaskDefinition(
    "search",
    family="search",
    cpu="512",
    memory="1024",
    network_mode="awsvpc",
    requires_compatibilities=["FARGATE"],
    execution_role_arn=execution.arn,
    container_definitions=pulumi.Output.all(images.repository_url, logs.name).apply(
        lambda made: json.dumps(
            [
                {
                    "name": "search",
                    "image": f"{made[0]}:1.4.2",
                    "portMappings": [{"containerPort": 8080}],
                    "logConfiguration": {
                        "logDriver": "awslogs",
                        "options": {
                            "awslogs-group": made[1],
                            "awslogs-region": REGION,
                            "awslogs-stream-prefix": "search",
                        },
                    },
                }
            ]
        )
    ),
)
service = aws.ecs.Service(
    "search",
    cluster=cluster.arn,
    task_definition=definition.arn,
    launch_type="FARGATE",
    desired_count=6,
    network_configuration={
        "subnets": [subnet.id for subnet in subnets],
        "security_groups": [tasks.id],
        "assign_public_ip": True,
    },
    load_balancers=[
        {"target_group_arn": targets.arn, "container_name": "search", "container_port": 8080}
    ],
    tags=TAGS,
    opts=pulumi.ResourceOptions(depends_on=[listener]),
)
size = aws.appautoscaling.Target(
    "search",
    service_namespace="ecs",
    scalable_dimension="ecs:service:DesiredCount",
    resource_id=pulumi.Output.concat("service/", cluster.name, "/", service.name),
    min_capacity=6,
    max_capacity=18,
)
aws.appautoscaling.Policy(
    "search",
    policy_type="TargetTrackingScaling",
    service_namespace=size.service_namespace,
    scalable_dimension=size.scalable_dimension,
    resource_id=size.resource_id,
    target_tracking_scaling_policy_configuration={
        "predefined_metric_specification": {
            "predefined_metric_type": "ECSServiceAverageCPUUtilization"
        },
        "target_value": 60,
    },
)
record = aws.route53.Record(
    "search",
    zone_id=ZONE_ID,
    name=f"search.{DOMAIN}",
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
