"""Global Accelerator: accelerators, listeners, endpoint groups. Its API is one, in us-west-2."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from openline_stacks.cloud._handler import AutoName, Call, Declared, Handler, Irregular, Outputs
from openline_stacks.cloud._request import Request, Text
from openline_stacks.cloud._shapes import fit

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


def _create_accelerator(request: Request) -> str:
    params = _accelerator_parameters(request)
    answer = request.call("globalaccelerator", "create_accelerator", **params)
    arn = str(answer["Accelerator"]["AcceleratorArn"])
    wanted = {
        member: request.block("attributes").get(input_)
        for input_, member in (
            ("flowLogsEnabled", "FlowLogsEnabled"),
            ("flowLogsS3Bucket", "FlowLogsS3Bucket"),
            ("flowLogsS3Prefix", "FlowLogsS3Prefix"),
        )
    }
    known = {key: value for key, value in wanted.items() if value is not None}
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
)

HANDLERS: Final[tuple[Handler, ...]] = (_ACCELERATOR, _GROUP, _LISTENER)
