"""EC2: who goes by a transit gateway's route table, who is known there, and what stands in it."""

from __future__ import annotations

from typing import Any, Final

from openline_stacks.cloud._handler import Call, Declared, Handler, Irregular, Life, Outputs
from openline_stacks.cloud._request import Request, Text

_BOTH: Final = {
    "transitGatewayAttachmentId": "TransitGatewayAttachmentId",
    "transitGatewayRouteTableId": "TransitGatewayRouteTableId",
}
_PLACE: Final = {member: f"${input_}" for input_, member in _BOTH.items()}
_ID: Final = Text("{transitGatewayRouteTableId}_{transitGatewayAttachmentId}")
_PARTS: Final = r"(?P<id>(?P<transitGatewayRouteTableId>[^_]+)_(?P<transitGatewayAttachmentId>.+))"


def _create(request: Request) -> str:
    """The provider takes an attachment out of the table that it goes by, if it is told to."""
    place = request.given(_BOTH)
    attachment = place["TransitGatewayAttachmentId"]
    if request.get("replaceExistingAssociation"):
        answer = request.call(
            "ec2", "describe_transit_gateway_attachments", TransitGatewayAttachmentIds=[attachment]
        )
        for table in _tables_of(request, answer["TransitGatewayAttachments"][0]):
            request.call(
                "ec2",
                "disassociate_transit_gateway_route_table",
                TransitGatewayAttachmentId=attachment,
                TransitGatewayRouteTableId=table,
            )
    request.call("ec2", "associate_transit_gateway_route_table", **place)
    return _ID.format_map(request.words())


def _tables_of(request: Request, attachment: dict[str, Any]) -> list[str]:
    """One of the gateway's tables, or none."""
    tables = request.call(
        "ec2",
        "describe_transit_gateway_route_tables",
        Filters=[{"Name": "transit-gateway-id", "Values": [attachment["TransitGatewayId"]]}],
    )["TransitGatewayRouteTables"]
    ids = [one["TransitGatewayRouteTableId"] for one in tables if one["State"] != "deleted"]
    id_ = attachment["TransitGatewayAttachmentId"]
    return [table for table in ids if _associated(request, table, id_) is not None]


def _associated(request: Request, table: str, attachment: str) -> dict[str, Any] | None:
    answer = request.call(
        "ec2", "get_transit_gateway_route_table_associations", TransitGatewayRouteTableId=table
    )
    held = (
        one for one in answer["Associations"] if one["TransitGatewayAttachmentId"] == attachment
    )
    return next(held, None)


def _read(request: Request, id_: str) -> Outputs:
    table, attachment = id_.split("_")
    held = _associated(request, table, attachment)
    if held is None:
        raise request.missing("get_transit_gateway_route_table_associations", id_)
    return {
        "@": {},
        "resourceId": held["ResourceId"],
        "resourceType": held["ResourceType"],
        "transitGatewayAttachmentId": attachment,
        "transitGatewayRouteTableId": table,
    }


_ASSOCIATION: Final = Irregular(
    type="aws:ec2transitgateway/routeTableAssociation:RouteTableAssociation",
    service="ec2",
    operation="associate_transit_gateway_route_table",
    params=lambda request: request.given(_BOTH),
    create=_create,
    read=_read,
    inputs=frozenset(_BOTH) | {"replaceExistingAssociation"},
    members=_BOTH,
    life=Life(
        replace=frozenset(_BOTH) | {"replaceExistingAssociation"},
        delete=(Call("disassociate_transit_gateway_route_table", _PLACE),),
        keep=frozenset({"replaceExistingAssociation"}),
        find=lambda request: _found(request),
        parts=_PARTS,
        alone=True,
    ),
)


def _found(request: Request) -> str | None:
    id_ = _ID.format_map(request.words())
    return id_ if _associated(request, *id_.split("_")) is not None else None


_PROPAGATION: Final = Declared(
    type="aws:ec2transitgateway/routeTablePropagation:RouteTablePropagation",
    service="ec2",
    create=Call("enable_transit_gateway_route_table_propagation", _PLACE),
    id=_ID,
    read=Call(
        "get_transit_gateway_route_table_propagations",
        {"TransitGatewayRouteTableId": "$transitGatewayRouteTableId"},
        Text(
            "TransitGatewayRouteTablePropagations"
            "[?TransitGatewayAttachmentId=='{transitGatewayAttachmentId}'] | [0]"
        ),
    ),
    out={"resourceId": "ResourceId", "resourceType": "ResourceType"},
    life=Life(
        replace=frozenset(_BOTH),
        delete=(Call("disable_transit_gateway_route_table_propagation", _PLACE),),
        parts=_PARTS,
    ),
)

_OF_TABLE: Final = {
    "TransitGatewayRouteTableId": "$transitGatewayRouteTableId",
    "Filters": [{"Name": "type", "Values": ["static"]}],
}
_HELD: Final = "Routes[?DestinationCidrBlock=='{destinationCidrBlock}'] | [0]"

_ROUTE: Final = Declared(
    type="aws:ec2transitgateway/route:Route",
    service="ec2",
    create=Call("create_transit_gateway_route"),
    id=Text("{transitGatewayRouteTableId}_{destinationCidrBlock}"),
    read=Call("search_transit_gateway_routes", _OF_TABLE, Text(_HELD)),
    life=Life(
        unique="RouteAlreadyExists: Route {destinationCidrBlock} already exists in Transit Gateway "
        "Route Table {transitGatewayRouteTableId}.",
        replace=frozenset(
            {"blackhole", "destinationCidrBlock", "transitGatewayAttachmentId",
             "transitGatewayRouteTableId"}
        ),
        delete=(
            Call(
                "delete_transit_gateway_route",
                {"TransitGatewayRouteTableId": "$transitGatewayRouteTableId",
                 "DestinationCidrBlock": "$destinationCidrBlock"},
            ),
        ),
        tells={
            "blackhole": Call(
                "search_transit_gateway_routes", _OF_TABLE, Text(f"{_HELD}.State == 'blackhole'")
            ),
            "transitGatewayAttachmentId": Call(
                "search_transit_gateway_routes",
                _OF_TABLE,
                Text(f"{_HELD}.TransitGatewayAttachments[0].TransitGatewayAttachmentId"),
            ),
        },
        parts=r"(?P<id>(?P<transitGatewayRouteTableId>[^_]+)_(?P<destinationCidrBlock>.+))",
    ),
)  # fmt: skip

HANDLERS: Final[tuple[Handler, ...]] = (_ASSOCIATION, _PROPAGATION, _ROUTE)
