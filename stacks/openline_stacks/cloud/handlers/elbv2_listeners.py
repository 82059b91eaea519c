"""Elastic Load Balancing: listeners, and what they do with a request."""

from __future__ import annotations

from typing import Any, Final

from openline_stacks.cloud._handler import Call, Handler, Irregular, Life, Outputs
from openline_stacks.cloud._request import Request, Text
from openline_stacks.cloud._shapes import camel, fit, plain
from openline_stacks.cloud.handlers._elbv2 import (
    TAGS,
    tag_list,
)


def _listener_parameters(request: Request) -> dict[str, Any]:
    shape = request.shape("elbv2", "create_listener")
    plain = {
        "LoadBalancerArn": request.get("loadBalancerArn"),
        "Port": request.get("port"),
        "Protocol": request.get("protocol") or _usual_protocol(request),
        "SslPolicy": request.get("sslPolicy"),
        "DefaultActions": request.get("defaultActions"),
    }
    if isinstance(plain["Protocol"], str):  # the provider takes it in small letters too
        plain["Protocol"] = plain["Protocol"].upper()
    filled = fit(shape, plain, ACTION_RENAMES)
    if request.urn:
        for path in filled.strays:
            request.say(path[0].lower() + path[1:], "listeners have no such member here")
    params = filled.values
    if request.get("certificateArn") is not None:
        params["Certificates"] = [{"CertificateArn": request.get("certificateArn")}]
    return params | tag_list(request)


def _usual_protocol(request: Request) -> str | None:
    """The provider's, where the program names none: HTTP before an application's balancer."""
    balancer = request.get("loadBalancerArn")
    return "HTTP" if isinstance(balancer, str) and "loadbalancer/app/" in balancer else None


ACTION_RENAMES: Final = {
    "DefaultActions.redirect": "RedirectConfig",
    "DefaultActions.fixedResponse": "FixedResponseConfig",
    "DefaultActions.forward": "ForwardConfig",
}


def _create_listener(request: Request) -> str:
    if request.get("protocol") in ("HTTPS", "TLS") and not request.get("certificateArn"):
        raise request.error("create_listener: a certificate must be specified for HTTPS listeners")
    answer = request.call("elbv2", "create_listener", **_listener_parameters(request))
    return str(answer["Listeners"][0]["ListenerArn"])


def _read_listener(request: Request, id_: str) -> Outputs:
    answer = request.call("elbv2", "describe_listeners", ListenerArns=[id_])
    listener = answer["Listeners"][0]
    return {"@": {}, "@held": listener, "arn": id_, "port": listener["Port"]}


def as_action(action: dict[str, Any]) -> dict[str, Any]:
    words = {"FixedResponseConfig": "fixedResponse", "ForwardConfig": "forward",
             "RedirectConfig": "redirect"}  # fmt: skip
    found = {words.get(key, camel(key)): plain(value) for key, value in action.items()}
    if "targetGroupArn" in found:
        found.pop("forward", None)  # AWS tells the one group in both ways
    return found


def _revise_listener(request: Request, id_: str, _changed: frozenset[str]) -> None:
    shape = request.shape("elbv2", "modify_listener")
    whole = _listener_parameters(request)
    sent = {key: value for key, value in whole.items() if key in shape.members}
    request.call("elbv2", "modify_listener", ListenerArn=id_, **sent)


_LISTENER: Final = Irregular(
    type="aws:lb/listener:Listener",
    service="elbv2",
    operation="create_listener",
    params=_listener_parameters,
    create=_create_listener,
    held=Call("describe_listeners", answer="Listeners[0]"),
    members={"certificateArn": "Certificates"},
    read=_read_listener,
    inputs=frozenset({"certificateArn", "defaultActions", "loadBalancerArn", "port", "protocol",
                      "sslPolicy", "tags"}),
    life=Life(
        unique="DuplicateListener: A listener already exists on this port for this load balancer",
        replace=frozenset({"loadBalancerArn"}),
        delete=(Call("delete_listener", {"ListenerArn": "$id"}),),
        tags=TAGS,
        back={
            "certificateArn": lambda many: many[0]["CertificateArn"] if many else None,
            "defaultActions": lambda actions: [as_action(one) for one in actions],
        },
        find=Call("describe_listeners", {"LoadBalancerArn": "$loadBalancerArn"},
                  Text("Listeners[?Port==`{port}`] | [0].ListenerArn")),
        usual={"mutualAuthentication": ..., "protocol": "HTTP"},
        revise=_revise_listener,
        revises=frozenset({"certificateArn", "defaultActions", "port", "protocol", "sslPolicy"}),
    ),
)  # fmt: skip

HANDLERS: Final[tuple[Handler, ...]] = (_LISTENER,)
