"""Cloud Map: namespaces and their zones, as AWS has them and moto has not."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError
from tests.stacks.cloud.conftest import Maker

from openline_stacks.cloud import LocalAws

WEST = "us-west-2"
KIND = "aws:servicediscovery/"


def _private(maker: Maker, name: str, vpc: str) -> str:
    made = maker.make(f"{KIND}privateDnsNamespace:PrivateDnsNamespace", f"{name}-{vpc}",
                      region=WEST, name=name, vpc=vpc)  # fmt: skip
    return str(made.id)


def test_a_network_has_several_namespaces_and_each_its_zone(aws: LocalAws, maker: Maker) -> None:
    for name in ("desk.internal", "carts.internal"):
        _private(maker, name, maker.vpc)
    zones = aws.client("route53").list_hosted_zones()["HostedZones"]
    assert {one["Name"] for one in zones} >= {"desk.internal.", "carts.internal."}
    with pytest.raises(Exception, match="ConflictingDomainExists"):
        _private(maker, "desk.internal", maker.vpc)


def test_two_networks_have_a_namespace_of_the_same_name(aws: LocalAws, maker: Maker) -> None:
    beside = str(maker.make("aws:ec2/vpc:Vpc", "beside", region=WEST, cidrBlock="10.7.0.0/16").id)
    first, second = (_private(maker, "desk.internal", vpc) for vpc in (maker.vpc, beside))
    assert first != second


def test_a_namespace_goes_with_its_zone_when_nothing_is_found_in_it(
    aws: LocalAws, maker: Maker
) -> None:
    namespace = _private(maker, "desk.internal", maker.vpc)
    client = aws.client("servicediscovery", WEST)
    service = client.create_service(Name="chat", NamespaceId=namespace)["Service"]["Id"]
    with pytest.raises(ClientError, match="ResourceInUse"):
        client.delete_namespace(Id=namespace)
    client.delete_service(Id=service)
    client.delete_namespace(Id=namespace)
    zones = aws.client("route53").list_hosted_zones()["HostedZones"]
    assert "desk.internal." not in {one["Name"] for one in zones}
