"""What a component of failover records tells its readers: who can be left, and by which switch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from openline import contract
from openline._aws.roles import active_in, primary_first, standby_of

if TYPE_CHECKING:
    from openline.routing import FailoverRoutingArgs


def switches(targets: dict[str, str]) -> dict[str, str]:
    """Each region that can be left by a switch -> the region where that lives: the other one."""
    active = active_in(targets)
    if len(active) == 2:
        return dict(zip(active, reversed(active), strict=True))
    standby = standby_of(targets)
    return {primary_first(targets)[0]: standby} if standby else {}


def inputs(args: FailoverRoutingArgs) -> contract.RoutingInputs:
    check = args["check"]
    told: contract.RoutingInputs = {
        "schemaVersion": contract.SCHEMA_VERSION,
        "system": args["system"],
        "group": args["group"],
        "policy": _policy(args),
        "targets": args["targets"],
        "check": {
            "path": check["path"],
            "intervalS": check["interval_s"],
            "threshold": check["threshold"],
        },
    }
    if "name" in args:
        told["name"] = args["name"]
    if "ttl_s" in args:
        told["ttlS"] = args["ttl_s"]
    if "serving_region" in args:
        told["servingRegion"] = args["serving_region"]
    switched = switches(args["targets"]) if "name" in args else {}
    each = {left: _switch_inputs(args, other) for left, other in switched.items()}
    if len(each) > 1:
        told["switches"] = each
    for only in each.values() if len(each) == 1 else ():
        told["switch"] = only
    return told


def _policy(args: FailoverRoutingArgs) -> Literal["failover", "simple", "weighted", "none"]:
    if "name" not in args:
        return "none"
    if active_in(args["targets"]):
        return "weighted"
    return "failover" if len(args["targets"]) > 1 else "simple"


def _switch_inputs(args: FailoverRoutingArgs, region: str) -> contract.SwitchInputs:
    kind: Literal["manual", "automatic"] = (
        "automatic" if args["decide"] == "automatic" else "manual"
    )
    return {
        "region": region,
        "kind": kind,
        "namespace": contract.SWITCH_NAMESPACE,
        "metric": contract.SWITCH_METRIC,
        "dimensions": contract.switch_dimensions(args["stack"], args["system"]),
    }
