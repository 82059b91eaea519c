"""EC2: security groups, their rules, and the default group that every VPC is born with."""

from __future__ import annotations

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
from openline_stacks.cloud.handlers._lives import EC2_TAGS, by_mark

_BLOCKS: Final = {"ingress": "IpPermissions", "egress": "IpPermissionsEgress"}


def _permissions(request: Request, direction: str) -> list[dict[str, Any]]:
    """One permission a source, so that each is compared and changed alone."""
    permissions = []
    for rule in request.entries(direction):
        described = {"Description": rule["description"]} if rule.get("description") else {}
        ports: dict[str, Any] = {
            "IpProtocol": str(rule.get("protocol")),
            "FromPort": _whole(rule.get("fromPort")),
            "ToPort": _whole(rule.get("toPort")),
        }
        if ports["IpProtocol"] in ("-1", "all"):
            ports = {"IpProtocol": "-1"}
        own = [request.outputs.get("id")] if rule.get("self") else []
        sources = (
            ("IpRanges", "CidrIp", rule.get("cidrBlocks")),
            ("Ipv6Ranges", "CidrIpv6", rule.get("ipv6CidrBlocks")),
            ("PrefixListIds", "PrefixListId", rule.get("prefixListIds")),
            ("UserIdGroupPairs", "GroupId", [*(rule.get("securityGroups") or ()), *own]),
        )
        for member, key, values in sources:
            permissions += [{**ports, member: [{key: one, **described}]} for one in values or ()]
    return permissions


def _single(permissions: list[dict[str, Any]]) -> list[dict[str, Any]]:
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
        held, wanted = _single(group[_BLOCKS[direction]]), _permissions(request, direction)
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
    for one in _single(permissions):
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
        tells={direction: _told_rules(member) for direction, member in _BLOCKS.items()},
        back=dict.fromkeys(_BLOCKS, _as_blocks),
        find=by_mark("describe_security_groups", "SecurityGroups", "GroupId"),
        marked=True,
        revise=_revise_rules,
        revises=frozenset(_BLOCKS),
        inline=frozenset(_BLOCKS),
    ),
)


def _list_parameters(request: Request) -> dict[str, Any]:
    tags = {"ResourceType": "prefix-list", "Tags": request.tags()}
    params = {
        "PrefixListName": request.get("name"),
        "AddressFamily": request.get("addressFamily"),
        "MaxEntries": _whole(request.get("maxEntries")),
        "Entries": _entries(request.get("entries")),
        "TagSpecifications": [tags] if request.tags() else None,
    }
    return {key: value for key, value in params.items() if value is not None}


def _entries(entries: Any) -> Any:
    if not isinstance(entries, list | tuple):
        return entries  # unknown, or not given
    return [
        {
            member: entry[key]
            for key, member in (("cidr", "Cidr"), ("description", "Description"))
            if entry.get(key) is not None
        }
        if isinstance(entry, dict)
        else entry
        for entry in entries
    ]


def _create_list(request: Request) -> str:
    answer = request.call("ec2", "create_managed_prefix_list", **_list_parameters(request))
    return str(answer["PrefixList"]["PrefixListId"])


def _read_list(request: Request, id_: str) -> Outputs:
    answer = request.call("ec2", "describe_managed_prefix_lists", PrefixListIds=[id_])
    if not answer["PrefixLists"]:
        raise request.missing("describe_managed_prefix_lists", id_)
    (found,) = answer["PrefixLists"]
    entries = request.call("ec2", "get_managed_prefix_list_entries", PrefixListId=id_)["Entries"]
    return {
        "@": found,
        "arn": found["PrefixListArn"],
        "entries": [
            {"cidr": entry["Cidr"], "description": entry.get("Description", "")}
            for entry in entries
        ],
        "name": found["PrefixListName"],
        "ownerId": found["OwnerId"],
        "version": found["Version"],
    }


def _revise_list(request: Request, id_: str, changed: frozenset[str]) -> None:
    found = _read_list(request, id_)
    wanted = {one.get("cidr"): one.get("description") or "" for one in request.entries("entries")}
    held = {one["cidr"]: one["description"] for one in found["entries"]}
    params: dict[str, Any] = {
        "AddEntries": [
            {"Cidr": cidr, "Description": text}
            for cidr, text in wanted.items()
            if held.get(cidr) != text
        ],
        "RemoveEntries": [{"Cidr": cidr} for cidr in held if cidr not in wanted],
        "PrefixListName": request.get("name"),  # moto wants it, changed or not
        "MaxEntries": _whole(request.get("maxEntries")) if "maxEntries" in changed else None,
    }
    sent = {key: value for key, value in params.items() if value}
    if sent:
        version = found["version"]
        request.call(
            "ec2", "modify_managed_prefix_list", PrefixListId=id_, CurrentVersion=version, **sent
        )


