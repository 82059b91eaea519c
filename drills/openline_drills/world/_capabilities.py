"""What the world can act out: the faults that touch something in it, and calls that it meets.

Everything else that a fault may name still reaches calls to AWS's APIs, which the emulated control
plane meets and the world does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from openline.contract import TAG_REGION, TAG_SYSTEM
from openline_stacks.cloud.planes import TABLE
from openline_stacks.recovery import (
    BALANCERS,
    TOUCHES,
    Aspect,
    Fault,
    Mode,
    fault_problems,
    touched,
)

# Modes in which AWS's APIs answer (or do not) whoever calls them, whatever the service.
API_MODES: Final[tuple[Mode, ...]] = ("drop", "refuse", "error", "slow", "throttle")
_WHOLE: Final[tuple[Mode, ...]] = ("drop", "refuse", "error", "stall")
_RATED: Final[frozenset[Aspect]] = frozenset(("traffic", "store", "reads"))
_RATED_SERVICES: Final = (*BALANCERS, "dynamodb")
_SWITCHED_OFF: Final = ("kms", "route53", *BALANCERS)
_TAGS: Final = (TAG_SYSTEM, TAG_REGION)


class CapabilityError(ValueError):
    """A fault that this world cannot act out. The text is for users."""


def capabilities() -> Mapping[str, tuple[Mode, ...]]:
    """The modes that are acted out, by service; `*` for every other service's APIs."""
    found: dict[str, tuple[Mode, ...]] = {"*": API_MODES}
    for touch in TOUCHES:
        for service in touch.services:
            known = found.get(service, API_MODES)
            found[service] = known + tuple(mode for mode in touch.kinds if mode not in known)
    return found


def require(faults: Iterable[Fault]) -> None:
    """Refuse, when it is loaded, what could not be acted out. Raises `CapabilityError`."""
    problems = [
        f"faults[{index}]: {problem}"
        for index, fault in enumerate(faults)
        for problem in (*fault_problems(fault), *_beyond(fault))
    ]
    if problems:
        raise CapabilityError("; ".join(problems))


def reaches_calls(fault: Fault) -> bool:
    """Whether calls to APIs may meet it: those of a region's services, from wherever."""
    where = fault.selector
    if where.zone or where.system or where.tag or fault.peer:
        return False
    if fault.mode == "disable":
        return not fault.services or "kms" in fault.services
    if fault.mode not in API_MODES:
        return False
    planes = {
        row.plane
        for row in TABLE
        if not fault.services or row.service in fault.services or row.service == "*"
    }
    return fault.plane is None or fault.plane in planes


def _beyond(fault: Fault) -> Iterator[str]:
    if fault.selector.tag is not None and fault.selector.tag[0] not in _TAGS:
        yield f"tag {fault.selector.tag[0]} is not known here; {' and '.join(_TAGS)} are"
    if fault.mode == "surge":
        return
    yield from _beyond_services(fault)
    if fault.selector.zone is not None and (fault.share < 1.0 or not _loses_zone(fault)):
        yield (
            "a zone is lost as a whole here: drop or stall of all of ec2 or ebs, or of "
            "everything, without a share"
        )
    if fault.peer is not None and (fault.share < 1.0 or fault.mode not in _WHOLE):
        yield f"between two regions nothing passes at all here: {_list(_WHOLE)}, without a share"
    if _stalls_copies(fault) and fault.share < 1.0:
        yield "copies stall all or not at all; leave the share out"
    if fault.limit_per_s is not None and not touched(fault) <= _RATED:
        yield f"limit_per_s is acted out for {_list(_RATED_SERVICES)} and calls; give a share"


def _beyond_services(fault: Fault) -> Iterator[str]:
    if not fault.services:
        if fault.mode == "disable":
            yield f"mode disable needs its services; there are {_list(_SWITCHED_OFF)}"
        return
    known = capabilities()
    for index, service in enumerate(fault.services):
        modes = known.get(service, known["*"])
        if fault.mode not in modes:
            yield f"services[{index}]: {service} has no {fault.mode} here; it has {_list(modes)}"
    if fault.selector.system is None and not touched(fault) and not reaches_calls(fault):
        named = f"the {fault.plane} plane of " if fault.plane else ""
        operations = f" ({_list(fault.operations)})" if fault.operations else ""
        yield f"nothing here meets it: {named}{_list(fault.services)}{operations}"


def _loses_zone(fault: Fault) -> bool:
    return fault.mode in ("drop", "stall") and "traffic" in touched(fault)


def _stalls_copies(fault: Fault) -> bool:
    return fault.mode == "stall" and "copies" in touched(fault)


def _list(words: Iterable[str]) -> str:
    return ", ".join(words)
