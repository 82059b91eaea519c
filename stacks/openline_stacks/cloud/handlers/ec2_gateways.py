"""EC2: the ways out of a network, to the internet and to AWS's own services."""

from __future__ import annotations

from typing import Any, Final

from openline_stacks.cloud._handler import Call, Declared, Handler, Life
from openline_stacks.cloud._request import Request, find
from openline_stacks.cloud.handlers._ec2 import arn
from openline_stacks.cloud.handlers._lives import EC2_TAGS, by_mark

_INTERNET_GATEWAY: Final = Declared(
    type="aws:ec2/internetGateway:InternetGateway",
    service="ec2",
    create=Call("create_internet_gateway", answer="InternetGateway"),
    id="InternetGatewayId",
    read=Call("describe_internet_gateways", {"InternetGatewayIds": ["$id"]}, "InternetGateways[0]"),
    tagged="internet-gateway",
    sets={
        "vpcId": (
            Call("attach_internet_gateway", {"InternetGatewayId": "$id", "VpcId": "$vpcId"}),
        ),
    },
    out={"arn": arn("internet-gateway")},
    life=Life(
        delete=(
            Call("detach_internet_gateway", {"InternetGatewayId": "$id", "VpcId": "$vpcId"}),
            Call("delete_internet_gateway", {"InternetGatewayId": "$id"}),
        ),
        off={
            "vpcId": (
                Call(
                    "detach_internet_gateway", {"InternetGatewayId": "$id", "VpcId": "$was_vpcId"}
                ),
            )
        },
        tags=EC2_TAGS,
        tells={
            "vpcId": Call(
                "describe_internet_gateways",
                {"InternetGatewayIds": ["$id"]},
                "InternetGateways[0].Attachments[0].VpcId",
            )
        },
        find=by_mark("describe_internet_gateways", "InternetGateways", "InternetGatewayId"),
        marked=True,
    ),
)

_EIP: Final = Declared(
    type="aws:ec2/eip:Eip",
    service="ec2",
    create=Call("allocate_address"),
    id="AllocationId",
    read=Call("describe_addresses", {"AllocationIds": ["$id"]}, "Addresses[0]"),
    tagged="elastic-ip",
    out={"arn": arn("elastic-ip"), "publicIp": "PublicIp", "allocationId": "AllocationId"},
    life=Life(
        delete=(Call("release_address", {"AllocationId": "$id"}),),
        tags=EC2_TAGS,
        find=by_mark("describe_addresses", "Addresses", "AllocationId"),
        marked=True,
    ),
)

_NAT_GATEWAY: Final = Declared(
    type="aws:ec2/natGateway:NatGateway",
    service="ec2",
    create=Call("create_nat_gateway", answer="NatGateway"),
    id="NatGatewayId",
    read=Call("describe_nat_gateways", {"NatGatewayIds": ["$id"]}, "NatGateways[0]"),
    tagged="natgateway",
    out={
        "allocationId": "NatGatewayAddresses[0].AllocationId",
        "networkInterfaceId": "NatGatewayAddresses[0].NetworkInterfaceId",
        "privateIp": "NatGatewayAddresses[0].PrivateIp",
        "publicIp": "NatGatewayAddresses[0].PublicIp",
    },
    life=Life(
        delete=(Call("delete_nat_gateway", {"NatGatewayId": "$id"}),),
        usual={"privateIp": ..., "vpcId": ...},
        tags=EC2_TAGS,
        gone="State=='deleted' || State=='deleting'",
        find=by_mark(
            "describe_nat_gateways", "NatGateways[?State!='deleted']", "NatGatewayId", filters=False
        ),
        marked=True,
    ),
)

_ENDPOINT_LISTS: Final = {
    "routeTableIds": ("RouteTableIds", "RouteTableIds"),
    "securityGroupIds": ("SecurityGroupIds", "Groups[].GroupId"),
    "subnetIds": ("SubnetIds", "SubnetIds"),
}


def _revise_endpoint(request: Request, id_: str, changed: frozenset[str]) -> None:
    """AWS is told what to add and what to remove."""
    answer = request.call("ec2", "describe_vpc_endpoints", VpcEndpointIds=[id_])
    held = answer["VpcEndpoints"][0]
    params: dict[str, Any] = {}
    for input_, (member, path) in _ENDPOINT_LISTS.items():
        if input_ in changed:
            before, after = find(path, held) or [], [*request.get(input_, ())]
            added = [one for one in after if one not in before]
            gone = [one for one in before if one not in after]
            params |= {f"Add{member}": added} if added else {}
            params |= {f"Remove{member}": gone} if gone else {}
    if "policy" in changed:
        policy = request.get("policy")
        params |= {"PolicyDocument": policy} if policy else {"ResetPolicy": True}
    if "privateDnsEnabled" in changed:
        params["PrivateDnsEnabled"] = bool(request.get("privateDnsEnabled"))
    if params:
        request.call("ec2", "modify_vpc_endpoint", VpcEndpointId=id_, **params)


def _remove_endpoint(request: Request, id_: str) -> None:
    """moto does not delete a gateway that tables still lead to."""
    answer = request.call("ec2", "describe_vpc_endpoints", VpcEndpointIds=[id_])
    tables = [t for one in answer["VpcEndpoints"] for t in one.get("RouteTableIds", ())]
    if tables:
        request.call("ec2", "modify_vpc_endpoint", VpcEndpointId=id_, RemoveRouteTableIds=tables)
    request.call("ec2", "delete_vpc_endpoints", VpcEndpointIds=[id_])


_VPC_ENDPOINT: Final = Declared(
    type="aws:ec2/vpcEndpoint:VpcEndpoint",
    service="ec2",
    create=Call("create_vpc_endpoint", answer="VpcEndpoint"),
    id="VpcEndpointId",
    read=Call("describe_vpc_endpoints", {"VpcEndpointIds": ["$id"]}, "VpcEndpoints[0]"),
    renames={"policy": "PolicyDocument"},
    tagged="vpc-endpoint",
    defaults={"vpcEndpointType": "Gateway"},  # AWS's own, which moto does not fill in
    out={"arn": arn("vpc-endpoint")},
    life=Life(
        usual={"policy": ..., "privateDnsEnabled": True},
        tags=EC2_TAGS,
        gone="State=='deleted'",
        find=by_mark("describe_vpc_endpoints", "VpcEndpoints[?State!='deleted']", "VpcEndpointId"),
        marked=True,
        revise=_revise_endpoint,
        revises=frozenset(
            {"policy", "privateDnsEnabled", "routeTableIds", "securityGroupIds", "subnetIds"}
        ),
        remove=_remove_endpoint,
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_EIP, _INTERNET_GATEWAY, _NAT_GATEWAY, _VPC_ENDPOINT)
