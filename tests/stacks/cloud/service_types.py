"""EventBridge's archives and APIs, Cloud Map, mail, activities, as in `later`."""

from __future__ import annotations

from typing import Any, Final

from tests.stacks.cloud.common_types import TAGS, WEST
from tests.stacks.cloud.later import OTHER, Later, others

PUT: Final = (
    '{"Version":"2012-10-17","Statement":[{"Sid":"all","Effect":"Allow","Principal":'
    '{"AWS":"arn:aws:iam::123456789012:root"},"Action":"events:PutEvents",'
    '"Resource":"arn:aws:events:us-west-2:123456789012:event-bus/carts"}]}'
)


def _bus(m: Any) -> Any:
    return m.one("aws:cloudwatch/eventBus:EventBus", region=WEST, name="carts")


def _basic(password: str) -> dict[str, Any]:
    return {"basic": {"username": "desk", "password": password}}


def _connection(m: Any) -> Any:
    return m.one("aws:cloudwatch/eventConnection:EventConnection", region=WEST,
                 authorizationType="BASIC", authParameters=_basic("hush"))  # fmt: skip


def _private(m: Any) -> Any:
    return m.one("aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace", region=WEST,
                 name="desk.internal", vpc=m.vpc)  # fmt: skip


def _records(ttl: int) -> list[dict[str, Any]]:
    return [{"ttl": ttl, "type": "A"}]


def _domain(m: Any) -> str:
    return str(m.one("aws:ses/domainIdentity:DomainIdentity", region=WEST,
                     domain="shop.example.net").id)  # fmt: skip


_NAMESPACE: Final = ("servicediscovery", "get_namespace")


def _graphs(m: Any) -> Any:
    return m.one("aws:appsync/graphQLApi:GraphQLApi", region=WEST, authenticationType="API_KEY")


def _source(m: Any) -> Any:
    return m.one("aws:appsync/dataSource:DataSource", region=WEST, apiId=_graphs(m).id,
                 name="none", type="NONE")  # fmt: skip


_GRAPHS: Final = "type Query { order(id: ID!): String } schema { query: Query }"

