"""An experiment's words for faults, turned into the fault model's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from difflib import get_close_matches
from typing import Any, Final

import botocore.session
from pydantic import TypeAdapter, ValidationError

from openline.declaration import DnsTail
from openline_stacks.recovery import Fault, Mode, Selector, fault_problems, region_dark, surge

_FAULT: Final[TypeAdapter[Fault]] = TypeAdapter(Fault)
# AWS's names that are not boto3's, and what they do.
_NO_API: Final[Mapping[str, tuple[str, ...]]] = {
    "elasticloadbalancing": (),
    "monitoring": ("PutMetricData",),
}
# EC2's calls, but EBS's work.
_VOLUMES: Final = ("AttachVolume", "CreateSnapshot", "CreateVolume", "DetachVolume")
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


def surging(system: str, times: object, duration: object) -> Fault:
    """More demand (or less) of a system, or of `all`. Raises `ValueError`."""
    if isinstance(times, bool) or not isinstance(times, int | float):
        raise ValueError(f"times: {times!r} is no number; 3 multiplies demand by three")
    whose = None if system == "all" else system
    return _possible(surge(float(times), 0.0, duration_s(duration), whose))


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


def unknown_calls(fault: Fault) -> Iterator[str]:
    """Services and operations that AWS does not have, by botocore's own list of them."""
    session = botocore.session.get_session()
    services = session.get_available_services()
    known_operations: set[str] = set()
    for index, service in enumerate(fault.services):
        if service in _NO_API:
            known_operations.update(_NO_API[service])
        elif service in services:
            known_operations.update(session.get_service_model(service).operation_names)
            known_operations.update(_VOLUMES if service == "ebs" else ())
        else:
            yield f"services[{index}]: AWS has no {service}{_close(service, services)}"
            return
    for index, operation in enumerate(fault.operations):
        if operation not in known_operations:
            there = f"{' and '.join(fault.services)} has no {operation}"
            yield f"operations[{index}]: {there}{_close(operation, sorted(known_operations))}"


def _close(word: str, known: Sequence[str]) -> str:
    close = get_close_matches(word, known, n=1)
    return f"; did you mean {close[0]}?" if close else ""


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
