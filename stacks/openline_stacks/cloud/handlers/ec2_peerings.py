"""EC2: networks that are connected with each other."""

from __future__ import annotations

from typing import Final

from openline_stacks.cloud._handler import Call, Declared, Handler, Life
from openline_stacks.cloud._request import Request
from openline_stacks.cloud.handlers._lives import EC2_TAGS, by_mark

_OF: Final = {"VpcPeeringConnectionIds": ["$id"]}
_HELD: Final = "VpcPeeringConnections[0]"


def _accept(request: Request, id_: str, _changed: frozenset[str]) -> None:
    """Of two networks of one account in one region the provider accepts by itself."""
    if request.get("autoAccept"):
        request.call("ec2", "accept_vpc_peering_connection", VpcPeeringConnectionId=id_)


_PEERING: Final = Declared(
    type="aws:ec2/vpcPeeringConnection:VpcPeeringConnection",
    service="ec2",
    create=Call("create_vpc_peering_connection", answer="VpcPeeringConnection"),
    id="VpcPeeringConnectionId",
    read=Call("describe_vpc_peering_connections", _OF, _HELD),
    tagged="vpc-peering-connection",
    out={
        "acceptStatus": "Status.Code",
        "peerOwnerId": "AccepterVpcInfo.OwnerId",
        "peerRegion": "AccepterVpcInfo.Region",
    },
    deaf={
        "accepter": "moto resolves no names between networks",
        "requester": "moto resolves no names between networks",
    },
    life=Life(
        replace=frozenset({"peerOwnerId", "peerRegion", "peerVpcId", "vpcId"}),
        delete=(Call("delete_vpc_peering_connection", {"VpcPeeringConnectionId": "$id"}),),
        tags=EC2_TAGS,
        tells={
            "peerVpcId": Call(
                "describe_vpc_peering_connections", _OF, f"{_HELD}.AccepterVpcInfo.VpcId"
            ),
            "vpcId": Call(
                "describe_vpc_peering_connections", _OF, f"{_HELD}.RequesterVpcInfo.VpcId"
            ),
        },
        keep=frozenset({"autoAccept"}),
        usual={"peerOwnerId": ..., "peerRegion": ...},
        gone="contains(['deleted', 'rejected'], Status.Code)",
        find=by_mark(
            "describe_vpc_peering_connections",
            "VpcPeeringConnections[?Status.Code!='deleted']",
            "VpcPeeringConnectionId",
        ),
        marked=True,
        revise=_accept,
        revises=frozenset({"autoAccept"}),
        inline=frozenset({"autoAccept"}),
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_PEERING,)
