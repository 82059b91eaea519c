"""What the engine is told: created, recorded only, not emulated, refused."""

from __future__ import annotations

import os
import pickle
from typing import Any

import boto3
import pytest

from openline_stacks.cloud import HandlerError, LocalAws, NotEmulated
from openline_stacks.states import UNKNOWN

EAST, WEST = "us-east-1", "us-west-2"
TABLE = "aws:dynamodb/table:Table"
BALANCER = "aws:lb/loadBalancer:LoadBalancer"
TARGETS = "aws:lb/targetGroup:TargetGroup"
ROLE = "aws:iam/role:Role"


def table(maker: Any, **more: Any) -> Any:
    wanted: dict[str, Any] = {
        "region": EAST,
        "attributes": [{"name": "id", "type": "S"}],
        "hashKey": "id",
        "billingMode": "PAY_PER_REQUEST",
    }
    return maker.make(TABLE, "orders", **(wanted | more))


def urn(type_: str, name: str) -> str:
    return f"urn:pulumi:dev::shop::{type_}::{name}"


# Not emulated, recorded only


def test_an_input_that_has_no_handling_is_said(aws: LocalAws, maker: Any) -> None:
    table(maker, importTable={"inputFormat": "CSV", "s3BucketSource": {"bucket": "old"}})

    assert aws.not_emulated == (
        NotEmulated(urn(TABLE, "orders"), "importTable", "the local AWS has no handling for it"),
    )


def test_a_nested_input_that_aws_has_no_member_for_is_said(aws: LocalAws, maker: Any) -> None:
    maker.make(
        "aws:autoscaling/policy:Policy",
        "track",
        region=WEST,
        autoscalingGroupName=maker.autoscaling().id,
        policyType="TargetTrackingScaling",
        targetTrackingConfiguration={
            "targetValue": 1,
            "speed": "high",
            "predefinedMetricSpecification": {"predefinedMetricType": "ASGAverageCPUUtilization"},
        },
    )

    (said,) = aws.not_emulated
    assert said.property == "targetTrackingConfiguration.speed"


