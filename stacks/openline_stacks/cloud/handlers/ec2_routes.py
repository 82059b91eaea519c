"""EC2: route tables, the routes in them and the subnets that go by them."""

from __future__ import annotations

from typing import Any, Final

from openline_stacks.cloud._handler import Call, Declared, Handler, Life
from openline_stacks.cloud._request import Request, Text
from openline_stacks.cloud.handlers._ec2 import arn, filtered
from openline_stacks.cloud.handlers._lives import EC2_TAGS, by_mark

_INLINE: Final = {
    "cidrBlock": "DestinationCidrBlock",
    "ipv6CidrBlock": "DestinationIpv6CidrBlock",
    "destinationPrefixListId": "DestinationPrefixListId",
    "egressOnlyGatewayId": "EgressOnlyInternetGatewayId",
    "gatewayId": "GatewayId",
    "natGatewayId": "NatGatewayId",
    "networkInterfaceId": "NetworkInterfaceId",
    "transitGatewayId": "TransitGatewayId",
    "vpcEndpointId": "VpcEndpointId",
    "vpcPeeringConnectionId": "VpcPeeringConnectionId",
}
_DESTINATIONS: Final = ("DestinationCidrBlock", "DestinationIpv6CidrBlock",
                        "DestinationPrefixListId")  # fmt: skip


def _as_inline(route: dict[str, Any]) -> dict[str, Any]:
    return {input_: route[member] for input_, member in _INLINE.items() if route.get(member)}


def _revise_routes(request: Request, id_: str, _changed: frozenset[str]) -> None:
    """Make the table's routes those that stand inside of it."""
    table = request.call("ec2", "describe_route_tables", RouteTableIds=[id_])["RouteTables"][0]
    held = [one for one in table["Routes"] if one.get("Origin") == "CreateRoute"]
    wanted = [
        {member: one[input_] for input_, member in _INLINE.items() if one.get(input_)}
        for one in request.entries("routes")
    ]
    for route in held:
        if _destination(route) not in [_destination(one) for one in wanted]:
            request.call("ec2", "delete_route", RouteTableId=id_, **_destination(route))
    for route in wanted:
        same = [one for one in held if _destination(one) == _destination(route)]
        if not same:
            request.call("ec2", "create_route", RouteTableId=id_, **route)
        elif not route.items() <= same[0].items():
            request.call("ec2", "replace_route", RouteTableId=id_, **route)


def _destination(route: dict[str, Any]) -> dict[str, Any]:
    return {key: route[key] for key in _DESTINATIONS if route.get(key)}


_ROUTE_TABLE: Final = Declared(
    type="aws:ec2/routeTable:RouteTable",
    service="ec2",
    create=Call("create_route_table", answer="RouteTable"),
    id="RouteTableId",
    read=Call("describe_route_tables", {"RouteTableIds": ["$id"]}, "RouteTables[0]"),
    tagged="route-table",
    out={"arn": arn("route-table")},
    life=Life(
        delete=(Call("delete_route_table", {"RouteTableId": "$id"}),),
        tags=EC2_TAGS,
        tells={
            "routes": Call(
                "describe_route_tables",
                {"RouteTableIds": ["$id"]},
                "RouteTables[0].Routes[?Origin=='CreateRoute']",
            )
        },
        back={"routes": lambda routes: [_as_inline(route) for route in routes]},
        find=by_mark("describe_route_tables", "RouteTables", "RouteTableId"),
        marked=True,
        revise=_revise_routes,
        revises=frozenset({"routes"}),
        inline=frozenset({"routes"}),
    ),
)

_ROUTE: Final = Declared(
    type="aws:ec2/route:Route",
    service="ec2",
    create=Call("create_route"),
    id=Text("{routeTableId}_{destinationCidrBlock}"),
    read=Call(
        "describe_route_tables",
        {"RouteTableIds": ["$routeTableId"]},
        Text("RouteTables[0].Routes[?DestinationCidrBlock=='{destinationCidrBlock}'] | [0]"),
    ),
    life=Life(
        update=(
            Call(
                "replace_route",
                {"RouteTableId": "$routeTableId", "DestinationCidrBlock": "$destinationCidrBlock"},
                whole=True,
            ),
        ),
        replace=frozenset(
            {
                "destinationCidrBlock",
                "destinationIpv6CidrBlock",
                "destinationPrefixListId",
                "routeTableId",
            }
        ),
        delete=(
            Call(
                "delete_route",
                {"RouteTableId": "$routeTableId", "DestinationCidrBlock": "$destinationCidrBlock"},
            ),
        ),
    ),
)

_ROUTE_TABLE_ASSOCIATION: Final = Declared(
    type="aws:ec2/routeTableAssociation:RouteTableAssociation",
    service="ec2",
    create=Call("associate_route_table"),
    id="AssociationId",
    read=Call(
        "describe_route_tables",
        filtered("association.route-table-association-id", "$id"),
        Text("RouteTables[0].Associations[?RouteTableAssociationId=='{id}'] | [0]"),
    ),
    life=Life(
        delete=(Call("disassociate_route_table", {"AssociationId": "$id"}),),
        alone=True,
        find=Call(
            "describe_route_tables",
            filtered("association.subnet-id", "$subnetId"),
            Text(
                "RouteTables[0].Associations[?SubnetId=='{subnetId}'] | [0].RouteTableAssociationId"
            ),
        ),
        parts=r"(?P<subnetId>[^/]+)/(?P<routeTableId>[^/]+)",
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_ROUTE, _ROUTE_TABLE, _ROUTE_TABLE_ASSOCIATION)
