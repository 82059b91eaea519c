"""Elastic Load Balancing: rules of listeners, targets of groups."""

from __future__ import annotations

from typing import Any, Final

from openline_stacks.cloud._handler import Call, Declared, Handler, Irregular, Life, Outputs
from openline_stacks.cloud._request import Request, Text
from openline_stacks.cloud._shapes import fit
from openline_stacks.cloud.handlers._elbv2 import TAGS
from openline_stacks.cloud.handlers.elbv2_listeners import as_action
from openline_stacks.states import UNKNOWN

# What a condition looks at, in the program's words and in AWS's.
_FIELDS: Final = {
    "hostHeader": ("host-header", "HostHeaderConfig"),
    "httpHeader": ("http-header", "HttpHeaderConfig"),
    "httpRequestMethod": ("http-request-method", "HttpRequestMethodConfig"),
    "pathPattern": ("path-pattern", "PathPatternConfig"),
    "queryStrings": ("query-string", "QueryStringConfig"),
    "sourceIp": ("source-ip", "SourceIpConfig"),
}
_RENAMES: Final = {
    "Actions.fixedResponse": "FixedResponseConfig",
    "Actions.forward": "ForwardConfig",
    "Actions.redirect": "RedirectConfig",
}


def _parameters(request: Request) -> dict[str, Any]:
    shape = request.shape("elbv2", "create_rule")
    plain = {
        "ListenerArn": request.get("listenerArn"),
        "Priority": request.get("priority"),
        "Actions": request.get("actions"),
        "Conditions": [_condition(one) for one in request.entries("conditions")],
    }
    params = {"Priority": UNKNOWN, **fit(shape, plain, _RENAMES).values}
    return params | ({"Tags": request.tags()} if request.tags() else {})


def _condition(one: Any) -> dict[str, Any]:
    for word, (field, member) in _FIELDS.items():
        if one.get(word) is not None:
            if word == "queryStrings":
                return {"Field": field, member: {"Values": one[word]}}
            if word == "httpHeader":
                header = {k: one[word].get(k) for k in ("httpHeaderName", "values")}
                return {"Field": field, member: header}
            return {"Field": field, member: one[word]}
    return {}


def _as_condition(held: dict[str, Any]) -> dict[str, Any]:
    for word, (_field, member) in _FIELDS.items():
        if held.get(member):
            values = held[member].get("Values", [])
            if word == "queryStrings":
                return {word: [{k.lower(): v for k, v in one.items()} for one in values]}
            name = held[member].get("HttpHeaderName")
            return {word: {"values": values} | ({"httpHeaderName": name} if name else {})}
    return {}


def _create(request: Request) -> str:
    params = _parameters(request)
    if params["Priority"] is UNKNOWN:  # the provider takes the next one that is free
        params["Priority"] = 1 + _last_priority(request)
    answer = request.call("elbv2", "create_rule", **params)
    return str(answer["Rules"][0]["RuleArn"])


def _last_priority(request: Request) -> int:
    held = request.call("elbv2", "describe_rules", ListenerArn=request.get("listenerArn"))["Rules"]
    return max((int(one["Priority"]) for one in held if one["Priority"] != "default"), default=0)


def _find(request: Request) -> str | None:
    """The rule of this priority; none where the provider is to take one."""
    priority = request.get("priority")
    if priority is None:
        return None
    held = request.call("elbv2", "describe_rules", ListenerArn=request.get("listenerArn"))["Rules"]
    same = (one["RuleArn"] for one in held if one["Priority"] == f"{priority:g}")
    return next(same, None)


def _read(request: Request, id_: str) -> Outputs:
    answer = request.call("elbv2", "describe_rules", RuleArns=[id_])
    if not answer["Rules"]:
        raise request.missing("describe_rules", id_)
    return {"@": {}, "@held": answer["Rules"][0], "arn": id_}


def _revise(request: Request, id_: str, changed: frozenset[str]) -> None:
    whole = _parameters(request)
    if changed & {"actions", "conditions"}:
        sent = {key: whole[key] for key in ("Actions", "Conditions")}
        request.call("elbv2", "modify_rule", RuleArn=id_, **sent)
    if "priority" in changed and whole["Priority"] is not UNKNOWN:
        place = {"RuleArn": id_, "Priority": whole["Priority"]}
        request.call("elbv2", "set_rule_priorities", RulePriorities=[place])


_RULE: Final = Irregular(
    type="aws:lb/listenerRule:ListenerRule",
    service="elbv2",
    operation="create_rule",
    params=_parameters,
    create=_create,
    read=_read,
    inputs=frozenset({"actions", "conditions", "listenerArn", "priority", "tags"}),
    held=Call("describe_rules", answer="Rules[0]"),
    life=Life(
        replace=frozenset({"listenerArn"}),
        delete=(Call("delete_rule", {"RuleArn": "$id"}),),
        tags=TAGS,
        tells={
            "conditions": Call("describe_rules", {"RuleArns": ["$id"]}, "Rules[0].Conditions"),
            "listenerArn": lambda _request, id_: id_.rpartition("/")[0].replace(
                ":listener-rule/", ":listener/"
            ),
        },
        back={
            "actions": lambda many: [as_action(one) for one in many],
            "conditions": lambda many: [_as_condition(one) for one in many],
        },
        find=_find,
        usual={"priority": ...},
        revise=_revise,
        revises=frozenset({"actions", "conditions", "priority"}),
    ),
)

_ONE: Final = {
    "TargetGroupArn": "$targetGroupArn",
    "Targets": [{"Id": "$targetId", "Port": "$port", "AvailabilityZone": "$availabilityZone"}],
}

_ATTACHMENT: Final = Declared(
    type="aws:lb/targetGroupAttachment:TargetGroupAttachment",
    service="elbv2",
    create=Call("register_targets", _ONE),
    id=Text("{targetGroupArn}-{targetId}"),
    read=Call(
        "describe_target_health",
        {"TargetGroupArn": "$targetGroupArn"},
        Text("TargetHealthDescriptions[?Target.Id=='{targetId}'] | [0].Target"),
    ),
    life=Life(
        delete=(Call("deregister_targets", _ONE),),
        parts=r"(?P<targetGroupArn>arn:.+?),(?P<targetId>[^,]+)(,(?P<port>\d+))?",
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_ATTACHMENT, _RULE)