def test_what_moto_silently_drops_is_found_by_reading_back(
    aws: LocalAws, maker: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A moto that forgets what it is told must not pass for one that acts it out."""
    monkeypatch.setattr("moto.kms.models.Key.to_dict", _without_description)
    maker.make("aws:kms/key:Key", "data", region=EAST, description="for orders")

    (said,) = aws.not_emulated
    assert (said.property, said.why) == ("description", "moto answers nothing")


def _without_description(key: Any) -> dict[str, Any]:
    return {"KeyMetadata": {"KeyId": key.id, "Arn": key.arn}}


def test_a_type_without_a_handler_is_recorded_only_and_listed(aws: LocalAws) -> None:
    type_ = "aws:cloudfront/function:Function"
    made = aws.create(type_, urn(type_, "edge"), "edge", {"enabled": True})
    again = aws.create(type_, urn(type_, "edge"), "edge", {"enabled": True})

    assert made.origin == "recorded"
    assert made.outputs["enabled"] is True
    assert str(made.outputs["arn"]).startswith("arn:aws:cloudfront:")
    assert made.id == again.id
    assert (aws.recorded[0].type, aws.recorded[0].urn) == (type_, urn(type_, "edge"))
    assert aws.calls == 0


# Refused


def test_a_refusal_is_one_line_with_resource_and_reason(aws: LocalAws) -> None:
    type_ = "aws:ec2/subnet:Subnet"
    inputs = {"region": WEST, "vpcId": "vpc-0", "cidrBlock": "10.0.0.0/24"}

    with pytest.raises(HandlerError) as error:
        aws.create(type_, urn(type_, "a"), "a", inputs)

    assert str(error.value) == (
        "aws:ec2/subnet:Subnet a: create_subnet: InvalidVpcID.NotFound: "
        f"VpcID vpc-0 does not exist. ({urn(type_, 'a')})"
    )
    assert (error.value.name, error.value.urn) == ("a", urn(type_, "a"))


def test_what_does_not_exist_cannot_be_looked_up(aws: LocalAws) -> None:
    with pytest.raises(HandlerError, match="NoSuchEntity"):
        aws.read(ROLE, urn(ROLE, "none"), "none", {})


def test_a_listener_without_a_certificate_is_refused(aws: LocalAws, maker: Any) -> None:
    with pytest.raises(HandlerError, match="certificate must be specified"):
        maker.make(
            "aws:lb/listener:Listener",
            "https",
            region=WEST,
            loadBalancerArn=maker.balancer.id,
            port=443,
            protocol="HTTPS",
            defaultActions=[{"type": "forward", "targetGroupArn": maker.target_group.id}],
        )


def test_a_replica_in_the_tables_own_region_is_refused(maker: Any) -> None:
    with pytest.raises(HandlerError, match="own region us-east-1"):
        table(maker, replicas=[{"regionName": EAST}])


# Global tables


def test_a_replica_is_a_table_in_its_region_with_its_own_key(aws: LocalAws, maker: Any) -> None:
    own = maker.replica_key.outputs["arn"]
    made = table(
        maker,
        serverSideEncryption={"enabled": True, "kmsKeyArn": maker.key.outputs["arn"]},
        deletionProtectionEnabled=False,
        replicas=[
            {
                "regionName": WEST,
                "kmsKeyArn": own,
                "pointInTimeRecovery": True,
                "deletionProtectionEnabled": True,
            }
        ],
    )

    west = boto3.client("dynamodb", region_name=WEST)
    replica = west.describe_table(TableName=made.id)["Table"]
    backups = west.describe_continuous_backups(TableName=made.id)
    assert replica["SSEDescription"]["KMSMasterKeyArn"] == own
    assert replica["DeletionProtectionEnabled"] is True
    description = backups["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    assert description["PointInTimeRecoveryStatus"] == "ENABLED"
    assert made.outputs["replicas"][0]["arn"] == replica["TableArn"]
    assert made.outputs["arn"] == f"arn:aws:dynamodb:{EAST}:123456789012:table/{made.id}"


# Outputs that others use


def test_a_balancer_tells_what_records_and_metrics_need(maker: Any) -> None:
    outputs = maker.balancer.outputs

    assert outputs["zoneId"] == "Z1H1FL5HABSF5"  # us-west-2's, not moto's one for all
    assert outputs["dnsName"].endswith(".us-west-2.elb.amazonaws.com")
    assert outputs["arn"].endswith(outputs["arnSuffix"])
    assert outputs["arnSuffix"].startswith("app/")
    assert maker.target_group.outputs["arnSuffix"].startswith("targetgroup/")


def test_validation_options_follow_the_order_of_the_names(maker: Any) -> None:
    options = maker.certificate.outputs["domainValidationOptions"]

    assert [option["domainName"] for option in options] == [
        "shop.example.net",
        "*.shop.example.net",
    ]
    assert len({option["resourceRecordName"] for option in options}) == 1


def test_every_output_that_pulumi_declares_is_there_where_aws_tells_it(maker: Any) -> None:
    one = maker.one("aws:ec2/vpc:Vpc", region=WEST, cidrBlock="10.0.0.0/16", tags={"a": "b"})

    assert {"arn", "defaultSecurityGroupId", "mainRouteTableId", "ownerId", "tagsAll"} <= set(
        one.outputs
    )


# Check


def test_an_automatic_name_is_the_same_every_time(aws: LocalAws) -> None:
    names = [aws.check(ROLE, "fleet", {"assumeRolePolicy": "{}"})[0]["name"] for _ in range(2)]

    assert names[0] == names[1]
    assert str(names[0]).startswith("fleet-")
    assert len(str(names[0])) == len("fleet-") + 7


def test_an_automatic_name_has_no_capitals_where_aws_takes_none(aws: LocalAws) -> None:
    filled, failures = aws.check("aws:ecr/repository:Repository", "Shop", {})
    assert str(filled["name"]).startswith("shop-")
    assert not failures
    assert str(aws.check(ROLE, "Fleet", {"assumeRolePolicy": "{}"})[0]["name"]).startswith("Fleet-")


def test_a_given_name_is_kept(aws: LocalAws) -> None:
    assert aws.check(ROLE, "a", {"name": "mine"})[0]["name"] == "mine"


def test_automatic_names_differ_between_types_and_regions(aws: LocalAws) -> None:
    found = {
        str(aws.check(type_, "auth", {"region": region})[0]["name"])
        for type_ in (BALANCER, TARGETS)
        for region in (EAST, WEST)
    }

    assert len(found) == 4


def test_an_automatic_name_that_does_not_fit_says_what_would(aws: LocalAws) -> None:
    _, failures = aws.check(BALANCER, "customer-authentication-us-east-1", {"region": EAST})

    (failure,) = failures
    assert failure.property == "name"
    assert "is 41 characters long, AWS takes 32" in failure.reason
    assert "at most 24 characters" in failure.reason


@pytest.mark.parametrize(
    ("type_", "inputs", "property_", "reason"),
    [
        (TABLE, {"hashKey": "id", "billingMode": "FREE"}, "billingMode", "one of"),
        ("aws:iam/role:Role", {"name": "a" * 65, "assumeRolePolicy": "{}"}, "name", "at most 64"),
        ("aws:ec2/subnet:Subnet", {"cidrBlock": "10.0.0.0/24"}, "vpcId", "is required"),
        ("aws:cloudwatch/metricAlarm:MetricAlarm", {"evaluationPeriods": 0,
         "comparisonOperator": "GreaterThanThreshold"}, "evaluationPeriods", "at least 1"),
        ("aws:route53/healthCheck:HealthCheck", {"type": "HTTPS", "failureThreshold": 11},
         "failureThreshold", "at most 10"),
    ],
)  # fmt: skip
def test_what_aws_shapes_refuse_is_refused_before_anything_is_made(
    aws: LocalAws, type_: str, inputs: dict[str, Any], property_: str, reason: str
) -> None:
    _, failures = aws.check(type_, "a", inputs)

    assert [f.property for f in failures if reason in f.reason] == [property_]
    assert aws.calls == 0


def test_all_failures_of_a_resource_come_at_once(aws: LocalAws) -> None:
    inputs = {"hashKey": "id", "billingMode": "FREE", "tableClass": "GOLD"}

    assert len(aws.check(TABLE, "a", inputs)[1]) == 2


def test_an_unknown_breaks_no_rule_and_stays_unknown(aws: LocalAws, maker: Any) -> None:
    inputs: dict[str, Any] = {
        "region": EAST,
        "attributes": UNKNOWN,
        "hashKey": UNKNOWN,
        "billingMode": UNKNOWN,
        "tags": UNKNOWN,
        "replicas": UNKNOWN,
        "serverSideEncryption": {"enabled": True, "kmsKeyArn": UNKNOWN},
    }
    filled, failures = aws.check(TABLE, "orders", inputs)

    assert failures == ()
    assert filled["hashKey"] is UNKNOWN


def test_a_failure_is_told_in_the_programs_own_words(aws: LocalAws) -> None:
    inputs: dict[str, Any] = {"healthCheck": {"path": "/", "healthyThreshold": 1}}
    _, failures = aws.check(TARGETS, "a", inputs)

    (failure,) = failures
    assert failure.property == "healthCheck.healthyThreshold"


# Functions of the package


def test_functions_answer_for_the_account_and_region(aws: LocalAws) -> None:
    identity = aws.invoke("aws:index/getCallerIdentity:getCallerIdentity", {})
    zones = aws.invoke("aws:index/getAvailabilityZones:getAvailabilityZones", {"region": WEST})

    assert identity["accountId"] == "123456789012"
    assert zones["names"] == ["us-west-2a", "us-west-2b", "us-west-2c"]
    assert aws.invoke("aws:index/getRegion:getRegion", {})["region"] == EAST
    assert aws.invoke("aws:index/getPartition:getPartition", {})["partition"] == "aws"


def test_a_function_that_is_not_emulated_says_so(aws: LocalAws) -> None:
    with pytest.raises(HandlerError, match="the function is not emulated; none of securityhub is"):
        aws.invoke("aws:securityhub/getHub:getHub", {})
    with pytest.raises(HandlerError, match="of ssm these are: getParameter"):
        aws.invoke("aws:ssm/getPatch:getPatch", {})


def test_look_ups_find_what_is_there(aws: LocalAws) -> None:
    made = aws.client("ec2", WEST).create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    asked: dict[str, Any] = {
        "filters": [{"name": "cidr", "values": ["10.1.0.0/16"]}],
        "region": WEST,
    }

    found = aws.invoke("aws:ec2/getVpc:getVpc", asked)

    assert (found["id"], found["cidrBlock"], found["region"]) == (made, "10.1.0.0/16", WEST)
    with pytest.raises(HandlerError, match=r"0 networks match .* exactly one has to"):
        aws.invoke("aws:ec2/getVpc:getVpc", {**asked, "region": EAST})


def test_a_parameter_is_looked_up_by_name(aws: LocalAws) -> None:
    aws.client("ssm", EAST).put_parameter(Name="/a", Value="b", Type="SecureString")

    found = aws.invoke("aws:ssm/getParameter:getParameter", {"name": "/a"})

    assert (found["value"], found["version"]) == ("b", 1)
    with pytest.raises(HandlerError, match="ParameterNotFound"):
        aws.invoke("aws:ssm/getParameter:getParameter", {"name": "/b"})


# Forks


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_forked_children_are_independent(aws: LocalAws, maker: Any) -> None:
    group = maker.autoscaling(3, 90).id

    raised = [_desired_in_a_child(aws, group, desired) for desired in (10, 20)]

    assert raised == [10, 20]
    assert _desired(aws, group) == 3


def _desired_in_a_child(aws: LocalAws, group: str, desired: int) -> int:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            client = aws.client("autoscaling", WEST)
            client.set_desired_capacity(AutoScalingGroupName=group, DesiredCapacity=desired)
            os.write(writing, pickle.dumps(_desired(aws, group)))
        finally:
            os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as answer:
        return int(pickle.loads(answer.read()))


def _desired(aws: LocalAws, group: str) -> int:
    found = aws.client("autoscaling", WEST).describe_auto_scaling_groups(
        AutoScalingGroupNames=[group]
    )
    return int(found["AutoScalingGroups"][0]["DesiredCapacity"])
