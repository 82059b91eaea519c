"""EC2: transit gateways, and the networks that are attached to them."""

from __future__ import annotations

from typing import Any, Final

from openline_stacks.cloud._handler import Call, Declared, Handler, Life
from openline_stacks.cloud._request import Request
from openline_stacks.cloud.handlers._ec2 import arn
from openline_stacks.cloud.handlers._lives import EC2_TAGS, by_mark

_OF: Final = {"TransitGatewayIds": ["$id"]}
_HELD: Final = "TransitGateways[0]"
# input -> option, and what AWS takes where nothing is said (API reference,
# TransitGatewayRequestOptions).
_OPTIONS: Final = {
    "amazonSideAsn": ("AmazonSideAsn", 64512),
    "autoAcceptSharedAttachments": ("AutoAcceptSharedAttachments", "disable"),
    "defaultRouteTableAssociation": ("DefaultRouteTableAssociation", "enable"),
    "defaultRouteTablePropagation": ("DefaultRouteTablePropagation", "enable"),
    "dnsSupport": ("DnsSupport", "enable"),
    "multicastSupport": ("MulticastSupport", "disable"),
    "securityGroupReferencingSupport": ("SecurityGroupReferencingSupport", "disable"),
    "vpnEcmpSupport": ("VpnEcmpSupport", "enable"),
}
_AT_CREATION: Final = frozenset({"multicastSupport"})
_RANGES: Final = "transitGatewayCidrBlocks"


def _revise_ranges(request: Request, id_: str, _changed: frozenset[str]) -> None:
    answer = request.call("ec2", "describe_transit_gateways", TransitGatewayIds=[id_])
    held = set(answer["TransitGateways"][0]["Options"].get("TransitGatewayCidrBlocks", ()))
    wanted = set(request.get(_RANGES, ()))
    both = {
        "AddTransitGatewayCidrBlocks": sorted(wanted - held),
        "RemoveTransitGatewayCidrBlocks": sorted(held - wanted),
    }
    options = {key: value for key, value in both.items() if value}
    if options:
        request.call("ec2", "modify_transit_gateway", TransitGatewayId=id_, Options=options)


_GATEWAY: Final = Declared(
    type="aws:ec2transitgateway/transitGateway:TransitGateway",
    service="ec2",
    create=Call(
        "create_transit_gateway",
        {"Options": {member: f"${input_}" for input_, (member, _) in _OPTIONS.items()}
         | {"TransitGatewayCidrBlocks": f"${_RANGES}"}},
        "TransitGateway",
    ),
    id="TransitGatewayId",
    read=Call("describe_transit_gateways", _OF, _HELD),
    tagged="transit-gateway",
    out={
        "arn": "TransitGatewayArn",
        "associationDefaultRouteTableId":
            "Options.DefaultRouteTableAssociation == 'enable'"
            " && Options.AssociationDefaultRouteTableId || ''",
        "ownerId": "OwnerId",
        "propagationDefaultRouteTableId":
            "Options.DefaultRouteTablePropagation == 'enable'"
            " && Options.PropagationDefaultRouteTableId || ''",
    },
    deaf={"encryptionSupport": "moto encrypts nothing between networks"},
    life=Life(
        update=(
            Call(
                "modify_transit_gateway",
                {"TransitGatewayId": "$id", "Description": "$description",
                 "Options": {member: f"${input_}" for input_, (member, _) in _OPTIONS.items()
                             if input_ not in _AT_CREATION}},
                named=False,
            ),
        ),
        replace=_AT_CREATION,
        delete=(Call("delete_transit_gateway", {"TransitGatewayId": "$id"}),),
        blank={input_: usual for input_, (_, usual) in _OPTIONS.items()},
        tags=EC2_TAGS,
        tells={
            input_: Call("describe_transit_gateways", _OF, f"{_HELD}.Options.{member}")
            for input_, member in (
                *((input_, member) for input_, (member, _) in _OPTIONS.items()),
                (_RANGES, "TransitGatewayCidrBlocks"),
            )
        },
        usual={input_: usual for input_, (_, usual) in _OPTIONS.items()},
        find=by_mark("describe_transit_gateways", "TransitGateways", "TransitGatewayId"),
        marked=True,
        revise=_revise_ranges,
        revises=frozenset({_RANGES}),
    ),
)  # fmt: skip

_TABLE: Final = Declared(
    type="aws:ec2transitgateway/routeTable:RouteTable",
    service="ec2",
    create=Call("create_transit_gateway_route_table", answer="TransitGatewayRouteTable"),
    id="TransitGatewayRouteTableId",
    read=Call(
        "describe_transit_gateway_route_tables",
        {"TransitGatewayRouteTableIds": ["$id"]},
        "TransitGatewayRouteTables[0]",
    ),
    tagged="transit-gateway-route-table",
    out={"arn": arn("transit-gateway-route-table")},
    life=Life(
        replace=frozenset({"transitGatewayId"}),
        delete=(Call("delete_transit_gateway_route_table", {"TransitGatewayRouteTableId": "$id"}),),
        tags=EC2_TAGS,
        gone="State=='deleted'",
        find=by_mark(
            "describe_transit_gateway_route_tables",
            "TransitGatewayRouteTables[?State!='deleted']",
            "TransitGatewayRouteTableId",
            filters=False,
        ),
        marked=True,
    ),
)

