"""Types that our components do not make and strangers' programs do: type -> inputs, the question
to boto3, the answer that it must give."""

from __future__ import annotations

from typing import Any, Final

EAST, WEST = "us-east-1", "us-west-2"
TAGS: Final = {"openline:stack": "shop", "Name": "x"}
ALLOW: Final = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject",'
    '"Resource":"*"}]}'
)
MACHINE: Final = '{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}'
KEY: Final = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ5iFXlOPdRQhgN1V3Sxqjx0v6M1x0nYtQ0y8gT8vG1r shop"
CONTAINERS: Final = '[{"name":"app","image":"app:1","memory":128,"essential":true}]'


def _queue(m: Any) -> Any:
    return m.one("aws:sqs/queue:Queue", region=WEST)


def _function(m: Any) -> Any:
    return m.one(
        "aws:lambda/function:Function", region=WEST, role=m.function_role, runtime="python3.13",
        handler="index.handler",
        code={"assets": {"index.py": {"text": "def handler(event, context): ..."}}},
    )  # fmt: skip


def _instance(m: Any) -> Any:
    return m.one("aws:ec2/instance:Instance", region=WEST, ami="ami-12345678",
                 instanceType="t3.micro", subnetId=m.subnet(0))  # fmt: skip


def _user(m: Any) -> Any:
    return m.one("aws:iam/user:User")


def _rule(m: Any) -> Any:
    return m.one("aws:cloudwatch/eventRule:EventRule", region=WEST,
                 scheduleExpression="rate(5 minutes)")  # fmt: skip


def _api(m: Any) -> Any:
    return m.one("aws:apigatewayv2/api:Api", region=WEST, protocolType="HTTP")


def _rest(m: Any) -> Any:
    return m.one("aws:apigateway/restApi:RestApi", region=WEST)


def _method(m: Any) -> dict[str, str]:
    """Of the API's root, which one without a method of its own could not deploy."""
    api = _rest(m)
    root = api.outputs["rootResourceId"]
    place = {"restApi": api.id, "resourceId": root, "httpMethod": "GET"}
    m.one("aws:apigateway/method:Method", region=WEST, authorization="NONE", **place)
    m.one("aws:apigateway/integration:Integration", region=WEST, type="MOCK", **place)
    return place


def _in_answer(m: Any) -> dict[str, str]:
    place = {**_method(m), "statusCode": "200"}
    m.one("aws:apigateway/methodResponse:MethodResponse", region=WEST, **place)
    return place


def _deployment(m: Any) -> Any:
    place = _method(m)
    return m.one("aws:apigateway/deployment:Deployment", region=WEST, restApi=place["restApi"])


def _at(made: Any) -> dict[str, Any]:
    return {"restApiId": made.outputs["restApi"], "resourceId": made.outputs["resourceId"],
            "httpMethod": made.outputs["httpMethod"]}  # fmt: skip


def _integration(m: Any) -> Any:
    return m.one("aws:apigatewayv2/integration:Integration", region=WEST, apiId=_api(m).id,
                 integrationType="HTTP_PROXY", integrationMethod="ANY",
                 integrationUri="https://shop.example.net")  # fmt: skip


def _offered(m: Any) -> dict[str, str]:
    return {"certificateArn": m.certificate.outputs["arn"], "endpointType": "REGIONAL",
            "securityPolicy": "TLS_1_2"}  # fmt: skip


def _api_domain(m: Any) -> Any:
    return m.one("aws:apigatewayv2/domainName:DomainName", region=WEST,
                 domainName="portal.shop.example.net",
                 domainNameConfiguration=_offered(m))  # fmt: skip


def _pool(m: Any) -> Any:
    return m.one("aws:cognito/userPool:UserPool", region=WEST)


def _listener(m: Any) -> Any:
    return m.one(
        "aws:lb/listener:Listener", region=WEST, loadBalancerArn=m.balancer.id, port=80,
        protocol="HTTP", defaultActions=[{"type": "forward", "targetGroupArn": m.target_group.id}],
    )  # fmt: skip


def _cluster(m: Any) -> Any:
    return m.one("aws:ecs/cluster:Cluster", region=WEST)


