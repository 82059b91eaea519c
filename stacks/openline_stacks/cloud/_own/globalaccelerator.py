"""Global Accelerator: accelerators, listeners, endpoint groups. moto has no backend for it."""

from __future__ import annotations

from typing import Any, Final

from botocore.exceptions import EndpointConnectionError
from moto.moto_api._internal import mock_random

from openline_stacks.cloud._own._answers import RefusedError, Step, given, held, now, own_uuid
from openline_stacks.cloud._wire import Answer, ApiCall, Params

# The only endpoint of its API (AWS general reference, "Global Accelerator endpoints and quotas").
_HOME: Final = "us-west-2"
# API reference: what is taken where nothing is said.
_LISTENER: Final = {"ClientAffinity": "NONE"}
_GROUP: Final = {
    "TrafficDialPercentage": 100.0,
    "HealthCheckProtocol": "TCP",
    "HealthCheckIntervalSeconds": 30,
    "ThresholdCount": 3,
}
_WEIGHT: Final = 128
_STEPS: Final = {
    "CreateAccelerator": "_create_accelerator",
    "DescribeAccelerator": "_describe_accelerator",
    "UpdateAccelerator": "_update_accelerator",
    "ListAccelerators": "_list_accelerators",
    "DeleteAccelerator": "_delete_accelerator",
    "DescribeAcceleratorAttributes": "_attributes",
    "UpdateAcceleratorAttributes": "_update_attributes",
    "CreateListener": "_create_listener",
    "DescribeListener": "_describe_listener",
    "UpdateListener": "_update_listener",
    "ListListeners": "_list_listeners",
    "DeleteListener": "_delete_listener",
    "CreateEndpointGroup": "_create_group",
    "DescribeEndpointGroup": "_describe_group",
    "UpdateEndpointGroup": "_update_group",
    "ListEndpointGroups": "_list_groups",
    "DeleteEndpointGroup": "_delete_group",
    "ListTagsForResource": "_tags_of",
    "TagResource": "_tag",
    "UntagResource": "_untag",
}


