"""A handler for each resource type that is emulated, a module a service.

In: a type's token. Out: how it is created and read through boto3. A type that is not in
`HANDLERS` is recorded only.
"""

from typing import Final

from openline_stacks.cloud._handler import Handler
from openline_stacks.cloud.handlers import (
    acm,
    apigatewayv2,
    apigatewayv2_domains,
    autoscaling,
    backup,
    cloudfront,
    cloudfront_policies,
    cloudwatch,
    cognito,
    dynamodb,
    ec2,
    ec2_instances,
    ec2_security,
    ec2_templates,
    ecr,
    ecs,
    elbv2,
    elbv2_groups,
    elbv2_listeners,
    elbv2_rules,
    events,
    globalaccelerator,
    iam,
    kinesis,
    kms,
    lambda_,
    logs,
    rds,
    route53,
    route53_checks,
    route53_zones,
    s3,
    s3_configurations,
    s3_notifications,
    scheduler,
    secretsmanager,
    sfn,
    sns,
    sqs,
    ssm,
    wafv2,
)

_SERVICES = (
    acm,
    apigatewayv2,
    apigatewayv2_domains,
    autoscaling,
    backup,
    cloudfront,
    cloudfront_policies,
    cloudwatch,
    cognito,
    dynamodb,
    ec2,
    ec2_instances,
    ec2_security,
    ec2_templates,
    ecr,
    ecs,
    elbv2,
    elbv2_groups,
    elbv2_listeners,
    elbv2_rules,
    events,
    globalaccelerator,
    iam,
    kinesis,
    kms,
    lambda_,
    logs,
    rds,
    route53,
    route53_checks,
    route53_zones,
    s3,
    s3_configurations,
    s3_notifications,
    scheduler,
    secretsmanager,
    sfn,
    sns,
    sqs,
    ssm,
    wafv2,
)

HANDLERS: Final[dict[str, Handler]] = {
    handler.type: handler for service in _SERVICES for handler in service.HANDLERS
}

__all__ = ["HANDLERS"]