def _task(m: Any) -> Any:
    return m.one("aws:ecs/taskDefinition:TaskDefinition", region=WEST, family="app",
                 containerDefinitions=CONTAINERS)  # fmt: skip


def _subnets(m: Any) -> Any:
    return m.one("aws:rds/subnetGroup:SubnetGroup", region=WEST,
                 subnetIds=[m.subnet(0), m.subnet(1)])  # fmt: skip


COMMON: Final[dict[str, tuple[Any, Any, Any]]] = {
    "aws:sqs/queue:Queue": (
        lambda m: {"visibilityTimeoutSeconds": 60, "messageRetentionSeconds": 86400, "tags": TAGS},
        lambda made: ("sqs", "get_queue_attributes",
                      {"QueueUrl": made.id, "AttributeNames": ["All"]}),
        lambda made: {"Attributes.VisibilityTimeout": "60",
                      "Attributes.QueueArn": made.outputs["arn"]},
    ),
    "aws:sqs/queuePolicy:QueuePolicy": (
        lambda m: {"queueUrl": _queue(m).id, "policy": ALLOW},
        lambda made: ("sqs", "get_queue_attributes",
                      {"QueueUrl": made.id, "AttributeNames": ["All"]}),
        lambda made: {"Attributes.Policy != null": True},
    ),
    "aws:cloudwatch/eventBus:EventBus": (
        lambda m: {"name": "orders", "tags": TAGS},
        lambda made: ("events", "describe_event_bus", {"Name": made.id}),
        lambda made: {"Arn": made.outputs["arn"]},
    ),
    "aws:cloudwatch/eventRule:EventRule": (
        lambda m: {"scheduleExpression": "rate(5 minutes)", "description": "often", "tags": TAGS},
        lambda made: ("events", "describe_rule", {"Name": made.id}),
        lambda made: {"ScheduleExpression": "rate(5 minutes)", "Arn": made.outputs["arn"]},
    ),
    "aws:cloudwatch/eventTarget:EventTarget": (
        lambda m: {"rule": _rule(m).id, "arn": _queue(m).outputs["arn"], "input": '{"a":1}'},
        lambda made: ("events", "list_targets_by_rule", {"Rule": made.outputs["rule"]}),
        lambda made: {"Targets[0].Arn": made.outputs["arn"], "Targets[0].Input": '{"a":1}'},
    ),
    "aws:ec2/instance:Instance": (
        lambda m: {"ami": "ami-12345678", "instanceType": "t3.micro", "subnetId": m.subnet(0),
                   "vpcSecurityGroupIds": [m.group], "tags": TAGS},
        lambda made: ("ec2", "describe_instances", {"InstanceIds": [made.id]}),
        lambda made: {"Reservations[0].Instances[0].InstanceType": "t3.micro",
                      "Reservations[0].Instances[0].SubnetId": made.outputs["subnetId"]},
    ),
    "aws:ec2/keyPair:KeyPair": (
        lambda m: {"publicKey": KEY},
        lambda made: ("ec2", "describe_key_pairs", {"KeyNames": [made.id]}),
        lambda made: {"KeyPairs[0].KeyFingerprint": made.outputs["fingerprint"]},
    ),
    "aws:route53/zone:Zone": (
        lambda m: {"name": "shop.example.org", "comment": "shop", "tags": TAGS},
        lambda made: ("route53", "get_hosted_zone", {"Id": made.id}),
        lambda made: {"HostedZone.Name": "shop.example.org.", "HostedZone.Config.Comment": "shop"},
    ),
    "aws:lb/listenerRule:ListenerRule": (
        lambda m: {"listenerArn": _listener(m).id, "priority": 10, "tags": TAGS,
                   "actions": [{"type": "forward", "targetGroupArn": m.target_group.id}],
                   "conditions": [{"pathPattern": {"values": ["/api/*"]}}]},
        lambda made: ("elbv2", "describe_rules", {"RuleArns": [made.id]}),
        lambda made: {"Rules[0].Priority": "10",
                      "Rules[0].Conditions[0].PathPatternConfig.Values": ["/api/*"]},
    ),
    "aws:lb/targetGroupAttachment:TargetGroupAttachment": (
        lambda m: {"targetGroupArn": m.target_group.id, "targetId": _instance(m).id, "port": 8443},
        lambda made: ("elbv2", "describe_target_health",
                      {"TargetGroupArn": made.outputs["targetGroupArn"]}),
        lambda made: {"TargetHealthDescriptions[0].Target.Id": made.outputs["targetId"]},
    ),
    "aws:lambda/permission:Permission": (
        lambda m: {"function": _function(m).id, "action": "lambda:InvokeFunction",
                   "principal": "events.amazonaws.com"},
        lambda made: ("lambda", "get_policy", {"FunctionName": made.outputs["function"]}),
        lambda made: {},
    ),
    "aws:lambda/eventSourceMapping:EventSourceMapping": (
        lambda m: {"functionName": _function(m).id, "eventSourceArn": _queue(m).outputs["arn"],
                   "batchSize": 5},
        lambda made: ("lambda", "get_event_source_mapping", {"UUID": made.id}),
        lambda made: {"BatchSize": 5},
    ),
    "aws:ecr/repository:Repository": (
        lambda m: {"imageTagMutability": "IMMUTABLE", "tags": TAGS},
        lambda made: ("ecr", "describe_repositories", {"repositoryNames": [made.id]}),
        lambda made: {"repositories[0].imageTagMutability": "IMMUTABLE"},
    ),
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": (
        lambda m: {"repository": m.one("aws:ecr/repository:Repository", region=WEST).id,
                   "policy": '{"rules":[{"rulePriority":1,"selection":{"tagStatus":"untagged",'
                             '"countType":"imageCountMoreThan","countNumber":3},'
                             '"action":{"type":"expire"}}]}'},
        lambda made: ("ecr", "get_lifecycle_policy", {"repositoryName": made.id}),
        lambda made: {"repositoryName": made.id},
    ),
    "aws:ecs/cluster:Cluster": (
        lambda m: {"tags": TAGS},
        lambda made: ("ecs", "describe_clusters", {"clusters": [made.id]}),
        lambda made: {"clusters[0].clusterArn": made.id},
    ),
    "aws:ecs/taskDefinition:TaskDefinition": (
        lambda m: {"family": "web", "containerDefinitions": CONTAINERS, "cpu": "256",
                   "memory": "512", "networkMode": "awsvpc", "tags": TAGS,
                   "requiresCompatibilities": ["FARGATE"]},
        lambda made: ("ecs", "describe_task_definition", {"taskDefinition": made.outputs["arn"]}),
        lambda made: {"taskDefinition.containerDefinitions[0].image": "app:1"},
    ),
    "aws:ecs/service:Service": (
        lambda m: {"cluster": _cluster(m).id, "taskDefinition": _task(m).outputs["arn"],
                   "desiredCount": 2, "tags": TAGS},
        lambda made: ("ecs", "describe_services",
                      {"cluster": made.outputs["cluster"], "services": [made.id]}),
        lambda made: {"services[0].desiredCount": 2},
    ),
    "aws:iam/user:User": (
        lambda m: {"tags": TAGS},
        lambda made: ("iam", "get_user", {"UserName": made.id}),
        lambda made: {"User.Arn": made.outputs["arn"]},
    ),
    "aws:iam/userPolicy:UserPolicy": (
        lambda m: {"user": _user(m).id, "policy": ALLOW},
        lambda made: ("iam", "get_user_policy", {"UserName": made.outputs["user"],
                                                 "PolicyName": made.outputs["name"]}),
        lambda made: {"PolicyDocument.Statement[0].Action": "s3:GetObject"},
    ),
    "aws:iam/userPolicyAttachment:UserPolicyAttachment": (
        lambda m: {"user": _user(m).id,
                   "policyArn": m.one("aws:iam/policy:Policy", policy=ALLOW).id},
        lambda made: ("iam", "list_attached_user_policies", {"UserName": made.outputs["user"]}),
        lambda made: {"AttachedPolicies[0].PolicyArn": made.outputs["policyArn"]},
    ),
    "aws:kinesis/stream:Stream": (
        lambda m: {"shardCount": 1, "retentionPeriod": 48, "tags": TAGS},
        lambda made: ("kinesis", "describe_stream_summary", {"StreamName": made.id}),
        lambda made: {"StreamDescriptionSummary.RetentionPeriodHours": 48},
    ),
    "aws:sfn/stateMachine:StateMachine": (
        lambda m: {"definition": MACHINE, "roleArn": m.role.outputs["arn"], "tags": TAGS},
        lambda made: ("stepfunctions", "describe_state_machine", {"stateMachineArn": made.id}),
        lambda made: {"definition": MACHINE},
    ),
    "aws:rds/subnetGroup:SubnetGroup": (
        lambda m: {"subnetIds": [m.subnet(0), m.subnet(1)], "tags": TAGS},
        lambda made: ("rds", "describe_db_subnet_groups", {"DBSubnetGroupName": made.id}),
        lambda made: {"DBSubnetGroups[0].DBSubnetGroupArn": made.outputs["arn"]},
    ),
    "aws:rds/cluster:Cluster": (
        lambda m: {"engine": "aurora-postgresql", "masterUsername": "shop", "tags": TAGS,
                   "masterPassword": "longer-than-8", "dbSubnetGroupName": _subnets(m).id,
                   "skipFinalSnapshot": True, "backupRetentionPeriod": 7},
        lambda made: ("rds", "describe_db_clusters", {"DBClusterIdentifier": made.id}),
        lambda made: {"DBClusters[0].DBClusterArn": made.outputs["arn"],
                      "DBClusters[0].BackupRetentionPeriod": 7},
    ),
    "aws:rds/instance:Instance": (
        lambda m: {"engine": "postgres", "instanceClass": "db.t4g.micro", "allocatedStorage": 20,
                   "username": "shop", "password": "longer-than-8", "skipFinalSnapshot": True,
                   "dbSubnetGroupName": _subnets(m).id, "tags": TAGS},
        lambda made: ("rds", "describe_db_instances", {"DBInstanceIdentifier": made.id}),
        lambda made: {"DBInstances[0].DBInstanceClass": "db.t4g.micro"},
    ),
    "aws:secretsmanager/secretVersion:SecretVersion": (
        lambda m: {"secretId": m.one("aws:secretsmanager/secret:Secret", region=WEST,
                                     name="shop/token").id, "secretString": "hush"},
        lambda made: ("secretsmanager", "get_secret_value",
                      {"SecretId": made.outputs["secretId"]}),
        lambda made: {"SecretString": "hush"},
    ),
    "aws:apigateway/deployment:Deployment": (
        lambda m: {"restApi": _method(m)["restApi"], "description": "first",
                   "triggers": {"of": "1"}},
        lambda made: ("apigateway", "get_deployment",
                      {"restApiId": made.outputs["restApi"], "deploymentId": made.id}),
        lambda made: {"description": "first"},
    ),
    "aws:apigateway/integration:Integration": (
        lambda m: {**_method(m), "httpMethod": "GET", "type": "HTTP_PROXY",
                   "integrationHttpMethod": "POST", "uri": "https://shop.example.net"},
        lambda made: ("apigateway", "get_integration", _at(made)),
        lambda made: {"type": "HTTP_PROXY", "httpMethod": "POST",
                      "uri": "https://shop.example.net"},
    ),
    "aws:apigateway/integrationResponse:IntegrationResponse": (
        lambda m: {**_in_answer(m), "selectionPattern": "2..",
                   "responseTemplates": {"application/json": "{}"}},
        lambda made: ("apigateway", "get_integration_response",
                      {**_at(made), "statusCode": made.outputs["statusCode"]}),
        lambda made: {"selectionPattern": "2.."},
    ),
    "aws:apigateway/method:Method": (
        lambda m: {"restApi": _rest(m).id, "resourceId": _rest(m).outputs["rootResourceId"],
                   "httpMethod": "POST", "authorization": "AWS_IAM", "apiKeyRequired": True},
        lambda made: ("apigateway", "get_method", _at(made)),
        lambda made: {"authorizationType": "AWS_IAM", "apiKeyRequired": True},
    ),
    "aws:apigateway/methodResponse:MethodResponse": (
        lambda m: {**_method(m), "statusCode": "404",
                   "responseModels": {"application/json": "Error"}},
        lambda made: ("apigateway", "get_method_response",
                      {**_at(made), "statusCode": made.outputs["statusCode"]}),
        lambda made: {"responseModels": {"application/json": "Error"}},
    ),
    "aws:apigateway/resource:Resource": (
        lambda m: {"restApi": _rest(m).id, "parentId": _rest(m).outputs["rootResourceId"],
                   "pathPart": "orders"},
        lambda made: ("apigateway", "get_resource",
                      {"restApiId": made.outputs["restApi"], "resourceId": made.id}),
        lambda made: {"path": made.outputs["path"]},
    ),
    "aws:apigateway/restApi:RestApi": (
        lambda m: {"description": "shop", "endpointConfiguration": {"types": "REGIONAL"}},
        lambda made: ("apigateway", "get_rest_api", {"restApiId": made.id}),
        lambda made: {"description": "shop", "rootResourceId": made.outputs["rootResourceId"]},
    ),
    "aws:apigateway/stage:Stage": (
        lambda m: {"restApi": _rest(m).id, "deployment": _deployment(m).id, "stageName": "live",
                   "description": "open", "variables": {"size": "2"}, "tags": TAGS},
        lambda made: ("apigateway", "get_stage",
                      {"restApiId": made.outputs["restApi"], "stageName": "live"}),
        lambda made: {"variables.size": "2", "deploymentId": made.outputs["deployment"]},
    ),
    "aws:apigatewayv2/api:Api": (
        lambda m: {"protocolType": "HTTP", "description": "shop", "tags": TAGS,
                   "corsConfiguration": {"allowOrigins": ["https://shop.example.net"],
                                         "allowMethods": ["GET"], "maxAge": 300}},
        lambda made: ("apigatewayv2", "get_api", {"ApiId": made.id}),
        lambda made: {"ProtocolType": "HTTP", "CorsConfiguration.MaxAge": 300,
                      "ApiEndpoint": made.outputs["apiEndpoint"]},
    ),
    "aws:apigatewayv2/apiMapping:ApiMapping": (
        lambda m: {"apiId": _api(m).id, "domainName": _api_domain(m).id, "stage": "$default"},
        lambda made: ("apigatewayv2", "get_api_mapping",
                      {"DomainName": made.outputs["domainName"], "ApiMappingId": made.id}),
        lambda made: {"Stage": "$default", "ApiId": made.outputs["apiId"]},
    ),
    "aws:apigatewayv2/authorizer:Authorizer": (
        lambda m: {"apiId": _api(m).id, "authorizerType": "JWT", "name": "shop",
                   "identitySources": ["$request.header.Authorization"],
                   "jwtConfiguration": {"audiences": ["shop"],
                                        "issuer": "https://shop.example.net"}},
        lambda made: ("apigatewayv2", "get_authorizer",
                      {"ApiId": made.outputs["apiId"], "AuthorizerId": made.id}),
        lambda made: {"JwtConfiguration.Issuer": "https://shop.example.net",
                      "JwtConfiguration.Audience": ["shop"]},
    ),
    "aws:apigatewayv2/domainName:DomainName": (
        lambda m: {"domainName": "api.shop.example.net", "tags": TAGS,
                   "domainNameConfiguration": _offered(m)},
        lambda made: ("apigatewayv2", "get_domain_name", {"DomainName": made.id}),
        lambda made: {"DomainNameConfigurations[0].EndpointType": "REGIONAL"},
    ),
    "aws:apigatewayv2/integration:Integration": (
        lambda m: {"apiId": _api(m).id, "integrationType": "HTTP_PROXY",
                   "integrationMethod": "ANY", "integrationUri": "https://shop.example.net"},
        lambda made: ("apigatewayv2", "get_integration",
                      {"ApiId": made.outputs["apiId"], "IntegrationId": made.id}),
        lambda made: {"IntegrationUri": "https://shop.example.net"},
    ),
    "aws:apigatewayv2/route:Route": (
        lambda m: {"apiId": _api(m).id, "routeKey": "GET /orders",
                   "target": f"integrations/{_integration(m).id}"},
        lambda made: ("apigatewayv2", "get_route",
                      {"ApiId": made.outputs["apiId"], "RouteId": made.id}),
        lambda made: {"RouteKey": "GET /orders", "Target": made.outputs["target"]},
    ),
    "aws:apigatewayv2/stage:Stage": (
        lambda m: {"apiId": _api(m).id, "name": "$default", "autoDeploy": True, "tags": TAGS},
        lambda made: ("apigatewayv2", "get_stage",
                      {"ApiId": made.outputs["apiId"], "StageName": "$default"}),
        lambda made: {"AutoDeploy": True, f"'{made.outputs['invokeUrl'][-15:]}'":
                      ".amazonaws.com/"},
    ),
    "aws:cognito/userPool:UserPool": (
        lambda m: {"autoVerifiedAttributes": ["email"], "usernameAttributes": ["email"],
                   "passwordPolicy": {"minimumLength": 12, "requireNumbers": True}, "tags": TAGS},
        lambda made: ("cognito-idp", "describe_user_pool", {"UserPoolId": made.id}),
        lambda made: {"UserPool.Policies.PasswordPolicy.MinimumLength": 12,
                      "UserPool.Arn": made.outputs["arn"]},
    ),
    "aws:cognito/userPoolClient:UserPoolClient": (
        lambda m: {"userPoolId": _pool(m).id, "generateSecret": True,
                   "explicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"],
                   "callbackUrls": ["https://shop.example.net/signed-in"]},
        lambda made: ("cognito-idp", "describe_user_pool_client",
                      {"UserPoolId": made.outputs["userPoolId"], "ClientId": made.id}),
        lambda made: {"UserPoolClient.ClientSecret": made.outputs["clientSecret"],
                      "UserPoolClient.CallbackURLs": ["https://shop.example.net/signed-in"]},
    ),
    "aws:cognito/userPoolDomain:UserPoolDomain": (
        lambda m: {"domain": "shop-sign-in", "userPoolId": _pool(m).id},
        lambda made: ("cognito-idp", "describe_user_pool_domain", {"Domain": made.id}),
        lambda made: {"DomainDescription.UserPoolId": made.outputs["userPoolId"]},
    ),
    "aws:s3/bucketNotification:BucketNotification": (
        lambda m: {"bucket": m.bucket, "queues": [
            {"queueArn": m.one("aws:sqs/queue:Queue", region=WEST).outputs["arn"],
             "events": ["s3:ObjectCreated:*"], "filterPrefix": "in/"}]},
        lambda made: ("s3", "get_bucket_notification_configuration", {"Bucket": made.id}),
        lambda made: {"QueueConfigurations[0].Events": ["s3:ObjectCreated:*"]},
    ),
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": (
        lambda m: {"bucket": m.bucket, "corsRules": [
            {"allowedMethods": ["GET"], "allowedOrigins": ["https://shop.example.net"]}]},
        lambda made: ("s3", "get_bucket_cors", {"Bucket": made.id}),
        lambda made: {"CORSRules[0].AllowedOrigins": ["https://shop.example.net"]},
    ),
    "aws:s3/bucketObject:BucketObject": (
        lambda m: {"bucket": m.bucket, "key": "older.html", "content": "<p>Soon</p>",
                   "contentType": "text/html", "tags": TAGS},
        lambda made: ("s3", "head_object", {"Bucket": made.outputs["bucket"], "Key": made.id}),
        lambda made: {"ContentType": "text/html"},
    ),
    "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration": (
        lambda m: {"bucket": m.bucket, "indexDocument": {"suffix": "index.html"},
                   "errorDocument": {"key": "error.html"}},
        lambda made: ("s3", "get_bucket_website", {"Bucket": made.id}),
        lambda made: {"IndexDocument.Suffix": "index.html"},
    ),
}  # fmt: skip
