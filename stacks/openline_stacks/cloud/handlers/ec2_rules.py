"""EC2: rules of security groups, each a resource of its own."""

from __future__ import annotations

from typing import Any, Final

from openline_stacks.cloud._handler import (
    Call,
    Handler,
    Irregular,
    Life,
    Outputs,
)
from openline_stacks.cloud._request import Request
from openline_stacks.cloud._shapes import whole
from openline_stacks.cloud.handlers._lives import EC2_TAGS, by_mark


def _rule_parameters(request: Request) -> dict[str, Any]:
    """One permission with one source; the description belongs to the source."""
    described = {"Description": request.get("description")} if request.get("description") else {}
    permission = {
        "IpProtocol": request.get("ipProtocol"),
        "FromPort": whole(request.get("fromPort")),
        "ToPort": whole(request.get("toPort")),
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
    rule = {m: whole(request.get(i)) for i, m in members.items() if request.get(i) is not None}
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


HANDLERS: Final[tuple[Handler, ...]] = (_rule("ingress"), _rule("egress"))
