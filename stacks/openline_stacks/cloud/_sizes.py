"""Autoscaling groups of any size at the cost of four instances.

moto launches an instance for each that a group wants. What it is told is capped; what the owner
said is kept here and answered by every `DescribeAutoScalingGroups`, whoever calls.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

from botocore.exceptions import ClientError

from openline_stacks.cloud._wire import Answer, ApiCall, Next, Params

# Decided in the design: enough to see launches and targets, cheap for a fleet of thousands.
CAP: Final = 4


@dataclass(frozen=True, slots=True)
class Sizes:
    min: int
    max: int
    desired: int


class GroupSizes:
    """True sizes by (region, group name), kept by what clients say and read back to them."""

    def __init__(self) -> None:
        self._true: dict[tuple[str, str], Sizes] = {}
        self._forgotten: dict[tuple[str, str], dict[str, Any]] = {}

    def of(self, region: str, group: str) -> Sizes | None:
        return self._true.get((region, group))

    def __call__(self, call: ApiCall, params: Params, go_on: Next) -> Answer:
        if call.service != "autoscaling":
            return go_on(params)
        step = {
            "CreateAutoScalingGroup": self._create,
            "UpdateAutoScalingGroup": self._update,
            "SetDesiredCapacity": self._set_desired,
            "DeleteAutoScalingGroup": self._delete,
            "DescribeAutoScalingGroups": self._describe,
        }.get(call.operation)
        return go_on(params) if step is None else step(call, params, go_on)

    def _create(self, call: ApiCall, params: Params, go_on: Next) -> Answer:
        least, most = params.get("MinSize"), params.get("MaxSize")
        if not isinstance(least, int) or not isinstance(most, int):
            return go_on(params)  # botocore says what is missing
        sizes = Sizes(least, most, params.get("DesiredCapacity", least))
        _refuse_contradictions(call, sizes)
        answer = go_on(params | _capped(sizes))
        key = (call.region, params["AutoScalingGroupName"])
        self._true[key] = sizes
        self._keep(key, params)
        return answer

    def _update(self, call: ApiCall, params: Params, go_on: Next) -> Answer:
        key = (call.region, str(params.get("AutoScalingGroupName")))
        before = self._true.get(key)
        if before is None:
            return go_on(params)
        sizes = _updated(before, params)
        _refuse_contradictions(call, sizes)
        told = _capped(sizes) if _SIZE_WORDS & set(params) else {}
        answer = go_on(params | told)
        self._true[key] = sizes
        self._keep(key, params)
        return answer

    def _set_desired(self, call: ApiCall, params: Params, go_on: Next) -> Answer:
        key = (call.region, str(params.get("AutoScalingGroupName")))
        before = self._true.get(key)
        wanted = params.get("DesiredCapacity")
        if before is None or not isinstance(wanted, int):
            return go_on(params)
        sizes = replace(before, desired=wanted)
        _refuse_contradictions(call, sizes)
        answer = go_on(params | {"DesiredCapacity": _cap(wanted)})
        self._true[key] = sizes
        return answer

    def _delete(self, call: ApiCall, params: Params, go_on: Next) -> Answer:
        answer = go_on(params)
        self._true.pop((call.region, str(params.get("AutoScalingGroupName"))), None)
        return answer

    def _describe(self, call: ApiCall, params: Params, go_on: Next) -> Answer:
        answer = go_on(params)
        for group in answer["AutoScalingGroups"]:
            self._tell_truth(call.region, group)
        return answer

    def _keep(self, key: tuple[str, str], params: Params) -> None:
        kept = {word: params[word] for word in _FORGOTTEN if word in params}
        self._forgotten.setdefault(key, {}).update(kept)

    def _tell_truth(self, region: str, group: dict[str, Any]) -> None:
        sizes = self._true.get((region, group["AutoScalingGroupName"]))
        if sizes is not None:
            group.update(self._forgotten.get((region, group["AutoScalingGroupName"]), {}))
            group.update(MinSize=sizes.min, MaxSize=sizes.max, DesiredCapacity=sizes.desired)


# What moto drops of a group.
_FORGOTTEN: Final = ("DefaultInstanceWarmup",)
_SIZE_WORDS: Final = frozenset({"MinSize", "MaxSize", "DesiredCapacity"})


def _cap(size: int) -> int:
    return min(size, CAP)


def _capped(sizes: Sizes) -> Params:
    return {
        "MinSize": _cap(sizes.min),
        "MaxSize": _cap(sizes.max),
        "DesiredCapacity": _cap(sizes.desired),
    }


def _updated(before: Sizes, params: Params) -> Sizes:
    """Unless the caller names it, the desired size follows new bounds (API reference,
    UpdateAutoScalingGroup)."""
    least = params.get("MinSize", before.min)
    most = params.get("MaxSize", before.max)
    desired = params.get("DesiredCapacity")
    if desired is None:
        desired = max(least, min(before.desired, most))
    return Sizes(least, most, desired)


def _refuse_contradictions(call: ApiCall, sizes: Sizes) -> None:
    """moto takes them all, AWS none. The words are AWS's."""
    if sizes.min > sizes.max:
        _refuse(call, "Max bound must be greater than or equal to min bound")
    if not sizes.min <= sizes.desired <= sizes.max:
        _refuse(call, f"Desired capacity:{sizes.desired} must be between the specified min size:"
                      f"{sizes.min} and max size:{sizes.max}")  # fmt: skip


def _refuse(call: ApiCall, message: str) -> None:
    error: Any = {"Error": {"Code": "ValidationError", "Message": message, "Type": "Sender"}}
    raise ClientError(error, call.operation)
