"""Workers: a queue, what could not be worked on, and instances that empty it."""

import json

import pulumi
import pulumi_aws as aws

REGION = "eu-west-1"
TAGS = {"openline:system": "invoices"}

failed = aws.sqs.Queue("failed", message_retention_seconds=14 * 86_400, tags=TAGS)
jobs = aws.sqs.Queue(
    "jobs",
    visibility_timeout_seconds=300,
    redrive_policy=failed.arn.apply(
        lambda arn: json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 5})
    ),
    tags=TAGS,
)
invoices = aws.dynamodb.Table(
    "invoices",
    billing_mode="PAY_PER_REQUEST",
    hash_key="id",
    attributes=[{"name": "id", "type": "S"}],
    tags=TAGS,
)

vpc = aws.ec2.Vpc("workers", cidr_block="10.84.0.0/16")
subnets = [
    aws.ec2.Subnet(
        f"workers-{zone}",
        vpc_id=vpc.id,
        cidr_block=f"10.84.{at}.0/24",
        availability_zone=f"{REGION}{zone}",
    )
    for at, zone in enumerate("ab")
]
role = aws.iam.Role(
    "worker",
    assume_role_policy=json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "ec2.amazonaws.com"},
                    "Action": "sts:AssumeRole",
                }
            ],
        }
    ),
)
aws.iam.RolePolicy(
    "worker",
    role=role.name,
    policy=pulumi.Output.all(jobs.arn, invoices.arn).apply(
        lambda arns: json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Action": ["sqs:ReceiveMessage", "sqs:DeleteMessage"],
                        "Resource": arns[0],
                    },
                    {"Effect": "Allow", "Action": "dynamodb:PutItem", "Resource": arns[1]},
                ],
            }
        )
    ),
)
profile = aws.iam.InstanceProfile("worker", role=role.name)
template = aws.ec2.LaunchTemplate(
    "worker",
    image_id="resolve:ssm:/invoices/image",
    instance_type="c7g.medium",
    iam_instance_profile={"arn": profile.arn},
    metadata_options={"http_tokens": "required"},
)
workers = aws.autoscaling.Group(
    "workers",
    min_size=2,
    max_size=10,
    vpc_zone_identifiers=[subnet.id for subnet in subnets],
    launch_template={"id": template.id, "version": "$Latest"},
    tags=[{"key": k, "value": v, "propagate_at_launch": True} for k, v in TAGS.items()],
)
more = aws.autoscaling.Policy(
    "more",
    autoscaling_group_name=workers.name,
    adjustment_type="ChangeInCapacity",
    scaling_adjustment=2,
    cooldown=300,
)
aws.cloudwatch.MetricAlarm(
    "waiting",
    namespace="AWS/SQS",
    metric_name="ApproximateNumberOfMessagesVisible",
    dimensions={"QueueName": jobs.name},
    statistic="Average",
    period=60,
    evaluation_periods=3,
    threshold=500,
    comparison_operator="GreaterThanThreshold",
    alarm_actions=[more.arn],
)

pulumi.export("queue", jobs.url)
