"""What moto lacks is answered behind real boto3 clients as AWS would answer it."""

from __future__ import annotations

import copy
from typing import Any

import boto3
import pytest
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ParamValidationError,
)

from openline_stacks.cloud import LocalAws
from openline_stacks.recovery import Fault, Selector

EAST, WEST = "us-east-1", "us-west-2"


def _dial(aws: LocalAws, group: str) -> float:
    answer = aws.client("globalaccelerator", WEST).describe_endpoint_group(EndpointGroupArn=group)
    return float(answer["EndpointGroup"]["TrafficDialPercentage"])


def _group(maker: Any, region: str = WEST, dial: float = 0.0) -> str:
    made = maker.make(
        "aws:globalaccelerator/endpointGroup:EndpointGroup",
        f"group-{region}",
        listenerArn=maker.accelerator_listener.id,
        endpointGroupRegion=region,
        trafficDialPercentage=dial,
        endpointConfigurations=[{"endpointId": maker.balancer.outputs["arn"], "weight": 128}],
    )
    return str(made.id)


def test_a_runbooks_own_client_turns_a_dial_and_everybody_sees_it(
    aws: LocalAws, maker: Any
) -> None:
    group = _group(maker)
    before = aws.version_of("globalaccelerator")
    client = boto3.client("globalaccelerator", region_name=WEST)
    client.update_endpoint_group(EndpointGroupArn=group, TrafficDialPercentage=100.0)
    assert _dial(aws, group) == 100.0
    with aws.aside():
        assert _dial(aws, group) == 100.0
    assert aws.version_of("globalaccelerator") == before + 1


def test_only_us_west_2_has_an_endpoint_of_global_accelerator(aws: LocalAws) -> None:
    with pytest.raises(EndpointConnectionError, match=r"globalaccelerator\.us-east-1"):
        aws.client("globalaccelerator", EAST).list_accelerators()


def test_no_dial_turns_while_us_west_2_is_dark(maker: Any, aws: LocalAws) -> None:
    group = _group(maker)
    aws.use_clock(lambda: 0, lambda seconds: None)
    fault = Fault(Selector(region=WEST), "drop", 0, 60, expires_s=90)
    client = boto3.client("globalaccelerator", region_name=WEST)
    aws.darken(fault)
    with pytest.raises(ConnectTimeoutError):
        client.update_endpoint_group(EndpointGroupArn=group, TrafficDialPercentage=100.0)
    aws.lighten(fault)
    assert _dial(aws, group) == 0.0


def test_botocore_checks_what_is_sent_before_anything_is_kept(maker: Any) -> None:
    client = boto3.client("globalaccelerator", region_name=WEST)
    with pytest.raises(ParamValidationError, match="PortRanges"):
        client.create_listener(AcceleratorArn=maker.accelerator.id)
    arn = maker.accelerator.id
    assert client.list_listeners(AcceleratorArn=arn)["Listeners"] == []


def test_a_listener_has_one_group_a_region_and_dials_are_shares(aws: LocalAws, maker: Any) -> None:
    group = _group(maker)
    client = aws.client("globalaccelerator", WEST)
    with pytest.raises(ClientError, match="EndpointGroupAlreadyExists"):
        client.create_endpoint_group(
            ListenerArn=maker.accelerator_listener.id,
            EndpointGroupRegion=WEST,
            IdempotencyToken="again",
        )
    with pytest.raises(ClientError, match="from 0 to 100"):
        client.update_endpoint_group(EndpointGroupArn=group, TrafficDialPercentage=100.5)
    with pytest.raises(ClientError, match="AcceleratorNotDisabled"):
        client.delete_accelerator(AcceleratorArn=maker.accelerator.id)
    found = client.list_endpoint_groups(ListenerArn=maker.accelerator_listener.id)
    assert [one["EndpointGroupArn"] for one in found["EndpointGroups"]] == [group]
    described = client.describe_endpoint_group(EndpointGroupArn=group)["EndpointGroup"]
    assert (described["HealthCheckIntervalSeconds"], described["ThresholdCount"]) == (30, 3)


def test_an_answer_is_nobodys_state(aws: LocalAws, maker: Any) -> None:
    group = _group(maker)
    client = aws.client("globalaccelerator", WEST)
    client.describe_endpoint_group(EndpointGroupArn=group)["EndpointGroup"].clear()
    assert _dial(aws, group) == 0.0


