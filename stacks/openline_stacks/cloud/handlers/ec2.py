"""EC2: the network of a region."""

from __future__ import annotations

from typing import Any, Final

from openline_stacks.cloud._handler import Call, Declared, Handler
from openline_stacks.cloud._request import Text


def _arn(kind: str) -> Text:
    return Text(f"arn:aws:ec2:{{region}}:{{account}}:{kind}/{{id}}")


def _filter(name: str, value: str) -> dict[str, Any]:
    return {"Filters": [{"Name": name, "Values": [value]}]}


def _vpc_attribute(member: str, input_: str) -> tuple[Call, ...]:
    params = {"VpcId": "$id", member: {"Value": f"${input_}"}}
    return (Call("modify_vpc_attribute", params),)


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
        "mainRouteTableId": Call(
            "describe_route_tables", _filter("vpc-id", "$id"), "RouteTables[0].RouteTableId"
        ),
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
)

_EIP: Final = Declared(
    type="aws:ec2/eip:Eip",
    service="ec2",
    create=Call("allocate_address"),
    id="AllocationId",
    read=Call("describe_addresses", {"AllocationIds": ["$id"]}, "Addresses[0]"),
    tagged="elastic-ip",
    out={"arn": _arn("elastic-ip"), "publicIp": "PublicIp", "allocationId": "AllocationId"},
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
)

_ROUTE_TABLE: Final = Declared(
    type="aws:ec2/routeTable:RouteTable",
    service="ec2",
    create=Call("create_route_table", answer="RouteTable"),
    id="RouteTableId",
    read=Call("describe_route_tables", {"RouteTableIds": ["$id"]}, "RouteTables[0]"),
    tagged="route-table",
    out={"arn": _arn("route-table")},
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
)

_VPC_ENDPOINT: Final = Declared(
    type="aws:ec2/vpcEndpoint:VpcEndpoint",
    service="ec2",
    create=Call("create_vpc_endpoint", answer="VpcEndpoint"),
    id="VpcEndpointId",
    read=Call("describe_vpc_endpoints", {"VpcEndpointIds": ["$id"]}, "VpcEndpoints[0]"),
    renames={"policy": "PolicyDocument"},
    tagged="vpc-endpoint",
    out={"arn": _arn("vpc-endpoint")},
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
