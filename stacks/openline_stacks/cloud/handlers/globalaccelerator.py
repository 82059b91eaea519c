"""Global Accelerator: accelerators, listeners, endpoint groups. Its API is one, in us-west-2."""

from __future__ import annotations

import hashlib
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
from openline_stacks.cloud._shapes import fit
from openline_stacks.cloud.handlers._lives import BY_ARN

_HOME: Final = "us-west-2"
# Route 53's zone of every accelerator (AWS general reference, "Global Accelerator endpoints").
_ZONE: Final = "Z2BJ6XQ5FK7U4H"


def _token(request: Request) -> str:
    """The same resource asked for twice is one."""
    return hashlib.sha256((request.urn or request.name).encode()).hexdigest()[:32]


def _accelerator_parameters(request: Request) -> dict[str, Any]:
    params = {
        "Name": request.get("name"),
        "IpAddressType": request.get("ipAddressType"),
        "IpAddresses": request.get("ipAddresses"),
        "Enabled": request.get("enabled"),
        "Tags": request.tags() or None,
        "IdempotencyToken": _token(request),
    }
    return {key: value for key, value in params.items() if value is not None}


def _flow_logs(request: Request) -> dict[str, Any]:
    attributes = request.block("attributes")
    wanted = {
        member: attributes.get(input_)
        for input_, member in (
            ("flowLogsEnabled", "FlowLogsEnabled"),
            ("flowLogsS3Bucket", "FlowLogsS3Bucket"),
            ("flowLogsS3Prefix", "FlowLogsS3Prefix"),
        )
    }
    return {key: value for key, value in wanted.items() if value is not None}


def _create_accelerator(request: Request) -> str:
    params = _accelerator_parameters(request)
    answer = request.call("globalaccelerator", "create_accelerator", **params)
    arn = str(answer["Accelerator"]["AcceleratorArn"])
    known = _flow_logs(request)
    if known:
        request.call(
            "globalaccelerator", "update_accelerator_attributes", AcceleratorArn=arn, **known
        )
    return arn


def _read_accelerator(request: Request, id_: str) -> Outputs:
    answer = request.call("globalaccelerator", "describe_accelerator", AcceleratorArn=id_)
    found = answer["Accelerator"]
    both = request.call("globalaccelerator", "describe_accelerator_attributes", AcceleratorArn=id_)
    return {
        "@": {"IpSets": found["IpSets"]},
        "@held": found,
        "arn": id_,
        "attributes": both["AcceleratorAttributes"],
        "dnsName": found["DnsName"],
        "hostedZoneId": _ZONE,
        "name": found["Name"],
    }


def _revise_attributes(request: Request, id_: str, _changed: frozenset[str]) -> None:
    sent = _flow_logs(request) or {"FlowLogsEnabled": False}
    request.call("globalaccelerator", "update_accelerator_attributes", AcceleratorArn=id_, **sent)


def _remove_accelerator(request: Request, id_: str) -> None:
    """AWS deletes none that is enabled."""
    request.call("globalaccelerator", "update_accelerator", AcceleratorArn=id_, Enabled=False)
    request.call("globalaccelerator", "delete_accelerator", AcceleratorArn=id_)


_ACCELERATOR: Final = Irregular(
    type="aws:globalaccelerator/accelerator:Accelerator",
    service="globalaccelerator",
    operation="create_accelerator",
    params=_accelerator_parameters,
    create=_create_accelerator,
    read=_read_accelerator,
    inputs=frozenset({"attributes", "enabled", "ipAddressType", "ipAddresses", "name", "tags"}),
    held=Call("describe_accelerator", answer="Accelerator"),
    name=AutoName(limit=64),
    home=_HOME,
    life=Life(
        update=(Call("update_accelerator", {"AcceleratorArn": "$id"}),),
        replace=frozenset({"ipAddresses"}),
        tags=BY_ARN,
        tells={
            "attributes": Call(
                "describe_accelerator_attributes",
                {"AcceleratorArn": "$id"},
                "AcceleratorAttributes",
            )
        },
        usual={"attributes": {"FlowLogsEnabled": False}},
        find=Call(
            "list_accelerators", {}, Text("Accelerators[?Name=='{name}'] | [0].AcceleratorArn")
        ),
        revise=_revise_attributes,
        revises=frozenset({"attributes"}),
        remove=_remove_accelerator,
    ),
)