def _config(aws: LocalAws, maker: Any) -> tuple[str, dict[str, Any], str]:
    id_ = str(maker.distribution.id)
    answer = aws.client("cloudfront").get_distribution_config(Id=id_)
    return id_, copy.deepcopy(answer["DistributionConfig"]), str(answer["ETag"])


def test_2_a_group_of_origins_takes_no_writes(aws: LocalAws, maker: Any) -> None:
    id_, config, etag = _config(aws, maker)
    config["DefaultCacheBehavior"]["TargetOriginId"] = "service:group"
    with pytest.raises(ClientError, match="GET, HEAD and OPTIONS alone"):
        aws.client("cloudfront").update_distribution(
            Id=id_, DistributionConfig=config, IfMatch=etag
        )


def test_a_target_that_is_no_origin_is_refused(aws: LocalAws, maker: Any) -> None:
    id_, config, etag = _config(aws, maker)
    config["CacheBehaviors"]["Items"][0]["TargetOriginId"] = "elsewhere"
    with pytest.raises(ClientError, match="NoSuchOrigin"):
        aws.client("cloudfront").update_distribution(
            Id=id_, DistributionConfig=config, IfMatch=etag
        )


def test_3_two_distributions_cannot_have_one_name(aws: LocalAws, maker: Any) -> None:
    _, config, _ = _config(aws, maker)
    with pytest.raises(ClientError, match="CNAMEAlreadyExists"):
        aws.client("cloudfront").create_distribution(
            DistributionConfig=config | {"CallerReference": "another"}
        )


def test_an_update_wants_the_newest_version(aws: LocalAws, maker: Any) -> None:
    id_, config, etag = _config(aws, maker)
    client = aws.client("cloudfront")
    changed = client.update_distribution(
        Id=id_, DistributionConfig=config | {"Comment": "new"}, IfMatch=etag
    )
    assert changed["Distribution"]["DistributionConfig"]["Comment"] == "new"
    with pytest.raises(ClientError, match="InvalidIfMatchVersion"):
        client.update_distribution(Id=id_, DistributionConfig=config, IfMatch=etag)
    with pytest.raises(ClientError, match="DistributionNotDisabled"):
        client.delete_distribution(Id=id_, IfMatch=changed["ETag"])


def test_a_distribution_can_be_invalidated_and_tagged(aws: LocalAws, maker: Any) -> None:
    client = aws.client("cloudfront")
    arn = maker.distribution.outputs["arn"]
    client.tag_resource(Resource=arn, Tags={"Items": [{"Key": "who", "Value": "me"}]})
    tags = client.list_tags_for_resource(Resource=arn)["Tags"]["Items"]
    assert {"Key": "who", "Value": "me"} in tags
    made = client.create_invalidation(
        DistributionId=maker.distribution.id,
        InvalidationBatch={"Paths": {"Quantity": 1, "Items": ["/*"]}, "CallerReference": "x"},
    )["Invalidation"]
    found = client.get_invalidation(DistributionId=maker.distribution.id, Id=made["Id"])
    assert found["Invalidation"]["Status"] == "Completed"


def test_policies_of_one_name_are_refused(aws: LocalAws, maker: Any) -> None:
    client = aws.client("cloudfront")
    config = {"Name": "reads", "MinTTL": 0, "DefaultTTL": 60, "MaxTTL": 60}
    id_ = client.create_cache_policy(CachePolicyConfig=config)["CachePolicy"]["Id"]
    with pytest.raises(ClientError, match="CachePolicyAlreadyExists"):
        client.create_cache_policy(CachePolicyConfig=config)
    client.update_cache_policy(Id=id_, CachePolicyConfig=config | {"MaxTTL": 90})
    assert client.get_cache_policy(Id=id_)["CachePolicy"]["CachePolicyConfig"]["MaxTTL"] == 90
    client.delete_cache_policy(Id=id_)
    with pytest.raises(ClientError, match="NoSuchCachePolicy"):
        client.get_cache_policy(Id=id_)


