"""Functions behind an API in two regions, on one global table."""

import json

import pulumi
import pulumi_aws as aws

config = pulumi.Config()
REGIONS = ["eu-west-1", "eu-central-1"]
PRIMARY = REGIONS[0]
NAME = f"profiles.{config.require('domain')}"
ZONE_ID = config.require("zone_id")
TAGS = {"openline:system": "profiles"}
CODE = """
import os, boto3
table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
def handler(event, context):
    return table.get_item(Key={"id": event["pathParameters"]["id"]}).get("Item", {})
"""

table = aws.dynamodb.Table(
    "profiles",
    billing_mode="PAY_PER_REQUEST",
    hash_key="id",
    attributes=[{"name": "id", "type": "S"}],
    stream_enabled=True,
    stream_view_type="NEW_AND_OLD_IMAGES",
    replicas=[{"region_name": region} for region in REGIONS if region != PRIMARY],
    tags=TAGS,
)
role = aws.iam.Role(
    "function",
    assume_role_policy=json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "lambda.amazonaws.com"},
                    "Action": "sts:AssumeRole",
                }
            ],
        }
    ),
)


def api(region: str) -> aws.apigatewayv2.DomainName:
    opts = pulumi.ResourceOptions(provider=aws.Provider(region, region=region))
    function = aws.lambda_.Function(
        f"profiles-{region}",
        runtime="python3.13",
        handler="index.handler",
        role=role.arn,
        code=pulumi.AssetArchive({"index.py": pulumi.StringAsset(CODE)}),
        environment={"variables": {"TABLE": table.name}},
        reserved_concurrent_executions=200,
        tags=TAGS,
        opts=opts,
    )
    gateway = aws.apigatewayv2.Api(f"profiles-{region}", protocol_type="HTTP", tags=TAGS, opts=opts)
    integration = aws.apigatewayv2.Integration(
        f"profiles-{region}",
        api_id=gateway.id,
        integration_type="AWS_PROXY",
        integration_uri=function.invoke_arn,
        payload_format_version="2.0",
        opts=opts,
    )
    aws.apigatewayv2.Route(
        f"profiles-{region}",
        api_id=gateway.id,
        route_key="GET /profiles/{id}",
        target=integration.id.apply(lambda id_: f"integrations/{id_}"),
        opts=opts,
    )
    stage = aws.apigatewayv2.Stage(
        f"profiles-{region}", api_id=gateway.id, name="$default", auto_deploy=True, opts=opts
    )
    aws.lambda_.Permission(
        f"profiles-{region}",
        action="lambda:InvokeFunction",
        function=function.name,
        principal="apigateway.amazonaws.com",
        source_arn=gateway.execution_arn.apply(lambda arn: f"{arn}/*"),
        opts=opts,
    )
    certificate = aws.acm.Certificate(region, domain_name=NAME, validation_method="DNS", opts=opts)
    domain = aws.apigatewayv2.DomainName(
        region,
        domain_name=NAME,
        domain_name_configuration={
            "certificate_arn": certificate.arn,
            "endpoint_type": "REGIONAL",
            "security_policy": "TLS_1_2",
        },
        tags=TAGS,
        opts=opts,
    )
    aws.apigatewayv2.ApiMapping(
        region, api_id=gateway.id, domain_name=domain.id, stage=stage.id, opts=opts
    )
    return domain


for region in REGIONS:
    domain = api(region)
    aws.route53.Record(
        f"profiles-{region}",
        zone_id=ZONE_ID,
        name=NAME,
        type="A",
        set_identifier=region,
        latency_routing_policies=[{"region": region}],
        aliases=[
            {
                "name": domain.domain_name_configuration.target_domain_name,
                "zone_id": domain.domain_name_configuration.hosted_zone_id,
                "evaluate_target_health": True,
            }
        ],
    )

pulumi.export("table", table.name)
