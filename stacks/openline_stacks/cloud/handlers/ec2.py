"""EC2: the network of a region."""

from __future__ import annotations

from typing import Any, Final

from openline_stacks.cloud._handler import Call, Declared, Handler, Life
from openline_stacks.cloud._request import Request, Text, find
from openline_stacks.cloud.handlers._lives import EC2_TAGS, by_mark


def _arn(kind: str) -> Text:
    return Text(f"arn:aws:ec2:{{region}}:{{account}}:{kind}/{{id}}")


def _filter(name: str, value: str) -> dict[str, Any]:
    return {"Filters": [{"Name": name, "Values": [value]}]}


def _vpc_attribute(member: str, input_: str) -> tuple[Call, ...]:
    params = {"VpcId": "$id", member: {"Value": f"${input_}"}}
    return (Call("modify_vpc_attribute", params),)


def _told_attribute(input_: str, member: str) -> Call:
    params = {"VpcId": "$id", "Attribute": input_}
    return Call("describe_vpc_attribute", params, f"{member}.Value")


_VPC: Final = Declared(
    type="aws:ec2/vpc:Vpc",
    service="ec2",
    create=Call("create_vpc", answer="Vpc"),
    id="VpcId",
    read=Call("describe_vpcs", {"VpcIds": ["$id"]}, "Vpcs[0]"),
    tagged="vpc",
    sets={
        "enableDnsSupport": _vpc_attribute("EnableDnsSupport", "enableDnsSupport"),
        "enableDnsHostnames": _vpc_attribute("EnableDnsHostnames", "enableDnsHostnames"),
    },
    reads={
        **{
            output: Call(
                "describe_route_tables", _filter("vpc-id", "$id"), "RouteTables[0].RouteTableId"
            )
            for output in ("defaultRouteTableId", "mainRouteTableId")
        },
        "defaultSecurityGroupId": Call(
            "describe_security_groups",
            _filter("vpc-id", "$id"),
            "SecurityGroups[?GroupName=='default'] | [0].GroupId",
        ),
        "defaultNetworkAclId": Call(
            "describe_network_acls", _filter("vpc-id", "$id"), "NetworkAcls[0].NetworkAclId"
        ),
    },
    out={"arn": _arn("vpc")},
    life=Life(
        delete=(Call("delete_vpc", {"VpcId": "$id"}),),
        usual={"instanceTenancy": "default", "enableDnsSupport": True},
        blank={"enableDnsSupport": True, "enableDnsHostnames": False},
        tags=EC2_TAGS,
        tells={
            "enableDnsSupport": _told_attribute("enableDnsSupport", "EnableDnsSupport"),
            "enableDnsHostnames": _told_attribute("enableDnsHostnames", "EnableDnsHostnames"),
        },
        find=by_mark("describe_vpcs", "Vpcs", "VpcId"),
        marked=True,
    ),
)

_SUBNET: Final = Declared(
    type="aws:ec2/subnet:Subnet",
    service="ec2",
    create=Call("create_subnet", answer="Subnet"),
    id="SubnetId",
    read=Call("describe_subnets", {"SubnetIds": ["$id"]}, "Subnets[0]"),
    tagged="subnet",
    sets={
        "mapPublicIpOnLaunch": (
            Call(
                "modify_subnet_attribute",
                {"SubnetId": "$id", "MapPublicIpOnLaunch": {"Value": "$mapPublicIpOnLaunch"}},
            ),
        ),
    },
    out={"arn": "SubnetArn"},
    life=Life(
        delete=(Call("delete_subnet", {"SubnetId": "$id"}),),
        usual={"availabilityZoneId": ...},
        blank={"mapPublicIpOnLaunch": False},
        tags=EC2_TAGS,
        find=by_mark("describe_subnets", "Subnets", "SubnetId"),
        marked=True,
    ),
)

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
    out={"arn": _arn("internet-gateway")},
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
    out={"arn": _arn("elastic-ip"), "publicIp": "PublicIp", "allocationId": "AllocationId"},
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
    out={"arn": _arn("route-table")},
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
        _filter("association.route-table-association-id", "$id"),
        Text("RouteTables[0].Associations[?RouteTableAssociationId=='{id}'] | [0]"),
    ),
    life=Life(
        delete=(Call("disassociate_route_table", {"AssociationId": "$id"}),),
        alone=True,
        find=Call(
            "describe_route_tables",
            _filter("association.subnet-id", "$subnetId"),
            Text(
                "RouteTables[0].Associations[?SubnetId=='{subnetId}'] | [0].RouteTableAssociationId"
            ),
        ),
        parts=r"(?P<subnetId>[^/]+)/(?P<routeTableId>[^/]+)",
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
    out={"arn": _arn("vpc-endpoint")},
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

_FLOW_LOG: Final = Declared(
    type="aws:ec2/flowLog:FlowLog",
    service="ec2",
    create=Call("create_flow_logs", {"ResourceIds": ["$vpcId"], "ResourceType": "VPC"}),
    id="FlowLogIds[0]",
    read=Call("describe_flow_logs", {"FlowLogIds": ["$id"]}, "FlowLogs[0]"),
    renames={"iamRoleArn": "DeliverLogsPermissionArn"},
    tagged="vpc-flow-log",
    out={"arn": _arn("vpc-flow-log")},
    life=Life(
        delete=(Call("delete_flow_logs", {"FlowLogIds": ["$id"]}),),
        tells={
            "vpcId": Call("describe_flow_logs", {"FlowLogIds": ["$id"]}, "FlowLogs[0].ResourceId")
        },
        usual={"logFormat": ..., "logGroupName": ...},
        tags=EC2_TAGS,
        find=by_mark("describe_flow_logs", "FlowLogs", "FlowLogId", filters=False),
        marked=True,
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (
    _EIP,
    _FLOW_LOG,
    _INTERNET_GATEWAY,
    _NAT_GATEWAY,
    _ROUTE,
    _ROUTE_TABLE,
    _ROUTE_TABLE_ASSOCIATION,
    _SUBNET,
    _VPC,
    _VPC_ENDPOINT,
)
