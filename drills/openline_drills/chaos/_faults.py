"""An experiment's words for faults, turned into the fault model's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from openline.declaration import DnsTail
from openline_stacks.recovery import Fault, Mode, fault_problems, region_dark

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
    known = {field.name for field in fields(Fault)}
    unknown = sorted(set(fault) - known)
    if unknown:
        raise ValueError(f"fault: unknown {unknown[0]}; there are: {', '.join(sorted(known))}")
    complete = {"from_s": 0.0, **fault}
    complete.setdefault("expires_s", complete.get("to_s"))
    try:
        return _possible(_FAULT.validate_python(complete))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"fault.{where}: {first['msg']}") from error


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
