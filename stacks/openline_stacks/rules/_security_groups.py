"""Security groups: how many rules, how many groups, what a rule must say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from openline.declaration import cloudfront_lists
from openline_stacks.rules._broken import Broken
from openline_stacks.rules._model import rule
from openline_stacks.rules._stack import Stack, at_path, blocks
from openline_stacks.states import UNKNOWN, ResourceState, Value
from openline_stacks.topology._values import dig, is_list, items, number, text

_GROUP: Final = "aws:ec2/securityGroup:SecurityGroup"
_BESIDE: Final = {
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": "ingress",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": "egress",
}
_APART: Final = "aws:ec2/securityGroupRule:SecurityGroupRule"
_SOURCES: Final = ("cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId")
# VPC quotas: inbound or outbound rules of a security group; groups of a network interface.
_RULES_MOST, _GROUPS_MOST = 60, 5
# A prefix list counts as many rules as it may have entries: CloudFront developer guide, "Limit
# access to origins using AWS-managed prefix lists" (55); VPC user guide, "AWS-managed prefix
# lists" (25 for Route 53 health checks).
_WEIGHTS: Final = {"cloudfront": 55, "route53-healthchecks": 25}
_LOOK_UP: Final = "aws:ec2/managedPrefixList:ManagedPrefixList"


def _weight(stack: Stack, state: ResourceState, lists: Value) -> float:
    """A prefix list by name where it is one of AWS's; one of the stack's own by its entries."""
    named = text(lists) or ""
    if named in cloudfront_lists().values():
        return _WEIGHTS["cloudfront"]
    for known, weight in _WEIGHTS.items():
        if known in named:
            return weight
    for found in stack.links(state, "prefixListId", _LOOK_UP):
        for known, weight in _WEIGHTS.items():
            if known in (text(found.inputs.get("name")) or found.name):
                return weight
        return number(found.inputs.get("maxEntries")) or 1
    # ids say nothing; our own components name the rule after the list
    return next((w for known, w in _WEIGHTS.items() if known in state.name.lower()), 1)


def _inline(tree: Value) -> float:
    """Each range, list and group of a block is a rule of its own."""
    named = ("cidrBlocks", "ipv6CidrBlocks", "prefixListIds", "securityGroups")
    return sum(len(items(dig(tree, key))) for key in named) + (dig(tree, "self") is True)


@rule(
    "OL117",
    "A security group with more rules than the quota",
    why="A group takes 60 rules a direction; a prefix list weighs as much as it may have "
    "entries: CloudFront's 55, that of Route 53's checkers 25.",
    source="VPC quotas, 'Security groups'; VPC user guide, 'AWS-managed prefix lists'",
    mend="Spread the rules over two groups on the same balancer, or have the quota raised.",
)
def weight(stack: Stack) -> Iterator[Broken]:
    total: dict[tuple[str, str], float] = {}
    for group in stack.of_type(_GROUP):
        for direction in ("ingress", "egress"):
            inline = sum(_inline(entry) for entry in items(group.inputs.get(direction)))
            total[group.urn, direction] = inline
    for state in stack.of_type(*_BESIDE):
        for group in stack.links(state, "securityGroupId", _GROUP):
            listed = state.inputs.get("prefixListId")
            adds = 1 if listed is None else _weight(stack, state, listed)
            total[group.urn, _BESIDE[state.type]] += adds
    for (urn, direction), sum_ in total.items():
        if sum_ > _RULES_MOST:
            yield Broken(
                stack.by_urn[urn], direction, f"{sum_:g} rules, the quota is {_RULES_MOST}"
            )


@rule(
    "OL118",
    "More than five security groups on one interface",
    why="The quota is five groups a network interface, and a balancer's groups go on each of its.",
    source="VPC quotas, 'Security groups per network interface'",
    mend="Put the rules into fewer groups, or have the quota raised.",
)
def groups(stack: Stack) -> Iterator[Broken]:
    places = {
        "aws:alb/loadBalancer:LoadBalancer": "securityGroups",
        "aws:ec2/instance:Instance": "vpcSecurityGroupIds",
        "aws:ec2/launchTemplate:LaunchTemplate": "vpcSecurityGroupIds",
        "aws:ec2/vpcEndpoint:VpcEndpoint": "securityGroupIds",
        "aws:lb/loadBalancer:LoadBalancer": "securityGroups",
    }
    for state in stack.of_type(*places):
        path = places[state.type]
        count = len(items(state.inputs.get(path)))
        if count > _GROUPS_MOST:
            yield Broken(state, path, f"{count} groups")


@rule(
    "OL119",
    "A security-group rule without one source, or with ports that are none",
    why="A rule names one range, prefix list or group; TCP and UDP want a range of ports from 0 "
    "to 65535, and no ports go with all protocols.",
    source="EC2 API reference, AuthorizeSecurityGroupIngress and IpPermission",
    mend="Name exactly one of cidrIpv4, cidrIpv6, prefixListId, referencedSecurityGroupId, and "
    "fromPort no higher than toPort.",
)
def whole(stack: Stack) -> Iterator[Broken]:
    for state in stack.of_type(*_BESIDE):
        given = [one for one in _SOURCES if state.inputs.get(one) is not None]
        if len(given) != 1:
            said = " and ".join(given) or "none"
            yield Broken(state, "", f"{said} of {', '.join(_SOURCES)}")
        yield from _ports(state, "", state.inputs, "ipProtocol")
    for group in stack.of_type(_GROUP):
        for direction in ("ingress", "egress"):
            for path, entry in blocks(group.inputs.get(direction), direction):
                if entry is not UNKNOWN and not is_list(entry):
                    yield from _ports(group, f"{path}.", entry, "protocol")


def _ports(state: ResourceState, path: str, tree: Value, protocol: str) -> Iterator[Broken]:
    first, last = number(dig(tree, "fromPort")), number(dig(tree, "toPort"))
    if dig(tree, protocol) not in ("tcp", "udp", "6", "17"):
        return
    if dig(tree, "fromPort") is None or dig(tree, "toPort") is None:
        yield Broken(state, f"{path}fromPort", "no range of ports")
    elif first is not None and last is not None and not 0 <= first <= last <= 65535:
        yield Broken(state, f"{path}fromPort", f"ports {first:g} to {last:g}")


# EC2 API reference, CreateSecurityGroup: GroupDescription; of a rule's own it is the same.
_SAID: Final = re.compile(r"[a-zA-Z0-9 ._\-:/()#,@\[\]+=&;{}!$*]{0,255}")


@rule(
    "OL212",
    "A description that EC2 cannot keep",
    why="A security group's description, and its rules', is of up to 255 letters, digits, spaces "
    "and ._-:/()#,@[]+=&;{}!$*; others are refused, and a group's cannot be changed.",
    source="EC2 API reference, CreateSecurityGroup and IpRange: Description",
    mend="Write it without quotes, < > and letters with accents.",
)
def described(stack: Stack) -> Iterator[Broken]:
    for state in stack.of_type(*_BESIDE, _GROUP, _APART):
        for path in ("description", "ingress[].description", "egress[].description"):
            for at, value in at_path(state.inputs, path):
                if isinstance(value, str) and not _SAID.fullmatch(value):
                    yield Broken(state, at, f"{value[:40]!r} of {len(value)} characters")


RULES: Final = (weight, groups, whole, described)
