"""What moto has no door to, or shuts for the wrong reason."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from openline_stacks.cloud import LocalAws


def test_who_may_not_come_without_tls_may_come_with_it() -> None:
    """moto reads no condition: the usual statement would shut the bucket for its owner."""
    statement = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": ["arn:aws:s3:::shop", "arn:aws:s3:::shop/*"],
    }
    with_condition = {**statement, "Condition": {"Bool": {"aws:SecureTransport": "false"}}}
    policy = {"Version": "2012-10-17", "Statement": [with_condition]}
    with LocalAws() as aws:
        s3 = aws.client("s3", "us-east-1")
        s3.create_bucket(Bucket="shop")
        s3.put_object(Bucket="shop", Key="page", Body=b"open")
        s3.put_bucket_policy(Bucket="shop", Policy=json.dumps(policy))
        assert s3.head_object(Bucket="shop", Key="page")["ContentLength"] == 4
        assert json.loads(s3.get_bucket_policy(Bucket="shop")["Policy"]) == policy


def test_policies_of_awss_own_are_there_to_attach() -> None:
    own = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
    with LocalAws() as aws:
        iam = aws.client("iam", "us-east-1")
        iam.create_role(RoleName="runs", AssumeRolePolicyDocument=json.dumps({"Statement": []}))
        iam.attach_role_policy(RoleName="runs", PolicyArn=own)
        (attached,) = iam.list_attached_role_policies(RoleName="runs")["AttachedPolicies"]
        assert attached["PolicyArn"] == own
        with pytest.raises(iam.exceptions.NoSuchEntityException):
            iam.attach_role_policy(RoleName="runs", PolicyArn="arn:aws:iam::aws:policy/Invented")


def test_the_address_of_a_gateway_that_is_gone_is_free_for_the_next() -> None:
    with LocalAws() as aws:
        ec2 = aws.client("ec2", "us-east-1")
        (subnet, *_) = ec2.describe_subnets()["Subnets"]
        made = {"AllocationId": ec2.allocate_address(Domain="vpc")["AllocationId"]}
        made["SubnetId"] = subnet["SubnetId"]
        first = ec2.create_nat_gateway(**made)["NatGateway"]["NatGatewayId"]
        with pytest.raises(ec2.exceptions.ClientError, match="already associated"):
            ec2.create_nat_gateway(**made)
        ec2.delete_nat_gateway(NatGatewayId=first)
        ec2.create_nat_gateway(**made)
        ec2.delete_nat_gateway(NatGatewayId=first)
        with pytest.raises(ec2.exceptions.ClientError, match="already associated"):
            ec2.create_nat_gateway(**made)


def test_a_database_is_the_same_whenever_it_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    with LocalAws() as aws:
        rds = aws.client("rds", "us-east-1")
        size = {"Engine": "postgres", "DBInstanceClass": "db.m6g.large", "AllocatedStorage": 20}
        secret = {"MasterUsername": "shop", "MasterUserPassword": "a-long-password"}
        rds.create_db_cluster(DBClusterIdentifier="desk", Engine="aurora-postgresql", **secret)
        rds.create_db_instance(DBInstanceIdentifier="shop", **size, **secret)

        def looked_at() -> list[object]:
            (cluster,) = rds.describe_db_clusters()["DBClusters"]
            (instance,) = rds.describe_db_instances()["DBInstances"]
            return [cluster, instance]

        before = looked_at()
        monkeypatch.setattr("moto.rds.models.utcnow", lambda: datetime(2030, 1, 1))
        assert looked_at() == before


def test_a_file_system_is_the_same_whenever_it_is_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with LocalAws() as aws:
        efs = aws.client("efs", "us-east-1")
        efs.create_file_system(CreationToken="shop")
        (before,) = efs.describe_file_systems()["FileSystems"]
        monkeypatch.setattr("moto.efs.models.time.time", lambda: 2e9)
        assert efs.describe_file_systems()["FileSystems"] == [before]
