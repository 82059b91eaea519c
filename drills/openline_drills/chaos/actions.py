"""Actions: take a region away, act as its operators would, give it back.

Each takes effect on the stage that Openline's control has set up, in virtual time, and fails
without it. What an action returns stands in the journal.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any, Dict, List  # noqa: UP035 - chaoslib knows these names, not the new ones

from chaoslib.exceptions import ActivityFailed
from chaoslib.types import Configuration, Secrets

from openline_drills.chaos import _faults, _operator, _runbook
from openline_drills.chaos._places import Places, all_placed, placed, places_of
from openline_drills.chaos._stage import Stage, current_stage
from openline_drills.observations import MICROSECONDS
from openline_stacks.recovery import Fault
from openline_stacks.topology import FailoverGroup

__all__ = [
    "black_out_region",
    "fail_back",
    "inject_fault",
    "inject_faults",
    "lift_fault",
    "reconcile",
    "run_runbook",
    "surge_demand",
    "switch_over",
    "wait_for_decision",
]

# How often somebody who waits looks up: the step of the rates, so nothing is seen late.
_LOOK_US = MICROSECONDS // 4


def black_out_region(
    region: str = "",
    duration: str = "1h",
    mode: str = "drop",
    configuration: Configuration = None,
    secrets: Secrets = None,
) -> Dict[str, Any]:  # noqa: UP006
    """Take every service of a region away, both planes, and confirm that it is gone.

    `region`: by default the one that the run is set to lose. `duration`: such as 1h or 90m; the
    fault expires by itself then even if nobody lifts it. `mode`: drop (nothing answers), refuse
    (everything fails at once) or error (everything is answered with an error).
    """
    stage = current_stage()
    with _refusals():
        return _inject(stage, [_faults.dark(region or stage.region, duration, mode)])


def inject_fault(
    fault: Dict[str, Any],  # noqa: UP006
    configuration: Configuration = None,
    secrets: Secrets = None,
) -> Dict[str, Any]:  # noqa: UP006
    """Inject any fault of the model, and confirm it.

    `fault`: {selector: {region, zone, system, tag}, mode, from_s, to_s, expires_s, peer, services,
    operations, plane, share, delay_s, limit_per_s, times}; times in seconds from now. `mode`: drop,
    refuse, error, slow (takes `delay_s`), throttle (takes `limit_per_s` or `share`), stall, disable
    or surge (takes `times`).
    """
    stage = current_stage()
    with _refusals():
        return _inject(stage, [_faults.written(placed(fault, _places(stage)))])


def inject_faults(
    faults: List[Dict[str, Any]],  # noqa: UP006
    configuration: Configuration = None,
    secrets: Secrets = None,
) -> Dict[str, Any]:  # noqa: UP006
    """Inject several faults at once, each with its own times, as a real outage has them.

    `faults`: each as `inject_fault` takes it. Confirms those that come first; the others follow.
    """
    stage = current_stage()
    with _refusals():
        return _inject(stage, _faults.all_written(all_placed(faults, _places(stage))))


def surge_demand(
    system: str = "all",
    times: float = 2.0,
    duration: str = "1h",
    configuration: Configuration = None,
    secrets: Secrets = None,
) -> Dict[str, Any]:  # noqa: UP006
    """Multiply the demand of a system, or of all of them, for a while.

    `times`: of what is declared at peak; 2 is twice as much. It is over by itself.
    """
    stage = current_stage()
    with _refusals():
        return _inject(stage, [_faults.surging(system, times, duration)])


def wait_for_decision(
    configuration: Configuration = None, secrets: Secrets = None
) -> Dict[str, Any]:  # noqa: UP006
    """Wait until people have decided to fail the first group over; at the latest until the lift.

    How long they take is declared (`failover.decision`), from the first detection on. Where every
    group decides by itself there is nothing to wait for.
    """
    stage = current_stage()
    manual = [group.name for group in _operator.manual_groups(stage.topology, "all")]
    _next_decided(stage, manual)
    return {name: _after_fault_s(stage, stage.decided(name)) for name in _decided(stage, manual)}


def switch_over(
    groups: str = "all", configuration: Configuration = None, secrets: Secrets = None
) -> List[Dict[str, Any]]:  # noqa: UP006
    """Fail groups over as their operators would, each as soon as it is decided for.

    `groups`: all, or names separated by commas. Puts the datapoint that flips each system's switch,
    in the survivor's region, and raises groups there that stand at zero to their full size. Groups
    that decide by themselves are left alone; those never decided for are skipped, and said. Where
    the run is set to use a runbook, that acts instead, as `run_runbook` does.
    """
    stage = current_stage()
    runbook = stage.runbook
    if runbook is not None:
        return _as_decided(stage, groups, lambda group: _performed(stage, group, runbook))
    return _as_decided(
        stage, groups, lambda group: asdict(_operator.move_away(stage, group, stage.region))
    )


def run_runbook(
    runbook: str = "",
    groups: str = "all",
    configuration: Configuration = None,
    secrets: Secrets = None,
) -> List[Dict[str, Any]]:  # noqa: UP006
    """Fail groups over by a runbook of your own, each as soon as it is decided for.

    `runbook`: `module:function` or `path/to/file.py:function`, by default the one that the run is
    set to use: plain boto3 code, called once a group with as many of these as it names:
    lost_region, survivor, group, systems, switches, fleets, outputs. Its sleeps and waits, and
    calls that hang, pass virtual time. `groups`: all, or names separated by commas.
    """
    stage = current_stage()
    named = runbook or stage.runbook
    if not named:
        raise ActivityFailed("no runbook is named: give `runbook` here or in the configuration")
    return _as_decided(stage, groups, lambda group: _performed(stage, group, named))


def lift_fault(configuration: Configuration = None, secrets: Secrets = None) -> Dict[str, Any]:  # noqa: UP006
    """Wait until the fault is due to end, then lift it. Without a fault there is nothing to do."""
    stage = current_stage()
    if stage.lifted_us is None and stage.fault_end_us is not None:
        stage.advance_to(stage.fault_end_us)
        stage.lift()
    return {"lifted_s": _after_fault_s(stage, stage.lifted_us)}


def reconcile(configuration: Configuration = None, secrets: Secrets = None) -> Dict[str, Any]:  # noqa: UP006
    """Wait until the writes that were missing at cut-over have come from the region that was lost.

    Says what became of them: returned, overwritten by newer ones, gone, or still pending.
    """
    stage = current_stage()
    arrived_us = stage.backlog_us()
    if arrived_us is not None:
        stage.advance_to(arrived_us)
    return {"arrived_s": _after_fault_s(stage, arrived_us), "writes": dict(stage.fates())}


def fail_back(
    groups: str = "all", configuration: Configuration = None, secrets: Secrets = None
) -> List[Dict[str, Any]]:  # noqa: UP006
    """Send clients back to the primary, as an operator would: flip the switches back.

    `groups`: all, or names separated by commas. Groups that decide by themselves are left alone.
    """
    stage = current_stage()
    with _refusals():
        chosen = _operator.manual_groups(stage.topology, groups)
        return [asdict(_operator.move_back(stage, group)) for group in chosen]


def _as_decided(
    stage: Stage,
    groups: str,
    act: Callable[[FailoverGroup], Dict[str, Any]],  # noqa: UP006
) -> List[Dict[str, Any]]:  # noqa: UP006
    with _refusals():
        manual = {group.name: group for group in _operator.manual_groups(stage.topology, groups)}
        done: Dict[str, Any] = {}  # noqa: UP006
        while name := _next_decided(stage, [name for name in manual if name not in done]):
            done[name] = act(manual[name])
    for name in sorted(manual.keys() - done.keys()):
        done[name] = {"group": name, "skipped": ["it was not decided for before the lift"]}
    return list(done.values())


def _performed(stage: Stage, group: FailoverGroup, runbook: str) -> Dict[str, Any]:  # noqa: UP006
    told = _runbook.told(stage.topology, stage.outputs, group, stage.region)
    begun_us = stage.now_us
    stage.note(f"the runbook {runbook} begins for {group.name}")
    stage.perform(runbook, told)
    stage.note(f"the runbook has ended for {group.name}")
    return {"group": group.name, "runbook": runbook, "took_s": _seconds(stage.now_us - begun_us)}


@contextmanager
def _refusals() -> Iterator[None]:
    """What cannot be done is said in its own words, without Python's."""
    try:
        yield
    except ValueError as error:
        raise ActivityFailed(str(error)) from error