def test_the_nodes_of_a_replication_group_are_in_the_zones_of_its_subnets(
    aws: LocalAws, maker: Any
) -> None:
    made = maker.make(
        "aws:elasticache/replicationGroup:ReplicationGroup", "baskets", region=WEST,
        description="baskets", nodeType="cache.r7g.large", numNodeGroups=2, replicasPerNodeGroup=1,
        automaticFailoverEnabled=True, multiAzEnabled=True,
    )  # fmt: skip
    client = aws.client("elasticache", WEST)
    (held,) = client.describe_replication_groups()["ReplicationGroups"]
    assert held["ClusterEnabled"]
    assert "clustercfg" in held["ConfigurationEndpoint"]["Address"]
    assert [shard["Slots"] for shard in held["NodeGroups"]] == ["0-8191", "8192-16383"]
    zones = [one["PreferredAvailabilityZone"] for one in held["NodeGroups"][1]["NodeGroupMembers"]]
    assert zones == [f"{WEST}a", f"{WEST}b"]
    assert len(client.describe_cache_clusters()["CacheClusters"]) == 4
    assert aws.client("elasticache", EAST).describe_cache_clusters()["CacheClusters"] == []
    assert made.outputs["configurationEndpointAddress"] == held["ConfigurationEndpoint"]["Address"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"MultiAZEnabled": True, "NumCacheClusters": 2}, "InvalidParameterCombination"),
        ({"AutomaticFailoverEnabled": True}, "InvalidParameterCombination"),
        ({"NumNodeGroups": 2}, "InvalidParameterCombination"),
        ({"Engine": "memcached2"}, "InvalidParameterValue"),
        ({"CacheSubnetGroupName": "nowhere"}, "CacheSubnetGroupNotFoundFault"),
        ({"CacheParameterGroupName": "nothing"}, "CacheParameterGroupNotFound"),
    ],
)
def test_a_replication_group_that_aws_refuses_is_refused_and_nothing_is_left(
    aws: LocalAws, said: dict[str, Any], code: str
) -> None:
    client = aws.client("elasticache", WEST)
    with pytest.raises(ClientError) as refusal:
        client.create_replication_group(
            ReplicationGroupId="baskets", ReplicationGroupDescription="b", **said
        )
    assert refusal.value.response["Error"]["Code"] == code
    assert client.describe_replication_groups()["ReplicationGroups"] == []
    assert client.describe_cache_clusters()["CacheClusters"] == []


def test_what_a_cache_uses_is_not_deleted_under_it(aws: LocalAws, maker: Any) -> None:
    subnets = maker.make("aws:elasticache/subnetGroup:SubnetGroup", "subnets", region=WEST,
                         subnetIds=[maker.subnet(0)]).id  # fmt: skip
    family = maker.make("aws:elasticache/parameterGroup:ParameterGroup", "own", region=WEST,
                        family="redis7").id  # fmt: skip
    group = maker.make(
        "aws:elasticache/replicationGroup:ReplicationGroup", "baskets", region=WEST,
        description="baskets", nodeType="cache.t4g.micro", subnetGroupName=subnets,
        parameterGroupName=family,
    ).id  # fmt: skip
    client = aws.client("elasticache", WEST)
    with pytest.raises(ClientError, match="CacheSubnetGroupInUse"):
        client.delete_cache_subnet_group(CacheSubnetGroupName=subnets)
    with pytest.raises(ClientError, match="InvalidCacheParameterGroupState"):
        client.delete_cache_parameter_group(CacheParameterGroupName=family)
    with pytest.raises(ClientError, match="InvalidCacheClusterState"):
        client.delete_cache_cluster(CacheClusterId=f"{group}-001")
    client.delete_replication_group(ReplicationGroupId=group)
    client.delete_cache_subnet_group(CacheSubnetGroupName=subnets)
    client.delete_cache_parameter_group(CacheParameterGroupName=family)


def test_of_a_caches_groups_names_capitals_do_not_count(maker: Any) -> None:
    maker.make("aws:elasticache/parameterGroup:ParameterGroup", "own", region=WEST,
               name="My-Params", family="redis7")  # fmt: skip
    maker.make("aws:elasticache/subnetGroup:SubnetGroup", "own", region=WEST,
               name="Caches", subnetIds=[maker.subnet(0)])  # fmt: skip
    made = maker.make(
        "aws:elasticache/replicationGroup:ReplicationGroup", "named", region=WEST,
        description="baskets", nodeType="cache.t4g.micro", subnetGroupName="Caches",
        parameterGroupName="My-Params",
    )  # fmt: skip
    assert made.outputs["parameterGroupName"] == "my-params"
    assert made.outputs["subnetGroupName"] == "caches"


