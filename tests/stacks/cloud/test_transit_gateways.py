"""Transit gateways: who goes by which table, as AWS has it and moto has not."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError
from tests.stacks.cloud.conftest import Maker

from openline_stacks.cloud import LocalAws

WEST = "us-west-2"
KIND = "aws:ec2transitgateway/"


def _gateway(maker: Maker, name: str, **said: Any) -> Any:
    return maker.make(f"{KIND}transitGateway:TransitGateway", name, region=WEST, **said)


def _attachment(maker: Maker, gateway: str, **said: Any) -> Any:
    return maker.make(f"{KIND}vpcAttachment:VpcAttachment", "spoke", region=WEST, vpcId=maker.vpc,
                      transitGatewayId=gateway, subnetIds=[maker.subnet(0)], **said)  # fmt: skip


def _associated(aws: LocalAws, table: str) -> list[str]:
    answer = aws.client("ec2", WEST).get_transit_gateway_route_table_associations(
        TransitGatewayRouteTableId=table
    )
    return [one["TransitGatewayAttachmentId"] for one in answer["Associations"]]


def test_an_attachment_goes_by_the_default_table_of_a_gateway_that_has_one(
    aws: LocalAws, maker: Maker
) -> None:
    gateway = _gateway(maker, "plain")
    spoke = _attachment(maker, gateway.id)
    assert _associated(aws, gateway.outputs["associationDefaultRouteTableId"]) == [spoke.id]


def test_a_gateway_without_default_tables_attaches_to_none(aws: LocalAws, maker: Maker) -> None:
    off = {"defaultRouteTableAssociation": "disable", "defaultRouteTablePropagation": "disable"}
    gateway = _gateway(maker, "hub", **off)
    assert gateway.outputs["associationDefaultRouteTableId"] == ""
    _attachment(maker, gateway.id)
    tables = aws.client("ec2", WEST).describe_transit_gateway_route_tables()
    held = [one["TransitGatewayRouteTableId"] for one in tables["TransitGatewayRouteTables"]]
    assert [_associated(aws, table) for table in held] == [[]]


def test_a_second_table_takes_an_attachment_only_if_it_replaces_the_first(
    aws: LocalAws, maker: Maker
) -> None:
    gateway = _gateway(maker, "plain")
    spoke = _attachment(maker, gateway.id)
    table = maker.make(
        f"{KIND}routeTable:RouteTable", "own", region=WEST, transitGatewayId=gateway.id
    )
    both = {"transitGatewayAttachmentId": spoke.id, "transitGatewayRouteTableId": table.id}
    type_ = f"{KIND}routeTableAssociation:RouteTableAssociation"
    with pytest.raises(Exception, match=r"Resource\.AlreadyAssociated"):
        maker.make(type_, "own", region=WEST, **both)
    maker.make(type_, "own", region=WEST, replaceExistingAssociation=True, **both)
    assert _associated(aws, str(table.id)) == [spoke.id]
    assert _associated(aws, gateway.outputs["associationDefaultRouteTableId"]) == []


def test_two_tables_know_an_attachment_and_forget_it_one_by_one(
    aws: LocalAws, maker: Maker
) -> None:
    gateway = _gateway(maker, "plain")
    spoke = _attachment(maker, gateway.id)
    client = aws.client("ec2", WEST)
    tables = [
        str(maker.make(f"{KIND}routeTable:RouteTable", name, region=WEST,
                       transitGatewayId=gateway.id).id)
        for name in ("one", "other")
    ]  # fmt: skip
    for table in tables:
        client.enable_transit_gateway_route_table_propagation(
            TransitGatewayAttachmentId=spoke.id, TransitGatewayRouteTableId=table
        )
    for table in tables:
        client.disable_transit_gateway_route_table_propagation(
            TransitGatewayAttachmentId=spoke.id, TransitGatewayRouteTableId=table
        )
    with pytest.raises(ClientError, match=r"RouteTablePropagation\.NotFound"):
        client.disable_transit_gateway_route_table_propagation(
            TransitGatewayAttachmentId=spoke.id, TransitGatewayRouteTableId=tables[0]
        )


def test_what_is_in_use_or_unknown_is_not_deleted(aws: LocalAws, maker: Maker) -> None:
    gateway = _gateway(maker, "plain")
    spoke = _attachment(maker, gateway.id)
    client = aws.client("ec2", WEST)
    with pytest.raises(ClientError, match="IncorrectState"):
        client.delete_transit_gateway(TransitGatewayId=gateway.id)
    with pytest.raises(ClientError, match="IncorrectState"):
        client.delete_transit_gateway_route_table(
            TransitGatewayRouteTableId=gateway.outputs["associationDefaultRouteTableId"]
        )
    client.delete_transit_gateway_vpc_attachment(TransitGatewayAttachmentId=spoke.id)
    client.delete_transit_gateway(TransitGatewayId=gateway.id)
    assert client.describe_transit_gateway_route_tables()["TransitGatewayRouteTables"] == []
    with pytest.raises(ClientError, match=r"InvalidTransitGatewayID\.NotFound"):
        client.delete_transit_gateway(TransitGatewayId=gateway.id)
