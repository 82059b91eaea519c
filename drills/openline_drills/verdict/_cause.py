"""What decides a missed RTO: the step whose knock-out gains most, with its figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from openline_drills.measure import Measurement, Milestones, OperationMeasure
from openline_drills.observations import MICROSECONDS, Load
from openline_drills.verdict._model import KnockOut, Reason, ReasonCode
from openline_drills.verdict._words import spoken
from openline_stacks.topology import System

# The steps of a recovery in the order in which they happen; a knock-out is named after its step.
STEPS: Final = ("detection", "decision", "switch", "dns", "capacity", "restore")

# Retries that raise the survivor's load by a fifth make it overload (design, "Decided").
_RETRIES_COUNT: Final = 1.2


def dominant(
    path: Sequence[System],
    operation: OperationMeasure,
    median: Measurement,
    knock_outs: Sequence[KnockOut],
    target_us: int,
) -> Reason:
    """The cause in the median seed. `path`: the systems that the operation rests on."""
    milestones = median.milestones.get(operation.system, Milestones())
    herd_us = _without_herd(path, operation, median, knock_outs, milestones)
    best = _best(operation, knock_outs, target_us, herd_us)
    if best is not None:
        step, without_us = best
        text = _told(step, path, operation, milestones, median)
        if step == "dns" and herd_us is not None:
            text += "; all of them at once would overload the survivor"
        else:
            text += f"; {_instant(step, without_us)}"
        return Reason(_code(step, path, median), text)
    if operation.rto_us is None:
        return _never(path, operation, milestones, median)
    if milestones.detected_us is None and milestones.switched_us is None:
        text = f"nothing that could have moved it saw anything for {spoken(operation.rto_us)}"
        return Reason("detection", text)
    return _longest(path, operation, operation.rto_us, milestones, median, bool(knock_outs))


def _best(
    operation: OperationMeasure,
    knock_outs: Sequence[KnockOut],
    target_us: int,
    herd_us: int | None,
) -> tuple[str, int] | None:
    """The step without which it is shortest; of equals the earliest. None if none gains.

    Capacity goes first where it alone would meet the target: the other steps take the time that
    was declared for them, a survivor that cannot keep up is nobody's plan.
    """
    without = {
        knock_out.step: rto_us
        for knock_out in knock_outs
        if (rto_us := _rto_us(operation, knock_out)) is not None
    }
    if herd_us is not None:
        without["dns"] = herd_us
    gained = [
        (without[step], index)
        for index, step in enumerate(STEPS)
        if step in without and (operation.rto_us is None or without[step] < operation.rto_us)
    ]
    if not gained:
        return None
    capacity = (without.get("capacity", target_us + 1), STEPS.index("capacity"))
    without_us, index = capacity if capacity in gained and capacity[0] <= target_us else min(gained)
    return STEPS[index], without_us


def _rto_us(operation: OperationMeasure, knock_out: KnockOut) -> int | None:
    return knock_out.measurement.operation(operation.system, operation.name).rto_us


def _without_herd(
    path: Sequence[System],
    operation: OperationMeasure,
    median: Measurement,
    knock_outs: Sequence[KnockOut],
    milestones: Milestones,
) -> int | None:
    """The RTO less the time that clients held the old answer, where instant DNS means a herd.

    Knocked out, DNS brings everybody and all their retries at one instant. Where that overloads a
    survivor which otherwise keeps up, the run says nothing of what holding the answer costs.
    """
    if operation.rto_us is None or _overloaded(path, median) is not None:
        return None
    herd = any(
        knock_out.step == "dns" and _overloaded(path, knock_out.measurement) is not None
        for knock_out in knock_outs
    )
    held_us = _parts_us(operation.rto_us, milestones).get("dns")  # None: nobody was ever routed
    return operation.rto_us - held_us if herd and held_us is not None else None


def _code(step: str, path: Sequence[System], median: Measurement) -> ReasonCode:
    codes: dict[str, ReasonCode] = {
        "detection": "detection",
        "decision": "decision",
        "switch": "switch",
        "dns": "dns",
        "capacity": "overload" if _overloaded(path, median) else "capacity",
        "restore": "restore",
    }
    return codes[step]


def _overloaded(path: Sequence[System], median: Measurement) -> Load | None:
    """The survivor's load that retries raise most, if they raise any by a fifth."""
    names = {system.name for system in path}
    raised = [
        load
        for load in median.loads
        if load.system in names
        and load.region != median.lost_region
        and load.peak_first_offers_per_s > 0.0
        and load.peak_arrival_per_s >= _RETRIES_COUNT * load.peak_first_offers_per_s
    ]
    return max(
        raised,
        key=lambda load: load.peak_arrival_per_s / load.peak_first_offers_per_s,
        default=None,
    )


