"""EC2: the network of a region, security groups and their rules, launch templates."""

from __future__ import annotations

from typing import Any, Final

from openline_stacks.cloud._handler import (
    AutoName,
    Call,
    Declared,
    Handler,
    Irregular,
    Outputs,
    Text,
)
from openline_stacks.cloud._request import Request
from openline_stacks.cloud._shapes import fit

_MADE_BY: Final = "Managed by Pulumi"  # the provider's default description


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

_SECURITY_GROUP: Final = Declared(
    type="aws:ec2/securityGroup:SecurityGroup",
    service="ec2",
    create=Call("create_security_group", {"GroupName": "$name"}),
    id="GroupId",
    read=Call("describe_security_groups", {"GroupIds": ["$id"]}, "SecurityGroups[0]"),
    tagged="security-group",
    # AWS opens a new group to the outside; the provider closes it, rules are resources.
    then=(
        Call(
            "revoke_security_group_egress",
            {
                "GroupId": "$id",
                "IpPermissions": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}],
            },
        ),
    ),
    defaults={"description": _MADE_BY},
    out={"arn": _arn("security-group"), "name": "GroupName"},
    name=AutoName(limit=255),
    local=frozenset({"revokeRulesOnDelete"}),
)


def _rule_parameters(request: Request) -> dict[str, Any]:
    """One permission with one source; the description belongs to the source."""
    described = {"Description": request.get("description")} if request.get("description") else {}
    permission = {
        "IpProtocol": request.get("ipProtocol"),
        "FromPort": _whole(request.get("fromPort")),
        "ToPort": _whole(request.get("toPort")),
    }
    sources = (
        ("IpRanges", "CidrIp", "cidrIpv4"),
        ("Ipv6Ranges", "CidrIpv6", "cidrIpv6"),
        ("PrefixListIds", "PrefixListId", "prefixListId"),
        ("UserIdGroupPairs", "GroupId", "referencedSecurityGroupId"),
    )
    for member, key, input_ in sources:
        if request.get(input_) is not None:
            permission[member] = [{key: request.get(input_), **described}]
    filled = {key: value for key, value in permission.items() if value is not None}
    return {"GroupId": request.get("securityGroupId"), "IpPermissions": [filled]}


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) else value


def _rule(direction: str) -> Irregular:
    """Ingress and egress rules differ in one word."""
    operation = f"authorize_security_group_{direction}"

    def create(request: Request) -> str:
        answer = request.call("ec2", operation, **_rule_parameters(request))
        id_ = str(answer["SecurityGroupRules"][0]["SecurityGroupRuleId"])
        _tag(request, id_)
        return id_

    class_name = f"SecurityGroup{direction.title()}Rule"
    return Irregular(
        type=f"aws:vpc/{class_name[0].lower()}{class_name[1:]}:{class_name}",
        service="ec2",
        operation=operation,
        params=_rule_parameters,
        create=create,
        read=_read_rule,
        inside="IpPermissions[0]",
        inputs=frozenset(
            {"cidrIpv4", "cidrIpv6", "description", "fromPort", "ipProtocol", "prefixListId",
             "referencedSecurityGroupId", "securityGroupId", "tags", "toPort"}
        ),
    )  # fmt: skip


def _read_rule(request: Request, id_: str) -> Outputs:
    answer = request.call("ec2", "describe_security_group_rules", SecurityGroupRuleIds=[id_])
    if not answer["SecurityGroupRules"]:
        raise request.error(f"describe_security_group_rules knows no {id_}")
    arn = f"arn:aws:ec2:{request.region}:{request.account}:security-group-rule/{id_}"
    return {"@": answer["SecurityGroupRules"][0], "arn": arn, "securityGroupRuleId": id_}


def _tag(request: Request, id_: str) -> None:
    tags = request.tags()
    if tags:
        request.call("ec2", "create_tags", Resources=[id_], Tags=tags)


def _default_group_parameters(request: Request) -> dict[str, Any]:
    vpc_id = request.get("vpcId")
    return {"Filters": [{"Name": "vpc-id", "Values": [vpc_id]}]} if vpc_id else {}


def _adopt_default_group(request: Request) -> str:
    """Take over the group that every VPC is born with, and close it."""
    answer = request.call("ec2", "describe_security_groups", **_default_group_parameters(request))
    group = next((g for g in answer["SecurityGroups"] if g["GroupName"] == "default"), None)
    if group is None:
        raise request.error(f"the VPC {request.get('vpcId')} has no default security group")
    id_ = str(group["GroupId"])
    closing = (("ingress", "IpPermissions"), ("egress", "IpPermissionsEgress"))
    for direction, member in closing:
        if group[member]:
            operation = f"revoke_security_group_{direction}"
            request.call("ec2", operation, GroupId=id_, IpPermissions=group[member])
    _tag(request, id_)
    return id_