_OF_ATTACHMENT: Final = {"TransitGatewayAttachmentIds": ["$id"]}
_ATTACHED: Final = "TransitGatewayVpcAttachments[0]"
# What of an attachment's own options a program may say, and AWS's usual value.
_OWN_OPTIONS: Final = {
    "applianceModeSupport": ("ApplianceModeSupport", "disable"),
    "dnsSupport": ("DnsSupport", "enable"),
    "ipv6Support": ("Ipv6Support", "disable"),
    "securityGroupReferencingSupport": ("SecurityGroupReferencingSupport", "enable"),
}
_SENT_OPTIONS: Final = {member: f"${input_}" for input_, (member, _) in _OWN_OPTIONS.items()}
# input -> what tells whether an attachment goes by the default table, and what makes it so or not.
_DEFAULTS: Final = {
    "transitGatewayDefaultRouteTableAssociation": (
        "Association", "Associations", "associate", "disassociate", "route_table"),
    "transitGatewayDefaultRouteTablePropagation": (
        "Propagation", "TransitGatewayRouteTablePropagations", "enable", "disable",
        "route_table_propagation"),
}  # fmt: skip


def _by_default(request: Request, id_: str, input_: str) -> tuple[str, bool]:
    """The gateway's default table, "" where it has none, and whether the attachment goes by it."""
    word, many, *_ = _DEFAULTS[input_]
    answer = request.call(
        "ec2", "describe_transit_gateway_vpc_attachments", TransitGatewayAttachmentIds=[id_]
    )
    gateway = answer["TransitGatewayVpcAttachments"][0]["TransitGatewayId"]
    answer = request.call("ec2", "describe_transit_gateways", TransitGatewayIds=[gateway])
    options = answer["TransitGateways"][0]["Options"]
    if options[f"DefaultRouteTable{word}"] != "enable":
        return "", False
    table = str(options[f"{word}DefaultRouteTableId"])
    held = request.call(
        "ec2",
        f"get_transit_gateway_route_table_{word.lower()}s",
        TransitGatewayRouteTableId=table,
    )
    return table, any(one["TransitGatewayAttachmentId"] == id_ for one in held[many])


def _told_default(input_: str) -> Any:
    return lambda request, id_: _by_default(request, id_, input_)[1]


def _revise_attachment(request: Request, id_: str, changed: frozenset[str]) -> None:
    for input_ in sorted(changed & _DEFAULTS.keys()):
        table, goes = _by_default(request, id_, input_)
        _, _, on, off, what = _DEFAULTS[input_]
        wanted = request.get(input_, True)
        if table and goes != wanted:
            request.call(
                "ec2",
                f"{on if wanted else off}_transit_gateway_{what}",
                TransitGatewayAttachmentId=id_,
                TransitGatewayRouteTableId=table,
            )
    if "subnetIds" in changed:
        _move(request, id_)


def _move(request: Request, id_: str) -> None:
    answer = request.call(
        "ec2", "describe_transit_gateway_vpc_attachments", TransitGatewayAttachmentIds=[id_]
    )
    held = set(answer["TransitGatewayVpcAttachments"][0]["SubnetIds"])
    wanted = set(request.get("subnetIds", ()))
    both = {"AddSubnetIds": sorted(wanted - held), "RemoveSubnetIds": sorted(held - wanted)}
    subnets: dict[str, Any] = {key: value for key, value in both.items() if value}
    if subnets:
        request.call(
            "ec2",
            "modify_transit_gateway_vpc_attachment",
            TransitGatewayAttachmentId=id_,
            **subnets,
        )


_ATTACHMENT: Final = Declared(
    type="aws:ec2transitgateway/vpcAttachment:VpcAttachment",
    service="ec2",
    create=Call(
        "create_transit_gateway_vpc_attachment",
        {"Options": _SENT_OPTIONS},
        "TransitGatewayVpcAttachment",
    ),
    id="TransitGatewayAttachmentId",
    read=Call("describe_transit_gateway_vpc_attachments", _OF_ATTACHMENT, _ATTACHED),
    tagged="transit-gateway-attachment",
    out={"arn": arn("transit-gateway-attachment"), "vpcOwnerId": "VpcOwnerId"},
    life=Life(
        update=(
            Call(
                "modify_transit_gateway_vpc_attachment",
                {"TransitGatewayAttachmentId": "$id", "Options": _SENT_OPTIONS},
                named=False,
            ),
        ),
        replace=frozenset({"transitGatewayId", "vpcId"}),
        delete=(
            Call("delete_transit_gateway_vpc_attachment", {"TransitGatewayAttachmentId": "$id"}),
        ),
        blank={input_: usual for input_, (_, usual) in _OWN_OPTIONS.items()},
        tags=EC2_TAGS,
        tells={
            input_: Call(
                "describe_transit_gateway_vpc_attachments",
                _OF_ATTACHMENT,
                f"{_ATTACHED}.Options.{member}",
            )
            for input_, (member, _) in _OWN_OPTIONS.items()
        } | {input_: _told_default(input_) for input_ in _DEFAULTS},
        usual={input_: usual for input_, (_, usual) in _OWN_OPTIONS.items()}
        | dict.fromkeys(_DEFAULTS, True),
        find=by_mark(
            "describe_transit_gateway_vpc_attachments",
            "TransitGatewayVpcAttachments",
            "TransitGatewayAttachmentId",
            filters=False,
        ),
        marked=True,
        revise=_revise_attachment,
        revises=frozenset({"subnetIds", *_DEFAULTS}),
        inline=frozenset(_DEFAULTS),
    ),
)  # fmt: skip

HANDLERS: Final[tuple[Handler, ...]] = (_ATTACHMENT, _GATEWAY, _TABLE)