def _parts_us(rto_us: int, milestones: Milestones) -> dict[str, int]:
    """How long each step took, as far as its ends are known."""
    ends = {
        "detection": milestones.detected_us,
        "decision": milestones.decided_us,
        "switch": milestones.switched_us,
        "dns": milestones.routed_us,
        "capacity": rto_us,
    }
    parts, before = {}, 0
    for step, end in ends.items():
        if end is not None:
            parts[step] = max(0, min(end, rto_us) - before)
            before = max(before, end)
    return parts


def _longest(
    path: Sequence[System],
    operation: OperationMeasure,
    rto_us: int,
    milestones: Milestones,
    median: Measurement,
    tried: bool,
) -> Reason:
    """No step by itself is the cause: the longest, told as no more than that."""
    parts = _parts_us(rto_us, milestones)
    step = max(STEPS, key=lambda step: parts.get(step, 0))
    text = _told(step, path, operation, milestones, median)
    if step == "capacity" and _overloaded(path, median) is None:
        # what is left over when all else is done; that more capacity would help was not seen
        text = f"below its level for the last {spoken(parts[step])} of {spoken(rto_us)}"
    no_cause = "no step made instant would make it shorter; the longest part: "
    return Reason(_code(step, path, median), f"{no_cause if tried else 'the longest part: '}{text}")


def _told(
    step: str,
    path: Sequence[System],
    operation: OperationMeasure,
    milestones: Milestones,
    median: Measurement,
) -> str:
    whole_us = operation.rto_us if operation.rto_us is not None else operation.censored_us
    part = spoken(_parts_us(whole_us, milestones).get(step, 0))
    whole = f"{'the' if operation.rto_us is not None else 'more than'} {spoken(whole_us)}"
    told = {
        "detection": f"nobody knows for {part} of {whole}",
        "decision": f"people decide for {part} of {whole}",
        "switch": f"the switch takes {part} of {whole}",
        "dns": f"clients hold the old DNS answer for {part} of {whole}",
        "capacity": _crowded(path, median) or f"the survivor is too small for {part} of {whole}",
        "restore": f"{_restored(path)} of {whole}",
    }
    return told[step]


def _restored(path: Sequence[System]) -> str:
    """The store that takes longest to come back."""
    took = [
        (restore.size_gb / restore.gb_per_h * 3600.0, store.name)
        for system in path
        for store in system.stores
        if (restore := store.restore) and restore.size_gb and restore.gb_per_h
    ]
    longest_s, store = max(took, default=(0.0, "the stores"))
    return f"restoring {store} takes {spoken(round(longest_s * MICROSECONDS))}"


def _crowded(path: Sequence[System], median: Measurement) -> str | None:
    load = _overloaded(path, median)
    if load is None:
        return None
    return (
        f"retries raise {load.system}'s load in {load.region} from "
        f"{load.peak_first_offers_per_s:.0f} to {load.peak_arrival_per_s:.0f} requests/s, "
        f"for {load.capacity_at_fault_per_s:.0f}/s of capacity at the fault"
    )


def _instant(step: str, without_us: int) -> str:
    condition = {
        "detection": "with instant detection",
        "decision": "with an instant decision",
        "switch": "with an instant switch",
        "dns": "with clients that follow at once",
        "capacity": "with enough capacity from the start",
        "restore": "with its stores restored at once",
    }[step]
    return f"{condition} it would be {spoken(without_us)}"


def _never(
    path: Sequence[System],
    operation: OperationMeasure,
    milestones: Milestones,
    median: Measurement,
) -> Reason:
    """No knock-out helps and it does not recover while the fault holds."""
    limit = spoken(operation.censored_us)
    if milestones.detected_us is None:
        return Reason("detection", f"never detected in {limit}, so nobody decided")
    if milestones.decided_us is None:
        return Reason("decision", f"nobody decided to fail over in {limit}")
    if milestones.switched_us is None:
        return Reason("switch", f"decided, but the DNS answer did not change in {limit}")
    crowded = _crowded(path, median)
    if crowded is not None:
        return Reason("overload", f"{crowded}; it does not recover in {limit}")
    if operation.recovered_by == "lift":
        return Reason(
            "lift_only", f"not recovered in {limit}; it came back because the fault lifted"
        )
    return Reason("censored", f"not recovered in {limit}, nor after the fault had lifted")
