"""What failover records tell their readers: by which rule they answer, and where each switch is."""

from __future__ import annotations

from typing import Literal

from openline import contract
from openline._aws.roles import active_in


def policy_of(
    targets: dict[str, str], *, named: bool
) -> Literal["failover", "simple", "weighted", "none"]:
    """`named`: there is a name that fails over."""
    if not named:
        return "none"
    if active_in(targets):
        return "weighted"
    return "failover" if len(targets) > 1 else "simple"


def switch_inputs(stack: str, system: str, decide: str, region: str) -> contract.SwitchInputs:
    kind: Literal["manual", "automatic"] = "automatic" if decide == "automatic" else "manual"
    return {
        "region": region,
        "kind": kind,
        "namespace": contract.SWITCH_NAMESPACE,
        "metric": contract.SWITCH_METRIC,
        "dimensions": contract.switch_dimensions(stack, system),
    }