_LIST: Final = Irregular(
    type="aws:ec2/managedPrefixList:ManagedPrefixList",
    service="ec2",
    operation="create_managed_prefix_list",
    params=_list_parameters,
    create=_create_list,
    read=_read_list,
    inputs=frozenset({"addressFamily", "entries", "maxEntries", "name", "tags"}),
    name=AutoName(limit=255),
    life=Life(
        replace=frozenset({"addressFamily"}),
        delete=(Call("delete_managed_prefix_list", {"PrefixListId": "$id"}),),
        tags=EC2_TAGS,
        gone="State=='delete-complete'",
        find=by_mark("describe_managed_prefix_lists", "PrefixLists", "PrefixListId"),
        marked=True,
        revise=_revise_list,
        revises=frozenset({"entries", "maxEntries", "name"}),
    ),
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
    params = {"GroupId": request.get("securityGroupId"), "IpPermissions": [filled]}
    if request.tags():
        tags = {"ResourceType": "security-group-rule", "Tags": request.tags()}
        params["TagSpecifications"] = [tags]
    return params


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) else value


def _told_rule(path: str) -> Call:
    params = {"SecurityGroupRuleIds": ["$id"]}
    return Call("describe_security_group_rules", params, f"SecurityGroupRules[0].{path}")


def _rule(direction: str) -> Irregular:
    """Ingress and egress rules differ in one word."""
    operation = f"authorize_security_group_{direction}"

    def create(request: Request) -> str:
        answer = request.call("ec2", operation, **_rule_parameters(request))
        return str(answer["SecurityGroupRules"][0]["SecurityGroupRuleId"])

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
        life=Life(
            replace=frozenset({"securityGroupId"}),
            delete=(
                Call(
                    f"revoke_security_group_{direction}",
                    {"GroupId": "$securityGroupId", "SecurityGroupRuleIds": ["$id"]},
                ),
            ),
            tags=EC2_TAGS,
            tells={
                "securityGroupId": _told_rule("GroupId"),
                "referencedSecurityGroupId": _told_rule("ReferencedGroupInfo.GroupId"),
            },
            find=by_mark(
                "describe_security_group_rules", "SecurityGroupRules", "SecurityGroupRuleId"
            ),
            marked=True,
            revise=_revise_rule,
            revises=frozenset({"cidrIpv4", "cidrIpv6", "description", "fromPort", "ipProtocol",
                               "prefixListId", "referencedSecurityGroupId", "toPort"}),
        ),
    )  # fmt: skip


def _revise_rule(request: Request, id_: str, _changed: frozenset[str]) -> None:
    members = {
        "cidrIpv4": "CidrIpv4",
        "cidrIpv6": "CidrIpv6",
        "description": "Description",
        "fromPort": "FromPort",
        "ipProtocol": "IpProtocol",
        "prefixListId": "PrefixListId",
        "referencedSecurityGroupId": "ReferencedGroupId",
        "toPort": "ToPort",
    }
    rule = {m: _whole(request.get(i)) for i, m in members.items() if request.get(i) is not None}
    request.call(
        "ec2",
        "modify_security_group_rules",
        GroupId=request.get("securityGroupId"),
        SecurityGroupRules=[{"SecurityGroupRuleId": id_, "SecurityGroupRule": rule}],
    )


def _read_rule(request: Request, id_: str) -> Outputs:
    answer = request.call("ec2", "describe_security_group_rules", SecurityGroupRuleIds=[id_])
    if not answer["SecurityGroupRules"]:
        raise request.missing("describe_security_group_rules", id_)
    arn = f"arn:aws:ec2:{request.region}:{request.account}:security-group-rule/{id_}"
    return {"@": answer["SecurityGroupRules"][0], "arn": arn, "securityGroupRuleId": id_}


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

HANDLERS: Final[tuple[Handler, ...]] = (
    _DEFAULT_SECURITY_GROUP,
    _LIST,
    _SECURITY_GROUP,
    _rule("egress"),
    _rule("ingress"),
)