class GlobalAccelerator:
    """State by ARN: a listener's begins with its accelerator's, a group's with its listener's."""

    name = "globalaccelerator"

    def __init__(self, account: str) -> None:
        self._account = account
        self._accelerators: dict[str, dict[str, Any]] = {}
        self._attributes_of: dict[str, dict[str, Any]] = {}
        self._listeners: dict[str, dict[str, Any]] = {}
        self._groups: dict[str, dict[str, Any]] = {}
        self._tags: dict[str, dict[str, str]] = {}

    def steps(self) -> dict[str, Step]:
        return {operation: self._at_home(getattr(self, name)) for operation, name in _STEPS.items()}

    def _at_home(self, step: Any) -> Step:
        def checked(call: ApiCall, params: Params) -> Answer:
            if call.region != _HOME:
                url = f"https://globalaccelerator.{call.region}.amazonaws.com/"
                raise EndpointConnectionError(endpoint_url=url)
            answer: Answer = step(params)
            return answer

        return checked

    def _create_accelerator(self, params: Params) -> Answer:
        arn = f"arn:aws:globalaccelerator::{self._account}:accelerator/{own_uuid()}"
        letters = "".join(mock_random.choice("0123456789abcdef") for _ in range(16))
        self._accelerators[arn] = {
            "AcceleratorArn": arn,
            "Name": params["Name"],
            "IpAddressType": params.get("IpAddressType", "IPV4"),
            "Enabled": params.get("Enabled", True),
            "IpSets": [
                {"IpFamily": "IPv4", "IpAddresses": _addresses(), "IpAddressFamily": "IPv4"}
            ],
            "DnsName": f"a{letters}.awsglobalaccelerator.com",
            "Status": "DEPLOYED",
            "CreatedTime": now(),
            "LastModifiedTime": now(),
        }
        self._attributes_of[arn] = {"FlowLogsEnabled": False}
        self._put_tags(arn, params)
        return {"Accelerator": given(self._accelerators[arn])}

    def _accelerator(self, params: Params) -> dict[str, Any]:
        arn = params["AcceleratorArn"]
        found: dict[str, Any] = held(
            self._accelerators, arn, "AcceleratorNotFoundException", "accelerator"
        )
        return found

    def _describe_accelerator(self, params: Params) -> Answer:
        return {"Accelerator": given(self._accelerator(params))}

    def _update_accelerator(self, params: Params) -> Answer:
        found = self._accelerator(params)
        _change(found, params, ("Name", "IpAddressType", "Enabled"))
        return {"Accelerator": given(found)}

    def _list_accelerators(self, _params: Params) -> Answer:
        return {"Accelerators": given(list(self._accelerators.values()))}

    def _delete_accelerator(self, params: Params) -> Answer:
        found = self._accelerator(params)
        if found["Enabled"]:
            raise RefusedError(
                "AcceleratorNotDisabledException", "The accelerator must be disabled"
            )
        if self._below(self._listeners, found["AcceleratorArn"]):
            raise RefusedError("AssociatedListenerFoundException", "It has a listener")
        del self._accelerators[found["AcceleratorArn"]]
        return {}

    def _attributes(self, params: Params) -> Answer:
        arn = self._accelerator(params)["AcceleratorArn"]
        return {"AcceleratorAttributes": given(self._attributes_of[arn])}

    def _update_attributes(self, params: Params) -> Answer:
        arn = self._accelerator(params)["AcceleratorArn"]
        words = ("FlowLogsEnabled", "FlowLogsS3Bucket", "FlowLogsS3Prefix")
        wanted = self._attributes_of[arn] | {w: params[w] for w in words if w in params}
        if wanted["FlowLogsEnabled"] and not {*words} <= wanted.keys():
            raise RefusedError("InvalidArgumentException", "Flow logs need a bucket and a prefix")
        self._attributes_of[arn] = wanted
        return {"AcceleratorAttributes": given(wanted)}

    def _create_listener(self, params: Params) -> Answer:
        parent = self._accelerator(params)["AcceleratorArn"]
        arn = f"{parent}/listener/{own_uuid()[:8]}"
        self._listeners[arn] = {
            "ListenerArn": arn,
            "PortRanges": given(params["PortRanges"]),
            "Protocol": params.get("Protocol", "TCP"),
            "ClientAffinity": params.get("ClientAffinity", _LISTENER["ClientAffinity"]),
        }
        return {"Listener": given(self._listeners[arn])}

    def _listener(self, params: Params) -> dict[str, Any]:
        arn = params["ListenerArn"]
        found: dict[str, Any] = held(self._listeners, arn, "ListenerNotFoundException", "listener")
        return found

    def _describe_listener(self, params: Params) -> Answer:
        return {"Listener": given(self._listener(params))}

    def _update_listener(self, params: Params) -> Answer:
        found = self._listener(params)
        _change(found, params, ("PortRanges", "Protocol", "ClientAffinity"))
        return {"Listener": given(found)}

    def _list_listeners(self, params: Params) -> Answer:
        parent = self._accelerator(params)["AcceleratorArn"]
        return {"Listeners": given(self._below(self._listeners, parent))}

    def _delete_listener(self, params: Params) -> Answer:
        arn = self._listener(params)["ListenerArn"]
        if self._below(self._groups, arn):
            raise RefusedError("AssociatedEndpointGroupFoundException", "It has an endpoint group")
        del self._listeners[arn]
        return {}

    def _create_group(self, params: Params) -> Answer:
        parent = self._listener(params)["ListenerArn"]
        region = params["EndpointGroupRegion"]
        if any(g["EndpointGroupRegion"] == region for g in self._below(self._groups, parent)):
            raise RefusedError("EndpointGroupAlreadyExistsException", f"One exists in {region}")
        arn = f"{parent}/endpoint-group/{own_uuid()[:12]}"
        group = {"EndpointGroupArn": arn, "EndpointGroupRegion": region, **_GROUP}
        self._groups[arn] = group | {"EndpointDescriptions": []}
        self._turn(self._groups[arn], params)
        return {"EndpointGroup": given(self._groups[arn])}

    def _group(self, params: Params) -> dict[str, Any]:
        arn = params["EndpointGroupArn"]
        found: dict[str, Any] = held(
            self._groups, arn, "EndpointGroupNotFoundException", "endpoint group"
        )
        return found

    def _describe_group(self, params: Params) -> Answer:
        return {"EndpointGroup": given(self._group(params))}

    def _update_group(self, params: Params) -> Answer:
        found = self._group(params)
        self._turn(found, params)
        return {"EndpointGroup": given(found)}

    def _turn(self, group: dict[str, Any], params: Params) -> None:
        dial = params.get("TrafficDialPercentage", 100.0)
        if not 0.0 <= dial <= 100.0:
            raise RefusedError("InvalidArgumentException", "TrafficDialPercentage is from 0 to 100")
        words = (*_GROUP, "HealthCheckPort", "HealthCheckPath", "PortOverrides")
        _change(group, params, words)
        if "EndpointConfigurations" in params:
            group["EndpointDescriptions"] = [
                {
                    "EndpointId": one["EndpointId"],
                    "Weight": one.get("Weight", _WEIGHT),
                    "ClientIPPreservationEnabled": one.get("ClientIPPreservationEnabled", True),
                    "HealthState": "HEALTHY",
                }
                for one in params["EndpointConfigurations"]
            ]

    def _list_groups(self, params: Params) -> Answer:
        parent = self._listener(params)["ListenerArn"]
        return {"EndpointGroups": given(self._below(self._groups, parent))}

    def _delete_group(self, params: Params) -> Answer:
        del self._groups[self._group(params)["EndpointGroupArn"]]
        return {}

    def _below(self, state: dict[str, dict[str, Any]], parent: str) -> list[dict[str, Any]]:
        return [one for arn, one in state.items() if arn.startswith(f"{parent}/")]

    def _put_tags(self, arn: str, params: Params) -> None:
        pairs = {tag["Key"]: tag["Value"] for tag in params.get("Tags", ())}
        self._tags.setdefault(arn, {}).update(pairs)

    def _tags_of(self, params: Params) -> Answer:
        tags = self._tags.get(params["ResourceArn"], {})
        return {"Tags": [{"Key": key, "Value": value} for key, value in sorted(tags.items())]}

    def _tag(self, params: Params) -> Answer:
        self._put_tags(params["ResourceArn"], params)
        return {}

    def _untag(self, params: Params) -> Answer:
        for key in params["TagKeys"]:
            self._tags.get(params["ResourceArn"], {}).pop(key, None)
        return {}


def _addresses() -> list[str]:
    """Two, from the range that is set aside for examples (RFC 5737)."""
    return [f"198.51.100.{mock_random.randint(1, 254)}" for _ in range(2)]


def _change(found: dict[str, Any], params: Params, words: tuple[str, ...]) -> None:
    for word in words:
        if word in params:
            found[word] = given(params[word])
    if "LastModifiedTime" in found:
        found["LastModifiedTime"] = now()
