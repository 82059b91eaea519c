"""EC2: security groups, their rules, and the default group that every VPC is born with."""

from __future__ import annotations

from typing import Any, Final

from openline_stacks.cloud._handler import AutoName, Call, Declared, Handler, Irregular, Outputs
from openline_stacks.cloud._request import Request, Text

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


_LIST: Final = Irregular(
    type="aws:ec2/managedPrefixList:ManagedPrefixList",
    service="ec2",
    operation="create_managed_prefix_list",
    params=_list_parameters,
    create=_create_list,
    read=_read_list,
    inputs=frozenset({"addressFamily", "entries", "maxEntries", "name", "tags"}),
    name=AutoName(limit=255),
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
    )  # fmt: skip


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
)

HANDLERS: Final[tuple[Handler, ...]] = (
    _DEFAULT_SECURITY_GROUP,
    _LIST,
    _SECURITY_GROUP,
    _rule("egress"),
    _rule("ingress"),
)
