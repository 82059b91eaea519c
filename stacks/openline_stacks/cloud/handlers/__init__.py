"""A handler for each resource type that is emulated, a module a service.

In: a type's token. Out: how it is created and read through boto3. A type that is not in
`HANDLERS` is recorded only.
"""

from dataclasses import replace
from typing import Final

from openline_stacks.cloud._handler import Handler
from openline_stacks.cloud.handlers import (
    acm,
    apigateway,
    apigatewayv2,
    apigatewayv2_domains,
    autoscaling,
    autoscaling_policies,
    backup,
    cloudfront,
    cloudfront_policies,
    cloudwatch,
    cognito,
    dynamodb,
    ec2,
    ec2_gateways,
    ec2_instances,
    ec2_prefix_lists,
    ec2_routes,
    ec2_rules,
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
    iam_policies,
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
    s3_objects,
    scheduler,
    secretsmanager,
    sfn,
    sns,
    sqs,
    ssm,
    wafv2,
)
from openline_stacks.older_names import with_older

_SERVICES = (
    acm,
    apigateway,
    apigatewayv2,
    apigatewayv2_domains,
    autoscaling,
    autoscaling_policies,
    backup,
    cloudfront,
    cloudfront_policies,
    cloudwatch,
    cognito,
    dynamodb,
    ec2,
    ec2_gateways,
    ec2_instances,
    ec2_prefix_lists,
    ec2_routes,
    ec2_rules,
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
    iam_policies,
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
    s3_objects,
    scheduler,
    secretsmanager,
    sfn,
    sns,
    sqs,
    ssm,
    wafv2,
)

_OWN: Final = {handler.type: handler for service in _SERVICES for handler in service.HANDLERS}
HANDLERS: Final[dict[str, Handler]] = {
    type_: handler if handler.type == type_ else replace(handler, type=type_)
    for type_, handler in with_older(_OWN).items()
}

__all__ = ["HANDLERS"]
