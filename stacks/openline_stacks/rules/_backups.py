"""Backup plans, vaults and their locks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from openline_stacks.rules._broken import Broken
from openline_stacks.rules._model import rule
from openline_stacks.rules._stack import Stack, blocks
from openline_stacks.states import ResourceState, Value
from openline_stacks.topology._values import dig, number, text

_PLAN: Final = "aws:backup/plan:Plan"
_VAULT: Final = "aws:backup/vault:Vault"
_LOCK: Final = "aws:backup/vaultLockConfiguration:VaultLockConfiguration"
_COLD_LEAST_DAYS: Final = 90
_CONTINUOUS_MOST_DAYS: Final = 35
_MOST_DAYS: Final = 36_500


def _lifecycles(plan: ResourceState) -> Iterator[tuple[str, Value]]:
    for path, rule_ in blocks(plan.inputs.get("rules"), "rules"):
        yield f"{path}.lifecycle", dig(rule_, "lifecycle")
        for at, copy in blocks(dig(rule_, "copyActions"), f"{path}.copyActions"):
            yield f"{at}.lifecycle", dig(copy, "lifecycle")


@rule(
    "OL186",
    "Backups deleted before they may be",
    why="What goes to cold storage stays there for 90 days: deleteAfter is coldStorageAfter and "
    "90 more; continuous backups are kept 1 to 35 days.",
    source="Backup API reference, Lifecycle; Backup developer guide, 'Continuous backups'",
    mend="Raise deleteAfter, or leave coldStorageAfter out.",
)
def lifecycle(stack: Stack) -> Iterator[Broken]:
    for plan in stack.of_type(_PLAN):
        for path, kept in _lifecycles(plan):
            cold, gone = number(dig(kept, "coldStorageAfter")), number(dig(kept, "deleteAfter"))
            if cold and gone and gone < cold + _COLD_LEAST_DAYS:
                what = f"{gone:g} days, cold after {cold:g}"
                yield Broken(plan, f"{path}.deleteAfter", what)
            if gone is not None and not 1 <= gone <= _MOST_DAYS:
                yield Broken(plan, f"{path}.deleteAfter", f"{gone:g} days")
        for path, rule_ in blocks(plan.inputs.get("rules"), "rules"):
            gone = number(dig(rule_, "lifecycle", "deleteAfter"))
            continuous = dig(rule_, "enableContinuousBackup") is True
            if continuous and gone is not None and gone > _CONTINUOUS_MOST_DAYS:
                yield Broken(plan, f"{path}.lifecycle.deleteAfter", f"continuous for {gone:g} days")


@rule(
    "OL187",
    "A backup that has no time to begin or to end",
    why="A window to begin in is 60 minutes or more, one to end in 60 more; a schedule is "
    "cron(...) of six fields or rate(...).",
    source="Backup API reference, BackupRuleInput: StartWindowMinutes, CompletionWindowMinutes, "
    "ScheduleExpression",
    mend="Write a schedule such as cron(0 5 ? * * *), startWindow of 60 and completionWindow of "
    "120 or more.",
)
def windows(stack: Stack) -> Iterator[Broken]:
    for plan in stack.of_type(_PLAN):
        for path, rule_ in blocks(plan.inputs.get("rules"), "rules"):
            begin, end = (number(dig(rule_, k)) for k in ("startWindow", "completionWindow"))
            if begin is not None and begin < 60:
                yield Broken(plan, f"{path}.startWindow", f"{begin:g} minutes")
            if begin is not None and end is not None and end < begin + 60:
                yield Broken(plan, f"{path}.completionWindow", f"{end:g} after {begin:g} minutes")
            schedule = text(dig(rule_, "schedule"))
            if schedule is not None and not _scheduled(schedule):
                yield Broken(plan, f"{path}.schedule", f"{schedule!r}")


def _scheduled(expression: str) -> bool:
    kind, _, rest = expression.partition("(")
    fields = rest.removesuffix(")").split()
    if not rest.endswith(")"):
        return False
    # of day of month and day of week exactly one is left open by "?"
    if kind == "cron":
        return len(fields) == 6 and [fields[2], fields[4]].count("?") == 1
    return kind == "rate" and len(fields) == 2


@rule(
    "OL188",
    "A vault lock that cannot be, or that its own plan breaks",
    why="A lock keeps backups 1 to 36,500 days, the most no shorter than the least, and can be "
    "changed for 3 days or more; a backup outside these days fails.",
    source="Backup API reference, PutBackupVaultLockConfiguration",
    mend="Set minRetentionDays <= deleteAfter <= maxRetentionDays, and changeableForDays of 3 or "
    "more or none.",
)
def locks(stack: Stack) -> Iterator[Broken]:
    for lock in stack.of_type(_LOCK):
        least, most, open_ = (
            number(lock.inputs.get(key))
            for key in ("minRetentionDays", "maxRetentionDays", "changeableForDays")
        )
        if least is not None and least < 1:
            yield Broken(lock, "minRetentionDays", f"{least:g} days")
        if most is not None and not (least or 1) <= most <= _MOST_DAYS:
            yield Broken(lock, "maxRetentionDays", f"{most:g} days, at least {least or 1:g} kept")
        if open_ is not None and not 3 <= open_ <= _MOST_DAYS:
            yield Broken(lock, "changeableForDays", f"{open_:g} days")
        yield from _plans(stack, lock, least or 0, most or _MOST_DAYS)


def _plans(stack: Stack, lock: ResourceState, least: float, most: float) -> Iterator[Broken]:
    locked = stack.link(lock, "backupVaultName", _VAULT)
    for plan in stack.of_type(_PLAN) if not isinstance(locked, str) else ():
        vaults = stack.links(plan, "rules", _VAULT)
        if [vault.urn for vault in vaults] != [locked.urn]:  # type: ignore[union-attr]
            continue  # of several vaults nothing says which rule goes where
        for path, rule_ in blocks(plan.inputs.get("rules"), "rules"):
            gone = number(dig(rule_, "lifecycle", "deleteAfter"))
            if gone is not None and not least <= gone <= most:
                what = f"{gone:g} days into {lock.name}, which takes {least:g} to {most:g}"
                yield Broken(plan, f"{path}.lifecycle.deleteAfter", what)


RULES: Final = (lifecycle, windows, locks)
