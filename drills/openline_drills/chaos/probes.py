"""Probes: what can be seen from outside, just now. Only `fault_confirmed` lets time pass."""

from typing import Any, Dict  # noqa: UP035 - chaoslib knows these names, not the new ones

from chaoslib.exceptions import ActivityFailed
from chaoslib.types import Configuration, Secrets

from openline_drills.chaos._stage import Stage, current_stage

__all__ = [
    "detected",
    "fault_confirmed",
    "operations_at_level",
    "serving_region",
    "share_answered",
]


def operations_at_level(
    system: str = "", configuration: Configuration = None, secrets: Secrets = None
) -> Dict[str, Any]:  # noqa: UP006
    """Of every critical operation, whether the declared share of its requests is answered well.

    `system`: only that one; by default all. Judge it with the tolerance `all_at_level`.
    """
    stage = current_stage()
    if system:
        _known(stage, system)
    return {
        f"{each.name} · {operation.name}": _at_level(
            stage.share(each.name, operation.name), operation.good.level
        )
        for each in sorted(stage.topology.systems, key=lambda each: each.name)
        if system in ("", each.name)
        for operation in sorted(each.operations, key=lambda operation: operation.name)
        if operation.critical
    }


def share_answered(
    system: str, operation: str, configuration: Configuration = None, secrets: Secrets = None
) -> float:
    """The share of an operation's requests that is answered well just now, from 0 to 1.

    Requests in flight count as answered; where nothing is offered the probe fails.
    """
    stage = current_stage()
    _known(stage, system)
    if operation not in {each.name for each in stage.topology.system(system).operations}:
        raise ActivityFailed(f"{system} has no operation {operation}")
    share = stage.share(system, operation)
    if share is None:
        raise ActivityFailed(f"nothing is offered to {system} · {operation}")
    return share


def serving_region(
    system: str, configuration: Configuration = None, secrets: Secrets = None
) -> str:
    """The region that clients of a system are told to go to; empty where there is none."""
    stage = current_stage()
    _known(stage, system)
    return stage.serving(system) or ""


def detected(
    group: str = "all", configuration: Configuration = None, secrets: Secrets = None
) -> bool:
    """Whether a group's outage is known to the router or the pager; `all`: to every group's."""
    stage = current_stage()
    known = {each.name for each in stage.topology.groups}
    if group != "all" and group not in known:
        raise ActivityFailed(f"no group is called {group}; there are: {', '.join(sorted(known))}")
    wanted = sorted(known) if group == "all" else [group]
    return all(stage.detected(name) is not None for name in wanted)


def fault_confirmed(configuration: Configuration = None, secrets: Secrets = None) -> bool:
    """Whether a call and a probe into what was taken away both time out; False without a fault.

    No call is tried where the fault leaves the region's APIs alone. The time that it hangs passes.
    """
    stage = current_stage()
    if stage.fault_us is None or stage.lifted_us is not None:
        return False
    return all(stage.confirm().values())


def _known(stage: Stage, system: str) -> None:
    names = sorted(each.name for each in stage.topology.systems)
    if system not in names:
        raise ActivityFailed(f"no system is called {system}; there are: {', '.join(names)}")


def _at_level(share: float | None, level: float) -> bool:
    # a share that ought to equal its level comes out of some thousand additions
    return share is None or share >= level - 1e-9
