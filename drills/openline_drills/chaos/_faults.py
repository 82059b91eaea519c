"""An experiment's words for faults, turned into the fault model's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from difflib import get_close_matches
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from openline.declaration import DnsTail
from openline_stacks.recovery import Fault, Mode, Selector, fault_problems, region_dark

_FAULT: Final[TypeAdapter[Fault]] = TypeAdapter(Fault)
_MODE: Final[TypeAdapter[Mode]] = TypeAdapter(Mode)


def duration_s(value: object) -> float:
    """Seconds of `1h`, `90m`, or of a number. Raises `ValueError` with what would be right."""
    try:
        # the declaration's own rule for durations, through the smallest model that holds one
        return DnsTail.model_validate({"hold": value}).hold_s
    except ValidationError as error:
        raise ValueError(f"duration: {error.errors()[0]['msg']}") from error


def dark(region: str, duration: object, mode: str) -> Fault:
    """Every service of a region, both planes. Raises `ValueError`.

    It expires when it is due to be lifted: nobody is needed to give the region back.
    """
    fault = region_dark(region, 0.0, duration_s(duration))
    return _possible(replace(fault, mode=_mode(mode)))


def written(fault: Mapping[str, Any]) -> Fault:
    """A fault as an experiment writes it, field by field. Raises `ValueError`."""
    _only(fault, Fault, "fault")
    if "selector" in fault:  # one with a misspelt region would select every region
        _only(fault["selector"], Selector, "fault.selector")
    complete = {"from_s": 0.0, **fault}
    complete.setdefault("expires_s", complete.get("to_s"))
    try:
        return _possible(_FAULT.validate_python(complete))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"fault.{where}: {first['msg']}") from error


def all_written(faults: object) -> list[Fault]:
    """Several faults as an experiment writes them. Raises `ValueError` naming the one."""
    if not isinstance(faults, list) or not faults:
        raise ValueError(f"faults: {faults!r} is no list of faults")
    found = []
    for index, fault in enumerate(faults):
        try:
            _only(fault, Fault, "fault")
            found.append(written(fault))
        except ValueError as error:
            raise ValueError(f"faults[{index}]: {error}") from error
    return found


def _only(written: object, model: type[Fault | Selector], where: str) -> None:
    """Raises `ValueError` for what is no mapping, or names a field that the model does not have."""
    known = [field.name for field in fields(model)]
    there = f"there are: {', '.join(sorted(known))}"
    if not isinstance(written, Mapping):
        raise ValueError(f"{where}: {written!r} is no mapping; {there}")
    unknown = sorted(set(map(str, written)) - set(known))
    if unknown:
        close = get_close_matches(unknown[0], known, n=1)
        hint = f"did you mean {close[0]}?" if close else there
        raise ValueError(f"{where}: unknown {unknown[0]}; {hint}")


def _mode(mode: str) -> Mode:
    try:
        return _MODE.validate_python(mode)
    except ValidationError as error:
        raise ValueError(f"mode: {error.errors()[0]['msg']}") from error


def _possible(fault: Fault) -> Fault:
    problems = fault_problems(fault)
    if problems:
        raise ValueError(f"fault: {'; '.join(problems)}")
    return fault
