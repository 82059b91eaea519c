"""EC2: the route table that a network's subnets without one of their own go by."""

from __future__ import annotations

from typing import Any, Final

from openline_stacks.cloud._handler import Handler, Irregular, Life, Outputs
from openline_stacks.cloud._request import Request

_INPUTS: Final = frozenset({"routeTableId", "vpcId"})


def _main(request: Request) -> dict[str, Any] | None:
    """The main association of the network, and the table that it is of."""
    filters = [{"Name": "vpc-id", "Values": [request.get("vpcId")]}]
    tables = request.call("ec2", "describe_route_tables", Filters=filters)["RouteTables"]
    found = (one for table in tables for one in table["Associations"] if one.get("Main"))
    return next(found, None)


def _put(request: Request, table: Any) -> str:
    held = _main(request)
    if held is None:
        raise request.error(f"{request.get('vpcId')} has no main route table")
    if held["RouteTableId"] == table:
        return str(held["RouteTableAssociationId"])
    answer = request.call(
        "ec2",
        "replace_route_table_association",
        AssociationId=held["RouteTableAssociationId"],
        RouteTableId=table,
    )
    return str(answer["NewAssociationId"])


def _read(request: Request, id_: str) -> Outputs:
    held = _main(request)
    if held is None or held["RouteTableAssociationId"] != id_:
        raise request.missing("describe_route_tables", id_)
    return {
        "@": {},
        "originalRouteTableId": request.outputs.get("originalRouteTableId") or _born(request),
        "routeTableId": held["RouteTableId"],
    }


def _born(request: Request) -> Any:
    """The table that the network was born with: the only one without a tag and a subnet. AWS
    gives it back when the association is deleted."""
    filters = [{"Name": "vpc-id", "Values": [request.get("vpcId")]}]
    tables = request.call("ec2", "describe_route_tables", Filters=filters)["RouteTables"]
    others = [t["RouteTableId"] for t in tables if t["RouteTableId"] != request.get("routeTableId")]
    bare = [t["RouteTableId"] for t in tables if not t.get("Tags") and not t["Associations"]]
    return next((one for one in others if one in bare), next(iter(others), None))


def _remove(request: Request, id_: str) -> None:
    held = _main(request)
    original = request.outputs.get("originalRouteTableId") or _born(request)
    if held is not None and held["RouteTableAssociationId"] == id_ and original:
        _put(request, original)


_ASSOCIATION: Final = Irregular(
    type="aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation",
    service="ec2",
    operation="replace_route_table_association",
    params=lambda request: {
        "AssociationId": "rtbassoc-main",
        "RouteTableId": request.get("routeTableId"),
    },
    create=lambda request: _put(request, request.get("routeTableId")),
    read=_read,
    inputs=_INPUTS,
    members={"routeTableId": "RouteTableId"},
    life=Life(replace=_INPUTS, remove=_remove, alone=True),
)

HANDLERS: Final[tuple[Handler, ...]] = (_ASSOCIATION,)
