"""EC2: a network, its subnets and the log of what flows in it."""

from __future__ import annotations

from typing import Final

from openline_stacks.cloud._handler import Call, Declared, Handler, Life
from openline_stacks.cloud.handlers._ec2 import arn, filtered
from openline_stacks.cloud.handlers._lives import EC2_TAGS, by_mark


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
                "describe_route_tables", filtered("vpc-id", "$id"), "RouteTables[0].RouteTableId"
            )
            for output in ("defaultRouteTableId", "mainRouteTableId")
        },
        "defaultSecurityGroupId": Call(
            "describe_security_groups",
            filtered("vpc-id", "$id"),
            "SecurityGroups[?GroupName=='default'] | [0].GroupId",
        ),
        "defaultNetworkAclId": Call(
            "describe_network_acls", filtered("vpc-id", "$id"), "NetworkAcls[0].NetworkAclId"
        ),
    },
    out={"arn": arn("vpc")},
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
        "assignIpv6AddressOnCreation": (
            Call(
                "modify_subnet_attribute",
                {
                    "SubnetId": "$id",
                    "AssignIpv6AddressOnCreation": {"Value": "$assignIpv6AddressOnCreation"},
                },
            ),
        ),
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
        usual={"assignIpv6AddressOnCreation": False, "availabilityZoneId": ...},
        blank={"assignIpv6AddressOnCreation": False, "mapPublicIpOnLaunch": False},
        tags=EC2_TAGS,
        find=by_mark("describe_subnets", "Subnets", "SubnetId"),
        marked=True,
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
    out={"arn": arn("vpc-flow-log")},
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

HANDLERS: Final[tuple[Handler, ...]] = (_FLOW_LOG, _SUBNET, _VPC)