def _read_group(request: Request, id_: str) -> Outputs:
    group = request.call("ec2", "describe_security_groups", GroupIds=[id_])["SecurityGroups"][0]
    arn = f"arn:aws:ec2:{request.region}:{request.account}:security-group/{id_}"
    return {"@": group, "arn": arn, "name": group["GroupName"]}


_DEFAULT_SECURITY_GROUP: Final = Irregular(
    type="aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    service="ec2",
    operation="describe_security_groups",
    params=_default_group_parameters,
    create=_adopt_default_group,
    read=_read_group,
    inputs=frozenset({"tags", "vpcId"}),
    local=frozenset({"revokeRulesOnDelete"}),
)

_TEMPLATE_INPUTS: Final = frozenset(
    {"blockDeviceMappings", "cpuOptions", "creditSpecification", "disableApiStop",
     "disableApiTermination", "ebsOptimized", "iamInstanceProfile", "imageId",
     "instanceInitiatedShutdownBehavior", "instanceType", "keyName", "maintenanceOptions",
     "metadataOptions", "monitoring", "networkInterfaces", "placement", "securityGroupNames",
     "tagSpecifications", "userData", "vpcSecurityGroupIds"}
)  # fmt: skip
_TEMPLATE_RENAMES: Final = {
    "securityGroupNames": "SecurityGroups",
    "vpcSecurityGroupIds": "SecurityGroupIds",
    "networkInterfaces.securityGroups": "Groups",
}


def _template_parameters(request: Request) -> dict[str, Any]:
    shape = request.shape("ec2", "create_launch_template").members["LaunchTemplateData"]
    data = {k: v for k, v in request.inputs.items() if k in _TEMPLATE_INPUTS and v is not None}
    filled = fit(shape, data, _TEMPLATE_RENAMES)
    if request.urn:
        for path in filled.strays:
            request.say(path, "launch templates have no such member here")
    params: dict[str, Any] = {
        "LaunchTemplateName": request.get("name"),
        "LaunchTemplateData": filled.values,
    }
    if request.get("description"):
        params["VersionDescription"] = request.get("description")
    tags = request.tags()
    if tags:
        params["TagSpecifications"] = [{"ResourceType": "launch-template", "Tags": tags}]
    return params


def _create_template(request: Request) -> str:
    answer = request.call("ec2", "create_launch_template", **_template_parameters(request))
    return str(answer["LaunchTemplate"]["LaunchTemplateId"])


def _read_template(request: Request, id_: str) -> Outputs:
    answer = request.call("ec2", "describe_launch_templates", LaunchTemplateIds=[id_])
    template = answer["LaunchTemplates"][0]
    versions = request.call("ec2", "describe_launch_template_versions", LaunchTemplateId=id_)
    return {
        "@": {},
        "@held": versions["LaunchTemplateVersions"][0]["LaunchTemplateData"],
        "arn": f"arn:aws:ec2:{request.region}:{request.account}:launch-template/{id_}",
        "defaultVersion": template["DefaultVersionNumber"],
        "latestVersion": template["LatestVersionNumber"],
        "name": template["LaunchTemplateName"],
    }


_LAUNCH_TEMPLATE: Final = Irregular(
    type="aws:ec2/launchTemplate:LaunchTemplate",
    service="ec2",
    operation="create_launch_template",
    params=_template_parameters,
    create=_create_template,
    read=_read_template,
    inputs=_TEMPLATE_INPUTS | {"description", "name", "tags"},
    held=Call(
        "describe_launch_template_versions",
        answer="LaunchTemplateVersions[0].LaunchTemplateData",
    ),
    inside="LaunchTemplateData",
    members=_TEMPLATE_RENAMES | {"name": "LaunchTemplateName"},
    name=AutoName(limit=128),
    local=frozenset({"updateDefaultVersion"}),
)

HANDLERS: Final[tuple[Handler, ...]] = (
    _DEFAULT_SECURITY_GROUP,
    _EIP,
    _FLOW_LOG,
    _INTERNET_GATEWAY,
    _LAUNCH_TEMPLATE,
    _NAT_GATEWAY,
    _ROUTE,
    _ROUTE_TABLE,
    _ROUTE_TABLE_ASSOCIATION,
    _SECURITY_GROUP,
    _SUBNET,
    _VPC,
    _VPC_ENDPOINT,
    _rule("egress"),
    _rule("ingress"),
)