_LISTENER: Final = Declared(
    type="aws:globalaccelerator/listener:Listener",
    service="globalaccelerator",
    create=Call(
        "create_listener",
        {
            "AcceleratorArn": "$acceleratorArn",
            "ClientAffinity": "$clientAffinity",
            "IdempotencyToken": Text("{acceleratorArn} {portRanges}"),
            "PortRanges": "$portRanges",
            "Protocol": "$protocol",
        },
        "Listener",
    ),
    id="ListenerArn",
    read=Call("describe_listener", {"ListenerArn": "$id"}, "Listener"),
    defaults={"clientAffinity": "NONE"},
    out={"arn": "ListenerArn"},
    home=_HOME,
    life=Life(
        update=(Call("update_listener", {"ListenerArn": "$id"}, whole=True),),
        replace=frozenset({"acceleratorArn"}),
        delete=(Call("delete_listener", {"ListenerArn": "$id"}),),
        parts=r"(?P<id>(?P<acceleratorArn>.+)/listener/[^/]+)",
        find=Call(
            "list_listeners",
            {"AcceleratorArn": "$acceleratorArn"},
            Text("Listeners[?Protocol=='{protocol}'] | [0].ListenerArn"),
        ),
    ),
)

_GROUP_INPUTS: Final = (
    "endpointConfigurations", "endpointGroupRegion", "healthCheckIntervalSeconds",
    "healthCheckPath", "healthCheckPort", "healthCheckProtocol", "listenerArn", "portOverrides",
    "thresholdCount", "trafficDialPercentage",
)  # fmt: skip
_GROUP_RENAMES: Final = {
    "endpointConfigurations.clientIpPreservationEnabled": "ClientIPPreservationEnabled",
}


def _group_parameters(request: Request) -> dict[str, Any]:
    shape = request.shape("globalaccelerator", "create_endpoint_group")
    wanted = {input_: request.get(input_) for input_ in _GROUP_INPUTS}
    params = fit(shape, wanted, _GROUP_RENAMES).values
    params.setdefault("EndpointGroupRegion", request.region)
    return params | {"IdempotencyToken": _token(request)}


def _create_group(request: Request) -> str:
    params = _group_parameters(request)
    answer = request.call("globalaccelerator", "create_endpoint_group", **params)
    return str(answer["EndpointGroup"]["EndpointGroupArn"])


def _read_group(request: Request, id_: str) -> Outputs:
    answer = request.call("globalaccelerator", "describe_endpoint_group", EndpointGroupArn=id_)
    found = answer["EndpointGroup"]
    held = {**found, "EndpointConfigurations": found["EndpointDescriptions"]}
    told = {key: value for key, value in found.items() if key != "EndpointDescriptions"}
    return {"@": told, "@held": held, "arn": id_}


def _as_endpoints(held: list[dict[str, Any]]) -> list[dict[str, Any]]:
    words = {
        "endpointId": "EndpointId",
        "weight": "Weight",
        "clientIpPreservationEnabled": "ClientIPPreservationEnabled",
    }
    return [{w: one[m] for w, m in words.items() if m in one} for one in held]


def _revise_group(request: Request, id_: str, _changed: frozenset[str]) -> None:
    shape = request.shape("globalaccelerator", "update_endpoint_group")
    whole = _group_parameters(request)
    sent = {key: value for key, value in whole.items() if key in shape.members}
    request.call("globalaccelerator", "update_endpoint_group", EndpointGroupArn=id_, **sent)


_GROUP: Final = Irregular(
    type="aws:globalaccelerator/endpointGroup:EndpointGroup",
    service="globalaccelerator",
    operation="create_endpoint_group",
    params=_group_parameters,
    create=_create_group,
    read=_read_group,
    inputs=frozenset(_GROUP_INPUTS),
    held=Call("describe_endpoint_group", answer="EndpointGroup"),
    home=_HOME,
    life=Life(
        replace=frozenset({"endpointGroupRegion", "listenerArn"}),
        delete=(Call("delete_endpoint_group", {"EndpointGroupArn": "$id"}),),
        parts=r"(?P<id>(?P<listenerArn>.+)/endpoint-group/[^/]+)",
        back={"endpointConfigurations": _as_endpoints},
        usual={
            "healthCheckIntervalSeconds": 30,
            "healthCheckProtocol": "TCP",
            "thresholdCount": 3,
            "trafficDialPercentage": 100.0,
        },
        find=Call(
            "list_endpoint_groups",
            {"ListenerArn": "$listenerArn"},
            Text(
                "EndpointGroups[?EndpointGroupRegion=='{endpointGroupRegion}'] "
                "| [0].EndpointGroupArn"
            ),
        ),
        revise=_revise_group,
        revises=frozenset(_GROUP_INPUTS) - {"endpointGroupRegion", "listenerArn"},
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_ACCELERATOR, _GROUP, _LISTENER)