SERVICES: Final[dict[str, Later]] = {
    "aws:appsync/apiKey:ApiKey": Later(
        lambda m: {"apiId": _graphs(m).id, "expires": "2030-01-01T00:00:00Z"},
        lambda made: ("appsync", "list_api_keys", {"apiId": made.outputs["apiId"]}),
        lambda made: {"apiKeys[].id": [made.outputs["key"]],
                      "apiKeys[0].description": "Managed by Pulumi"},
        others(description="desk", expires="2031-01-01T00:00:00Z"),
        anew=True,
    ),
    "aws:appsync/dataSource:DataSource": Later(
        lambda m: {"apiId": _graphs(m).id, "name": "orders", "type": "AMAZON_DYNAMODB",
                   "serviceRoleArn": m.role.outputs["arn"], "dynamodbConfig": {
                       "tableName": "orders"}},
        lambda made: ("appsync", "get_data_source", {
            "apiId": made.outputs["apiId"], "name": "orders"}),
        lambda made: {"dataSource.dataSourceArn": made.outputs["arn"],
                      "dataSource.dynamodbConfig": {
                          "tableName": "orders", "awsRegion": "us-west-2"}},
        others(description="orders", dynamodbConfig={"tableName": "carts"}),
        "BadRequestException",
        "{apiId}-{name}",
    ),
    "aws:appsync/graphQLApi:GraphQLApi": Later(
        lambda m: {"authenticationType": "API_KEY", "schema": _GRAPHS, "tags": TAGS},
        lambda made: ("appsync", "get_graphql_api", {"apiId": made.id}),
        lambda made: {"graphqlApi.arn": made.outputs["arn"],
                      "graphqlApi.name": made.outputs["name"]},
        others(authenticationType="AWS_IAM", xrayEnabled=True, tags=OTHER,
               schema=_GRAPHS.replace("order(", "cart(")),
        untold=frozenset({"schema"}),
    ),
    "aws:appsync/resolver:Resolver": Later(
        lambda m: {"apiId": _graphs(m).id, "type": "Query", "field": "order",
                   "dataSource": _source(m).outputs["name"], "requestTemplate": "{}",
                   "responseTemplate": "{}"},
        lambda made: ("appsync", "get_resolver", {
            "apiId": made.outputs["apiId"], "typeName": "Query", "fieldName": "order"}),
        lambda made: {"resolver.resolverArn": made.outputs["arn"], "resolver.kind": "UNIT"},
        others(requestTemplate='{"a": 1}'),
        "BadRequestException",
        "{apiId}-{type}-{field}",
    ),
    "aws:cloudwatch/eventApiDestination:EventApiDestination": Later(
        lambda m: {"connectionArn": _connection(m).outputs["arn"], "httpMethod": "POST",
                   "invocationEndpoint": "https://desk.example.net/events"},
        lambda made: ("events", "describe_api_destination", {"Name": made.id}),
        lambda made: {"ApiDestinationArn": made.outputs["arn"],
                      "InvocationRateLimitPerSecond": 300},
        others(invocationEndpoint="https://desk.example.net/others"),
        "ResourceAlreadyExistsException",
    ),
    "aws:cloudwatch/eventArchive:EventArchive": Later(
        lambda m: {"eventSourceArn": _bus(m).outputs["arn"], "retentionDays": 7,
                   "eventPattern": '{"source":["orders"]}'},
        lambda made: ("events", "describe_archive", {"ArchiveName": made.id}),
        lambda made: {"ArchiveArn": made.outputs["arn"], "RetentionDays": 7},
        others(retentionDays=14, description="orders", eventPattern='{"source":["carts"]}'),
        "ResourceAlreadyExistsException",
    ),
    "aws:cloudwatch/eventBusPolicy:EventBusPolicy": Later(
        lambda m: {"eventBusName": _bus(m).id, "policy": PUT},
        lambda made: ("events", "describe_event_bus", {"Name": made.id}),
        lambda made: {"contains(Policy, 'events:PutEvents')": True},
        others(policy=PUT.replace('"all"', '"every"')),
    ),
    "aws:cloudwatch/eventConnection:EventConnection": Later(
        lambda m: {"authorizationType": "BASIC", "authParameters": _basic("hush")},
        lambda made: ("events", "describe_connection", {"Name": made.id}),
        lambda made: {"ConnectionArn": made.outputs["arn"],
                      "AuthParameters.BasicAuthParameters.Username": "desk",
                      "SecretArn": made.outputs["secretArn"]},
        others(authParameters=_basic("other"), description="other"),
        "ResourceAlreadyExistsException",
        untold=frozenset({"authParameters"}),
    ),
    "aws:servicediscovery/httpNamespace:HttpNamespace": Later(
        lambda m: {"name": "desk", "description": "desk", "tags": TAGS},
        lambda made: (*_NAMESPACE, {"Id": made.id}),
        lambda made: {"Namespace.Arn": made.outputs["arn"], "Namespace.Type": "HTTP",
                      "Namespace.Properties.HttpProperties.HttpName": made.outputs["httpName"]},
        others(description="other", tags=OTHER),
        "NamespaceAlreadyExists",
    ),
    "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace": Later(
        lambda m: {"name": "carts.internal", "vpc": m.vpc, "tags": TAGS},
        lambda made: (*_NAMESPACE, {"Id": made.id}),
        lambda made: {"Namespace.Type": "DNS_PRIVATE",
                      "Namespace.Properties.DnsProperties.HostedZoneId":
                          made.outputs["hostedZone"]},
        others(description="other", tags=OTHER),
        "ConflictingDomainExists",
        "{id}:{vpc}",
    ),
    "aws:servicediscovery/publicDnsNamespace:PublicDnsNamespace": Later(
        lambda m: {"name": "desk.example.net", "tags": TAGS},
        lambda made: (*_NAMESPACE, {"Id": made.id}),
        lambda made: {"Namespace.Type": "DNS_PUBLIC"},
        others(description="other", tags=OTHER),
    ),
    "aws:servicediscovery/service:Service": Later(
        lambda m: {"name": "chat", "tags": TAGS, "dnsConfig": {
            "namespaceId": _private(m).id, "dnsRecords": _records(10)}},
        lambda made: ("servicediscovery", "get_service", {"Id": made.id}),
        lambda made: {"Service.DnsConfig.DnsRecords[0].TTL": 10,
                      "Service.DnsConfig.RoutingPolicy": "MULTIVALUE",
                      "Service.Arn": made.outputs["arn"]},
        lambda _, inputs: {"description": "chat", "tags": OTHER, "dnsConfig": {
            **inputs["dnsConfig"], "dnsRecords": _records(60)}},
        "ServiceAlreadyExists",
    ),
    "aws:ses/configurationSet:ConfigurationSet": Later(
        lambda m: {},
        lambda made: ("ses", "describe_configuration_set", {"ConfigurationSetName": made.id}),
        lambda made: {"ConfigurationSet.Name": made.outputs["name"]},
        refused="ConfigurationSetAlreadyExists",
    ),
    "aws:ses/domainDkim:DomainDkim": Later(
        lambda m: {"domain": _domain(m)},
        lambda made: ("ses", "get_identity_dkim_attributes", {"Identities": [made.id]}),
        lambda made: {"length(DkimAttributes.*.DkimTokens[])": len(made.outputs["dkimTokens"])},
        stays=True,
    ),
    "aws:ses/domainIdentity:DomainIdentity": Later(
        lambda m: {"domain": "desk.example.net"},
        lambda made: ("ses", "get_identity_verification_attributes", {"Identities": [made.id]}),
        lambda made: {"VerificationAttributes.*.VerificationToken":
                          [made.outputs["verificationToken"]]},
    ),
    "aws:ses/domainIdentityVerification:DomainIdentityVerification": Later(
        lambda m: {"domain": _domain(m)},
        lambda made: ("ses", "get_identity_verification_attributes", {"Identities": [made.id]}),
        lambda made: {"VerificationAttributes.*.VerificationStatus": ["Success"]},
        stays=True,
    ),
    "aws:ses/emailIdentity:EmailIdentity": Later(
        lambda m: {"email": "desk@example.net"},
        lambda made: ("ses", "list_identities", {"IdentityType": "EmailAddress"}),
        lambda made: {"Identities": [made.id]},
    ),
    "aws:ses/mailFrom:MailFrom": Later(
        lambda m: {"domain": _domain(m), "mailFromDomain": "mail.shop.example.net"},
        lambda made: ("ses", "get_identity_mail_from_domain_attributes", {"Identities": [made.id]}),
        lambda made: {"MailFromDomainAttributes.*.MailFromDomain": ["mail.shop.example.net"]},
        others(mailFromDomain="post.shop.example.net", behaviorOnMxFailure="RejectMessage"),
    ),
    "aws:ses/template:Template": Later(
        lambda m: {"subject": "Your order", "text": "Dear {{name}}"},
        lambda made: ("ses", "get_template", {"TemplateName": made.id}),
        lambda made: {"Template.SubjectPart": "Your order"},
        others(subject="Your parcel", html="<p>{{name}}</p>"),
        "AlreadyExists",
    ),
    "aws:sesv2/emailIdentity:EmailIdentity": Later(
        lambda m: {"emailIdentity": "chat.example.net", "tags": TAGS},
        lambda made: ("sesv2", "get_email_identity", {"EmailIdentity": made.id}),
        lambda made: {"IdentityType": made.outputs["identityType"]},
        others(tags=OTHER),
        "AlreadyExistsException",
    ),
    "aws:sfn/activity:Activity": Later(
        lambda m: {"tags": TAGS},
        lambda made: ("stepfunctions", "describe_activity", {"activityArn": made.id}),
        lambda made: {"activityArn": made.outputs["arn"]},
        others(tags=OTHER),
        "ActivityAlreadyExists",
    ),
}  # fmt: skip