_FREE = {"Engine": "redis", "AccessString": "on ~* +@all", "NoPasswordRequired": True}
_SECRET = ["sixteen-letters-1"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"NoPasswordRequired": False}, "InvalidParameterValue"),
        ({"Passwords": _SECRET}, "InvalidParameterCombination"),
        ({"NoPasswordRequired": False, "Passwords": ["short"]}, "InvalidParameterValue"),
        ({"NoPasswordRequired": False, "Passwords": _SECRET * 3}, "InvalidParameterValue"),
        (
            {"NoPasswordRequired": False, "AuthenticationMode": {"Type": "iam"}},
            "InvalidParameterValue",
        ),
        ({"Engine": "memcached"}, "InvalidParameterValue"),
        ({"UserId": "Default"}, "UserAlreadyExists"),
    ],
)
def test_a_user_of_caches_that_aws_refuses_is_refused(
    aws: LocalAws, said: dict[str, Any], code: str
) -> None:
    client = aws.client("elasticache", WEST)
    with pytest.raises(ClientError) as refusal:
        client.create_user(**{"UserId": "desk", "UserName": "clerk", **_FREE, **said})
    assert refusal.value.response["Error"]["Code"] == code
    assert [one["UserId"] for one in client.describe_users()["Users"]] == ["default"]


def test_a_group_of_cache_users_has_a_default_user_and_stays_while_a_cache_has_it(
    aws: LocalAws, maker: Any
) -> None:
    client = aws.client("elasticache", WEST)
    client.create_user(UserId="Desk", UserName="default", **_FREE)
    client.create_user(UserId="clerk", UserName="clerk", **_FREE)
    for users, code in (
        (["clerk"], "DefaultUserRequired"),
        (["desk", "default"], "DuplicateUserName"),
        (["nobody"], "UserNotFound"),
    ):
        with pytest.raises(ClientError, match=code):
            client.create_user_group(UserGroupId="desks", Engine="redis", UserIds=users)
    client.create_user_group(UserGroupId="desks", Engine="redis", UserIds=["desk", "clerk"])
    group = maker.make(
        "aws:elasticache/replicationGroup:ReplicationGroup", "baskets", region=WEST,
        description="baskets", nodeType="cache.t4g.micro", transitEncryptionEnabled=True,
        userGroupIds=["desks"],
    )  # fmt: skip
    with pytest.raises(ClientError, match="InvalidUserGroupState"):
        client.delete_user_group(UserGroupId="desks")
    with pytest.raises(ClientError, match="DefaultUserAssociatedToUserGroup"):
        client.delete_user(UserId="desk")
    client.delete_user(UserId="clerk")
    (held,) = client.describe_user_groups()["UserGroups"]
    assert (held["UserIds"], held["ReplicationGroups"]) == (["desk"], [group.id])
    client.delete_replication_group(ReplicationGroupId=group.id)
    client.delete_user_group(UserGroupId="desks")
    client.delete_user(UserId="desk")


def test_redis_in_capitals_is_redis(aws: LocalAws, maker: Any) -> None:
    user = maker.make("aws:elasticache/user:User", "desk", region=WEST, userId="desk",
                      userName="desk", engine="REDIS", accessString="on ~* +@all",
                      authenticationMode={"type": "no-password-required"})  # fmt: skip
    group = maker.make("aws:elasticache/userGroup:UserGroup", "desks", region=WEST,
                       userGroupId="desks", engine="REDIS",
                       userIds=["default", user.id])  # fmt: skip
    assert (user.outputs["engine"], group.outputs["engine"]) == ("REDIS", "REDIS")
    way = {"type": "no-password-required", "passwordCount": 0}
    assert user.outputs["authenticationMode"] == way
    client = aws.client("elasticache", WEST)
    assert {one["Engine"] for one in client.describe_user_groups()["UserGroups"]} == {"redis"}
    assert aws.not_emulated == ()


def test_a_cache_is_not_given_users_that_there_are_not(aws: LocalAws) -> None:
    client = aws.client("elasticache", WEST)
    with pytest.raises(ClientError, match="UserGroupNotFound"):
        client.create_replication_group(
            ReplicationGroupId="baskets", ReplicationGroupDescription="b", UserGroupIds=["desks"]
        )
    assert client.describe_replication_groups()["ReplicationGroups"] == []


