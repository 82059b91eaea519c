"""Application Auto Scaling: what may grow, and by which rule. moto scales nothing by itself."""

from __future__ import annotations

from typing import Final

from openline_stacks.cloud._handler import AutoName, Call, Declared, Handler, Life
from openline_stacks.cloud._request import Text

_SERVICE: Final = "application-autoscaling"
_PLACE: Final = {
    "ServiceNamespace": "$serviceNamespace",
    "ResourceId": "$resourceId",
    "ScalableDimension": "$scalableDimension",
}
_OF: Final = r"(?P<serviceNamespace>[^/]+)/"

_TARGET: Final = Declared(
    type="aws:appautoscaling/target:Target",
    service=_SERVICE,
    create=Call("register_scalable_target", _PLACE),
    id=Text("{resourceId}"),
    read=Call(
        "describe_scalable_targets",
        {
            "ServiceNamespace": "$serviceNamespace",
            "ResourceIds": ["$resourceId"],
            "ScalableDimension": "$scalableDimension",
        },
        "ScalableTargets[0]",
    ),
    out={"arn": "ScalableTargetARN"},
    life=Life(
        update=(Call("register_scalable_target", _PLACE),),
        replace=frozenset({"resourceId", "scalableDimension", "serviceNamespace"}),
        delete=(Call("deregister_scalable_target", _PLACE),),
        usual={"roleArn": ..., "suspendedState": ...},
        parts=rf"{_OF}(?P<id>(?P<resourceId>.+))/(?P<scalableDimension>[^/]+)",
    ),
    deaf={"tags": "moto keeps no tags of what scales"},
)

_POLICY_PLACE: Final = {**_PLACE, "PolicyName": "$name"}
_POLICY: Final = Declared(
    type="aws:appautoscaling/policy:Policy",
    service=_SERVICE,
    create=Call("put_scaling_policy", _POLICY_PLACE),
    id=Text("{name}"),
    read=Call(
        "describe_scaling_policies",
        {
            "ServiceNamespace": "$serviceNamespace",
            "ResourceId": "$resourceId",
            "ScalableDimension": "$scalableDimension",
            "PolicyNames": ["$name"],
        },
        Text("ScalingPolicies[?PolicyName=='{name}'] | [0]"),
    ),
    out={"arn": "PolicyARN", "alarmArns": "Alarms[].AlarmARN"},
    name=AutoName(limit=256),
    life=Life(
        update=(Call("put_scaling_policy", _POLICY_PLACE, whole=True),),
        replace=frozenset({"name", "resourceId", "scalableDimension", "serviceNamespace"}),
        delete=(Call("delete_scaling_policy", _POLICY_PLACE),),
        parts=rf"{_OF}(?P<resourceId>.+)/(?P<scalableDimension>[^/]+)/(?P<id>(?P<name>[^/]+))",
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_POLICY, _TARGET)
