"""Networks: ranges that fit into each other and do not overlap."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network, ip_address, ip_network
from itertools import combinations
from typing import Final

from openline_stacks.rules._broken import Broken
from openline_stacks.rules._model import rule
from openline_stacks.rules._stack import Stack, at_path, region_of
from openline_stacks.states import ResourceState
from openline_stacks.topology._values import number as number_of
from openline_stacks.topology._values import text

_VPC: Final = "aws:ec2/vpc:Vpc"
_SUBNET: Final = "aws:ec2/subnet:Subnet"
_PEERING: Final = "aws:ec2/vpcPeeringConnection:VpcPeeringConnection"
_FLOW_LOG: Final = "aws:ec2/flowLog:FlowLog"
# VPC user guide, "VPC CIDR blocks": from /16 to /28, of VPCs and of subnets.
_WIDEST, _NARROWEST = 16, 28
_NOWHERE: Final = tuple(
    IPv4Network(one) for one in ("0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4")
)


def _range(state: ResourceState) -> IPv4Network | None:
    cidr = text(state.inputs.get("cidrBlock"))
    try:
        return IPv4Network(cidr) if cidr else None
    except ValueError:
        return None


def _ranges(stack: Stack, type_: str) -> list[tuple[ResourceState, IPv4Network]]:
    return [(s, found) for s in stack.of_type(type_) if (found := _range(s)) is not None]


@rule(
    "OL110",
    "A VPC or subnet of a size that EC2 does not have",
    why="A VPC's and a subnet's IPv4 range is a /16 to a /28 that starts where it says, and none "
    "of this host, loopback, link-local or multicast.",
    source="VPC user guide, 'VPC CIDR blocks' and 'Subnet CIDR blocks'",
    mend="Write the network's own start and a prefix from /16 to /28.",
)
def size(stack: Stack) -> Iterator[Broken]:
    for state in stack.of_type(_VPC, _SUBNET):
        cidr = text(state.inputs.get("cidrBlock"))
        if cidr is None:
            continue
        found = _range(state)
        if found is None:
            yield Broken(state, "cidrBlock", f"{cidr} is no IPv4 network")
        elif not _WIDEST <= found.prefixlen <= _NARROWEST:
            yield Broken(state, "cidrBlock", f"{cidr} is a /{found.prefixlen}")
        for nowhere in _NOWHERE:
            if found is not None and found.overlaps(nowhere):
                yield Broken(state, "cidrBlock", f"{cidr} is in {nowhere}")


@rule(
    "OL111",
    "Two VPCs of one stack that overlap",
    why="They can never be peered or joined by a transit gateway, and an address says no longer "
    "where its packets go.",
    source="VPC peering guide, 'Overlapping CIDR blocks'",
    mend="Give each region a range of its own.",
    severity="warning",
)
def networks_apart(stack: Stack) -> Iterator[Broken]:
    for (one, mine), (other, theirs) in combinations(_ranges(stack, _VPC), 2):
        if mine.overlaps(theirs):
            yield Broken(other, "cidrBlock", f"{theirs} overlaps {mine} of {one.name}")


@rule(
    "OL112",
    "A subnet outside of its VPC",
    why="EC2 refuses a subnet whose range is not within the VPC's.",
    source="EC2 API reference, CreateSubnet: InvalidSubnet.Range",
    mend="Take a range from within the VPC's.",
)
def inside(stack: Stack) -> Iterator[Broken]:
    extra = stack.of_type("aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation")
    for state, found in _ranges(stack, _SUBNET):
        vpc = stack.link(state, "vpcId", _VPC)
        if isinstance(vpc, str) or (outer := _range(vpc)) is None:
            continue
        more = [
            s
            for s in extra
            if vpc.urn in s.property_dependencies.get("vpcId", ()) or _range(s) is None
        ]
        wider = [outer, *(r for s in more if (r := _range(s)) is not None)]
        if not any(found.subnet_of(one) for one in wider):
            yield Broken(state, "cidrBlock", f"{found} is not within {outer} of {vpc.name}")


@rule(
    "OL113",
    "Two subnets of one VPC that overlap",
    why="EC2 refuses the second.",
    source="EC2 API reference, CreateSubnet: InvalidSubnet.Conflict",
    mend="Give each subnet a range of its own.",
)
def subnets_apart(stack: Stack) -> Iterator[Broken]:
    for (one, mine), (other, theirs) in combinations(_ranges(stack, _SUBNET), 2):
        if mine.overlaps(theirs) and stack.same("vpcId", one, other):
            yield Broken(other, "cidrBlock", f"{theirs} overlaps {mine} of {one.name}")


@rule(
    "OL114",
    "A peering between VPCs that overlap",
    why="EC2 refuses the connection: routes between the two could not be told apart.",
    source="VPC peering guide, 'Overlapping CIDR blocks'",
    mend="Give one of the two another range.",
)
def peers_apart(stack: Stack) -> Iterator[Broken]:
    for peering in stack.of_type(_PEERING):
        ends = [stack.link(peering, end, _VPC) for end in ("vpcId", "peerVpcId")]
        found = [(end, _range(end)) for end in ends if not isinstance(end, str)]
        if len(found) == 2 and found[0][0].urn != found[1][0].urn:
            (one, mine), (other, theirs) = found
            if mine is not None and theirs is not None and mine.overlaps(theirs):
                what = f"{theirs} of {other.name} overlaps {mine} of {one.name}"
                yield Broken(peering, "peerVpcId", what)


@rule(
    "OL115",
    "A subnet in a zone of another region",
    why="A zone belongs to one region; EC2 knows no other there.",
    source="EC2 API reference, CreateSubnet: InvalidParameterValue",
    mend="Name a zone of the subnet's own region.",
)
def zone_here(stack: Stack) -> Iterator[Broken]:
    for state in stack.of_type(_SUBNET):
        zone, region = text(state.inputs.get("availabilityZone")), region_of(state)
        if zone and region and not zone.startswith(region):
            yield Broken(state, "availabilityZone", f"{zone} is not in {region}")


@rule(
    "OL116",
    "A flow log that has nowhere to go, or no role to get there",
    why="Flow logs to CloudWatch need a role, watch exactly one thing, and aggregate over 60 or "
    "600 seconds.",
    source="EC2 API reference, CreateFlowLogs",
    mend="Name the role and the destination; take 60 or 600 for maxAggregationInterval.",
)
def flow_logs(stack: Stack) -> Iterator[Broken]:
    watched = ("vpcId", "subnetId", "eniId", "transitGatewayId", "transitGatewayAttachmentId",
               "regionalNatGatewayId")  # fmt: skip
    for state in stack.of_type(_FLOW_LOG):
        kind = state.inputs.get("logDestinationType", "cloud-watch-logs")
        if kind == "cloud-watch-logs" and state.inputs.get("iamRoleArn") is None:
            yield Broken(state, "iamRoleArn", "no role to write to CloudWatch Logs with")
        if state.inputs.get("logDestination") is None:
            yield Broken(state, "logDestination", "no destination")
        if sum(state.inputs.get(one) is not None for one in watched) != 1:
            yield Broken(state, "", f"not exactly one of {', '.join(watched)}")
        every = number_of(state.inputs.get("maxAggregationInterval"))
        if every is not None and every not in (60, 600):
            yield Broken(state, "maxAggregationInterval", f"{every:g} seconds")


# Where a program writes a range of addresses, beside those of VPCs and subnets (OL110).
_WRITTEN: Final = {
    "aws:ec2/managedPrefixList:ManagedPrefixList": ("entries[].cidr",),
    "aws:ec2/route:Route": ("destinationCidrBlock",),
    "aws:ec2/routeTable:RouteTable": ("routes[].cidrBlock",),
    "aws:ec2/securityGroup:SecurityGroup": ("ingress[].cidrBlocks[]", "egress[].cidrBlocks[]"),
    "aws:ec2/securityGroupRule:SecurityGroupRule": ("cidrBlocks[]",),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": ("cidrIpv4",),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ("cidrIpv4",),
}


@rule(
    "OL211",
    "A range of addresses that does not start where it says",
    why="The provider refuses a range with bits behind its prefix, such as 10.0.0.1/16, and one "
    "without a prefix.",
    source="the provider's schema: ValidCIDRNetworkAddress; EC2 API reference, IpRange",
    mend="Write the range's first address and its prefix; /32 is one address.",
)
def starts(stack: Stack) -> Iterator[Broken]:
    for state in stack.of_type(*_WRITTEN):
        for path in _WRITTEN[state.type]:
            for at, value in at_path(state.inputs, path):
                wrong = _misread(value) if isinstance(value, str) and value else None
                if wrong is not None:
                    yield Broken(state, at, wrong)


def _misread(cidr: str) -> str | None:
    address, slash, _ = cidr.partition("/")
    try:
        found = ip_network(cidr, strict=False)
    except ValueError:
        return f"{cidr} is no range"
    if not slash:
        return f"{cidr} has no prefix; one address is {cidr}/{found.max_prefixlen}"
    starts_at = str(found.network_address)
    same = ip_address(address) == found.network_address
    return None if same else f"{cidr} starts at {starts_at}/{found.prefixlen}"


RULES: Final = (
    size,
    networks_apart,
    inside,
    subnets_apart,
    peers_apart,
    zone_here,
    flow_logs,
    starts,
)
