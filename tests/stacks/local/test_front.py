"""Real boto3 clients against the local AWS over HTTP, a service of each protocol."""

from __future__ import annotations

import io
import urllib.request
from collections.abc import Callable
from typing import Any
from urllib.error import HTTPError

import pytest
from botocore.exceptions import ClientError

ClientOf = Callable[..., Any]
RECORD = {
    "Name": "a.shop.example.net",
    "Type": "A",
    "TTL": 60,
    "ResourceRecords": [{"Value": "192.0.2.1"}],
}


def _code(error: pytest.ExceptionInfo[ClientError]) -> str:
    return error.value.response["Error"]["Code"]


def _change(client: ClientOf, action: str) -> Any:
    batch = {"Changes": [{"Action": action, "ResourceRecordSet": RECORD}]}
    return client("route53").change_resource_record_sets(HostedZoneId="Z01", ChangeBatch=batch)


def test_query_services_answer_in_xml(client: ClientOf) -> None:
    assert client("sts").get_caller_identity()["Account"] == "123456789012"
    vpc = client("ec2").create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]
    held = client("ec2").describe_vpcs(VpcIds=[vpc["VpcId"]])["Vpcs"]
    assert held[0]["CidrBlock"] == "10.0.0.0/16"


def test_errors_come_in_awss_words(client: ClientOf) -> None:
    with pytest.raises(ClientError) as error:
        client("iam").get_role(RoleName="nobody")
    assert _code(error) == "NoSuchEntity"


def test_regions_hold_their_own(client: ClientOf) -> None:
    client("sns", "eu-west-1").create_topic(Name="alarms")

    assert client("sns", "eu-central-1").list_topics()["Topics"] == []
    (topic,) = client("sns", "eu-west-1").list_topics()["Topics"]
    assert topic["TopicArn"] == "arn:aws:sns:eu-west-1:123456789012:alarms"


def test_two_generations_of_balancers_share_a_name(client: ClientOf) -> None:
    assert client("elbv2").describe_load_balancers()["LoadBalancers"] == []
    assert client("elb").describe_load_balancers()["LoadBalancerDescriptions"] == []


def test_objects_keep_their_bytes_and_names(client: ClientOf) -> None:
    s3 = client("s3")
    place = {"LocationConstraint": "us-west-2"}
    s3.create_bucket(Bucket="kept", CreateBucketConfiguration=place)
    s3.put_object(Bucket="kept", Key="a b/ç", Body=b"\x00\xff")
    s3.upload_fileobj(io.BytesIO(b"x" * 100_000), "kept", "large")

    assert s3.get_object(Bucket="kept", Key="a b/ç")["Body"].read() == b"\x00\xff"
    assert s3.head_object(Bucket="kept", Key="large")["ContentLength"] == 100_000
    assert [one["Key"] for one in s3.list_objects_v2(Bucket="kept")["Contents"]] == [
        "a b/ç",
        "large",
    ]


def test_json_services_answer_and_streams_are_told_apart(client: ClientOf) -> None:
    client("dynamodb").create_table(
        TableName="orders",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
    )
    (stream,) = client("dynamodbstreams").list_streams()["Streams"]
    assert stream["TableName"] == "orders"


def test_what_moto_forgets_is_kept_over_http_too(client: ClientOf) -> None:
    config = {
        "Type": "CLOUDWATCH_METRIC",
        "AlarmIdentifier": {"Name": "switch", "Region": "us-west-2"},
        "InsufficientDataHealthStatus": "LastKnownStatus",
    }
    made = client("route53").create_health_check(CallerReference="1", HealthCheckConfig=config)
    held = client("route53").get_health_check(HealthCheckId=made["HealthCheck"]["Id"])
    told = held["HealthCheck"]["HealthCheckConfig"]
    assert told["AlarmIdentifier"]["Name"] == "switch"
    assert told["InsufficientDataHealthStatus"] == "LastKnownStatus"


def test_a_zone_that_a_program_names_by_id_is_there(client: ClientOf) -> None:
    _change(client, "CREATE")

    (record,) = client("route53").list_resource_record_sets(HostedZoneId="Z01")[
        "ResourceRecordSets"
    ]
    assert record["Name"] == "a.shop.example.net."
    with pytest.raises(ClientError) as error:
        _change(client, "CREATE")
    assert _code(error) == "InvalidChangeBatch"


def test_services_of_our_own_answer_over_http(client: ClientOf) -> None:
    made = client("globalaccelerator").create_accelerator(Name="chat", IdempotencyToken="1")
    arn = made["Accelerator"]["AcceleratorArn"]
    told = client("globalaccelerator").describe_accelerator(AcceleratorArn=arn)
    assert told["Accelerator"]["Name"] == "chat"
    with pytest.raises(ClientError) as error:
        client("globalaccelerator").describe_accelerator(AcceleratorArn=arn + "x")
    assert _code(error) == "AcceleratorNotFoundException"


def test_services_of_our_own_answer_in_xml_too(client: ClientOf) -> None:
    caches = client("elasticache", "us-west-2")
    caches.create_replication_group(
        ReplicationGroupId="baskets", ReplicationGroupDescription="b", NumCacheClusters=2,
        Tags=[{"Key": "team", "Value": "orders"}],
    )  # fmt: skip
    (held,) = caches.describe_replication_groups()["ReplicationGroups"]
    assert held["MemberClusters"] == ["baskets-001", "baskets-002"]
    (tag,) = caches.list_tags_for_resource(ResourceName=held["ARN"])["TagList"]
    assert tag == {"Key": "team", "Value": "orders"}
    with pytest.raises(ClientError, match="ReplicationGroupNotFoundFault"):
        caches.describe_replication_groups(ReplicationGroupId="none")
    caches.delete_replication_group(ReplicationGroupId="baskets")


def test_what_nothing_acts_out_says_so(client: ClientOf) -> None:
    with pytest.raises(ClientError, match="connect ListQueues is not emulated") as error:
        client("connect").list_queues(InstanceId="a")
    assert _code(error) == "NotEmulated"


def test_a_request_without_a_signature_is_told_what_to_do(endpoint: str) -> None:
    with pytest.raises(HTTPError) as error:
        urllib.request.urlopen(f"{endpoint}/?Action=ListUsers&Version=2010-05-08")
    assert error.value.code == 403
    assert b"any access key will do" in error.value.read()
