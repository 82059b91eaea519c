"""EC2: security groups, and the default one that every VPC is born with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from openline_stacks.cloud._handler import (
    AutoName,
    Call,
    Declared,
    Handler,
    Irregular,
    Life,
    Outputs,
)
from openline_stacks.cloud._request import Request, Text
from openline_stacks.cloud._shapes import whole
from openline_stacks.cloud.handlers._lives import EC2_TAGS, by_mark

BLOCKS: Final = {"ingress": "IpPermissions", "egress": "IpPermissionsEgress"}


def _permissions(request: Request, direction: str) -> list[dict[str, Any]]:
    own = str(request.outputs.get("id"))
    return [one for rule in request.entries(direction) for one in permissions_of(rule, own)]


def permissions_of(rule: Mapping[str, Any], own: str) -> list[dict[str, Any]]:
    """One permission a source, so that each is compared and changed alone. `own`: the group that
    the rule belongs to."""
    permissions = []
    described = {"Description": rule["description"]} if rule.get("description") else {}
    ports: dict[str, Any] = {
        "IpProtocol": str(rule.get("protocol")),
        "FromPort": whole(rule.get("fromPort")),
        "ToPort": whole(rule.get("toPort")),
    }
    if ports["IpProtocol"] in ("-1", "all"):
        ports = {"IpProtocol": "-1"}
    itself = [own] if rule.get("self") else []
    sources = (
        ("IpRanges", "CidrIp", rule.get("cidrBlocks")),
        ("Ipv6Ranges", "CidrIpv6", rule.get("ipv6CidrBlocks")),
        ("PrefixListIds", "PrefixListId", rule.get("prefixListIds")),
        ("UserIdGroupPairs", "GroupId", [*(rule.get("securityGroups") or ()), *itself]),
    )
    for member, key, values in sources:
        permissions += [{**ports, member: [{key: one, **described}]} for one in values or ()]
    return permissions


def single(permissions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What AWS holds, in the same form."""
    keys = {
        "IpRanges": "CidrIp",
        "Ipv6Ranges": "CidrIpv6",
        "PrefixListIds": "PrefixListId",
        "UserIdGroupPairs": "GroupId",
    }
    found: list[dict[str, Any]] = []
    for one in permissions:
        ports: dict[str, Any] = {
            k: one[k] for k in ("IpProtocol", "FromPort", "ToPort") if k in one
        }
        if ports["IpProtocol"] == "-1":
            ports = {"IpProtocol": "-1"}
        for member, key in keys.items():
            for source in one.get(member, ()):
                kept = {k: source[k] for k in (key, "Description") if source.get(k)}
                found.append({**ports, member: [kept]})
    return found


def _revise_rules(request: Request, id_: str, changed: frozenset[str]) -> None:
    """Make the rules inside of a group those of the program; rules that are resources of their
    own belong to groups that have none inside."""
    request.outputs = {**request.outputs, "id": id_}
    group = request.call("ec2", "describe_security_groups", GroupIds=[id_])["SecurityGroups"][0]
    for direction in sorted(changed):
        held, wanted = single(group[BLOCKS[direction]]), _permissions(request, direction)
        gone = [one for one in held if one not in wanted]
        new = [one for one in wanted if one not in held]
        if gone:
            operation = f"revoke_security_group_{direction}"
            request.call("ec2", operation, GroupId=id_, IpPermissions=gone)
        if new:
            operation = f"authorize_security_group_{direction}"
            request.call("ec2", operation, GroupId=id_, IpPermissions=new)


def _as_blocks(permissions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rules of a group as a program writes them, those of one port range together."""
    words = {
        "IpRanges": ("cidrBlocks", "CidrIp"),
        "Ipv6Ranges": ("ipv6CidrBlocks", "CidrIpv6"),
        "PrefixListIds": ("prefixListIds", "PrefixListId"),
        "UserIdGroupPairs": ("securityGroups", "GroupId"),
    }
    blocks: dict[tuple[Any, ...], dict[str, Any]] = {}
    for one in single(permissions):
        ((member, sources),) = [(k, v) for k, v in one.items() if k in words]
        word, key = words[member]
        described = sources[0].get("Description")
        ports = (one["IpProtocol"], one.get("FromPort", 0), one.get("ToPort", 0), described)
        block = blocks.setdefault(
            ports, {"protocol": ports[0], "fromPort": ports[1], "toPort": ports[2]}
        )
        if described:
            block["description"] = described
        block.setdefault(word, []).append(sources[0][key])
    return list(blocks.values())


def _told_rules(member: str) -> Call:
    params = {"GroupIds": ["$id"]}
    return Call("describe_security_groups", params, f"SecurityGroups[0].{member}")


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
    defaults={"description": "Managed by Pulumi"},
    out={"arn": Text("arn:aws:ec2:{region}:{account}:security-group/{id}"), "name": "GroupName"},
    name=AutoName(limit=255),
    local=frozenset({"revokeRulesOnDelete"}),
    life=Life(
        delete=(Call("delete_security_group", {"GroupId": "$id"}),),
        replace=frozenset({"description", "name", "namePrefix", "vpcId"}),
        tags=EC2_TAGS,
        tells={direction: _told_rules(member) for direction, member in BLOCKS.items()},
        back=dict.fromkeys(BLOCKS, _as_blocks),
        find=by_mark("describe_security_groups", "SecurityGroups", "GroupId"),
        marked=True,
        revise=_revise_rules,
        revises=frozenset(BLOCKS),
        inline=frozenset(BLOCKS),
    ),
)


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
    if request.tags():
        request.call("ec2", "create_tags", Resources=[id_], Tags=request.tags())
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
    life=Life(  # it is the VPC's and goes with it
        replace=frozenset({"vpcId"}),
        tags=EC2_TAGS,
        remove=lambda _request, _id: None,
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_DEFAULT_SECURITY_GROUP, _SECURITY_GROUP)