def test_a_serverless_cache_of_which_little_is_said_is_in_the_network_that_every_account_has(
    aws: LocalAws, maker: Any
) -> None:
    made = maker.make("aws:elasticache/serverlessCache:ServerlessCache", "carts", region=WEST,
                      engine="valkey")  # fmt: skip
    ec2 = aws.client("ec2", WEST)
    zones = ec2.describe_subnets(Filters=[{"Name": "default-for-az", "Values": ["true"]}])
    assert {*made.outputs["subnetIds"]} == {one["SubnetId"] for one in zones["Subnets"]}
    (group,) = ec2.describe_security_groups(GroupIds=made.outputs["securityGroupIds"])[
        "SecurityGroups"
    ]
    assert (group["GroupName"], group["VpcId"]) == ("default", zones["Subnets"][0]["VpcId"])
    (entry,), (reader,) = made.outputs["endpoints"], made.outputs["readerEndpoints"]
    assert ".serverless.usw2.cache.amazonaws.com" in entry["address"]
    assert (entry["port"], reader) == (6379, {**entry, "port": 6380})
    assert aws.not_emulated == ()


def test_a_serverless_cache_keeps_its_users_and_is_not_made_another(aws: LocalAws) -> None:
    client = aws.client("elasticache", WEST)
    client.create_user_group(UserGroupId="desks", Engine="redis", UserIds=["default"])
    for said, code in (
        ({"Engine": "dragonfly"}, "InvalidParameterValue"),
        ({"Engine": "redis", "UserGroupId": "nobodies"}, "UserGroupNotFound"),
        ({"Engine": "memcached", "UserGroupId": "desks"}, "InvalidParameterCombination"),
        ({"Engine": "redis", "SubnetIds": ["subnet-0"]}, "InvalidSubnet"),
    ):
        with pytest.raises(ClientError, match=code):
            client.create_serverless_cache(ServerlessCacheName="carts", **said)
    client.create_serverless_cache(ServerlessCacheName="Carts", Engine="redis", UserGroupId="desks")
    with pytest.raises(ClientError, match="InvalidUserGroupState"):
        client.delete_user_group(UserGroupId="desks")
    with pytest.raises(ClientError, match="InvalidParameterCombination"):
        client.modify_serverless_cache(ServerlessCacheName="carts", Engine="memcached")
    client.modify_serverless_cache(ServerlessCacheName="carts", RemoveUserGroup=True)
    client.delete_user_group(UserGroupId="desks")
    client.delete_serverless_cache(ServerlessCacheName="carts")
    assert client.describe_serverless_caches()["ServerlessCaches"] == []


def test_a_window_said_in_capitals_is_the_same_window(aws: LocalAws, maker: Any) -> None:
    made = maker.make(
        "aws:elasticache/cluster:Cluster", "baskets", region=WEST, engine="redis",
        nodeType="cache.t4g.micro", maintenanceWindow="Sun:02:00-Sun:03:00", engineVersion="6.x",
    )  # fmt: skip
    (held,) = aws.client("elasticache", WEST).describe_cache_clusters()["CacheClusters"]
    assert held["PreferredMaintenanceWindow"] == "sun:02:00-sun:03:00"
    assert (made.outputs["engineVersion"], made.outputs["engineVersionActual"]) == ("6.x", "6.2.6")
    assert aws.not_emulated == ()


def test_roles_are_those_of_a_pool_that_there_is(aws: LocalAws) -> None:
    client = aws.client("cognito-identity", WEST)
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        client.set_identity_pool_roles(IdentityPoolId=f"{WEST}:none", Roles={})
    pool = client.create_identity_pool(
        IdentityPoolName="desk", AllowUnauthenticatedIdentities=False
    )["IdentityPoolId"]
    assert client.get_identity_pool_roles(IdentityPoolId=pool)["Roles"] == {}


def test_a_resolver_answers_from_a_source_of_its_own_api(aws: LocalAws) -> None:
    client = aws.client("appsync", WEST)
    with pytest.raises(ClientError, match="NotFoundException"):
        client.create_data_source(apiId="none", name="orders", type="NONE")
    apis = [
        client.create_graphql_api(name=name, authenticationType="API_KEY")["graphqlApi"]["apiId"]
        for name in ("desk", "shop")
    ]
    client.create_data_source(apiId=apis[0], name="orders", type="NONE")
    place = {"typeName": "Query", "fieldName": "order", "dataSourceName": "orders"}
    client.create_resolver(apiId=apis[0], **place)
    with pytest.raises(ClientError, match="NotFoundException"):
        client.create_resolver(apiId=apis[1], **place)
    assert len(client.list_resolvers(apiId=apis[0], typeName="Query")["resolvers"]) == 1
    assert client.list_resolvers(apiId=apis[0], typeName="Mutation")["resolvers"] == []