def _places(stage: Stage) -> Places:
    return places_of(stage.topology, stage.region)


def _inject(stage: Stage, faults: Sequence[Fault]) -> Dict[str, Any]:  # noqa: UP006
    stage.inject(faults)
    first_s = min(fault.from_s for fault in faults)
    stage.advance_to(stage.now_us + round(first_s * MICROSECONDS))
    tried = dict(stage.confirm())
    failed = sorted(name for name, confirmed in tried.items() if not confirmed)
    if failed:
        raise ActivityFailed(f"the fault does not show: {' and '.join(failed)} met nothing of it")
    return {"at_s": _seconds(stage.fault_us or 0), "confirmed_by": sorted(tried)}


def _next_decided(stage: Stage, groups: Sequence[str]) -> str | None:
    """Wait for the next of these groups to be decided for; None if none is before the lift."""
    others = {group.name for group in stage.topology.groups} - set(groups)
    end_us = stage.fault_end_us
    while groups and end_us is not None:
        decision = stage.next_decision(others)
        if decision is not None and decision[1] <= stage.now_us:
            return decision[0]
        if stage.now_us >= end_us:
            break
        stage.advance_to(min(end_us, stage.now_us + _LOOK_US if decision is None else decision[1]))
    return None


def _decided(stage: Stage, groups: Sequence[str]) -> list[str]:
    return [name for name in groups if stage.decided(name) is not None]


def _after_fault_s(stage: Stage, at_us: int | None) -> float | None:
    if at_us is None or stage.fault_us is None:
        return None
    return _seconds(at_us - stage.fault_us)


def _seconds(us: int) -> float:
    return us / MICROSECONDS
