"""From the resources of a stack to statements: actions by type, limits by the stack itself."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from openline.contract import TAG_STACK
from openline_stacks.permissions._names import arns
from openline_stacks.permissions._needs import Needs
from openline_stacks.permissions._pack import Document, Statement, packed
from openline_stacks.permissions._table import HOMES, LINKED, MARKED, NEEDS, NOWHERE
from openline_stacks.states import ResourceState, States

Purpose = Literal["deploy", "refresh"]

_ROLE: Final = "aws:iam/role:Role"
_TEMPLATE: Final = "aws:ec2/launchTemplate:LaunchTemplate"
_PARAMETER: Final = "resolve:ssm:"


@dataclass(frozen=True, slots=True)
class Permissions:
    """Managed policies that together allow the purpose. `unknown`: types that no row is for."""

    purpose: Purpose
    documents: tuple[Document, ...]
    unknown: tuple[str, ...]
    regions: tuple[str, ...]

    @property
    def actions(self) -> tuple[str, ...]:
        """Every action that is allowed somewhere."""
        statements = (one for document in self.documents for one in document["Statement"])
        return tuple(sorted({action for one in statements for action in one["Action"]}))


def permissions(states: States, purpose: Purpose, account: str = "*") -> Permissions:
    """`account`: whose ARNs are meant; any where it is not known."""
    types = sorted({one.type for one in _aws(states)})
    known = {type_: NEEDS[type_] for type_ in types if type_ in NEEDS}
    regions = _regions(states, known)
    statements = [*_reading(states, known, account, regions)]
    if purpose == "deploy":
        statements += _writing(states, known, account, regions)
    return Permissions(
        purpose,
        tuple(packed(statements)),
        tuple(type_ for type_ in types if type_ not in NEEDS),
        regions,
    )


def _aws(states: States) -> Iterator[ResourceState]:
    return (one for one in states.resources if one.type.startswith("aws:"))


def _reading(
    states: States, known: Mapping[str, Needs], account: str, regions: tuple[str, ...]
) -> Iterator[Statement]:
    """Most descriptions cannot be limited to a resource; contents are."""
    every = {action for needs in known.values() for action in needs.reads}
    if every:
        yield _statement("Read", every, "*", _within(regions))
    by_arns: dict[tuple[str, ...], set[str]] = defaultdict(set)
    keys: set[str] = set()
    for type_, needs in known.items():
        for action in needs.contents:
            if _same_service(action, needs.arn):
                by_arns[arns(needs, type_, states, account)].add(action)
            else:
                keys.add(action)
    for number, (where, actions) in enumerate(sorted(by_arns.items()), start=1):
        yield _statement(f"ReadContents{number}", actions, list(where), {})
    if keys:
        yield _statement("ReadWithKeys", keys, "*", _within(regions))


def _writing(
    states: States, known: Mapping[str, Needs], account: str, regions: tuple[str, ...]
) -> Iterator[Statement]:
    by_arns: dict[tuple[str, ...], set[str]] = defaultdict(set)
    free: set[str] = set()
    for type_, needs in known.items():
        for action in needs.writes:
            if _same_service(action, needs.arn) and action not in NOWHERE:
                by_arns[arns(needs, type_, states, account)].add(action)
            else:
                free.add(action)
        if needs.emptied and any(
            one.inputs.get("forceDestroy") is True for one in states.of_type(type_)
        ):
            own = arns(needs, type_, states, account)
            by_arns[(*own, *(f"{one}/*" for one in own))] |= set(needs.emptied)
    tags = _tags(states)
    marked = free & MARKED if tags else set()
    for number, (where, actions) in enumerate(sorted(by_arns.items()), start=1):
        yield _statement(f"WriteNamed{number}", actions, list(where), {})
    if free - marked:
        yield _statement("Write", free - marked, "*", _within(regions))
    if marked:
        mark = {f"aws:ResourceTag/{TAG_STACK}": list(tags)}
        yield _statement("WriteMarked", marked, "*", {"StringEquals": mark})
    yield from _roles(states, account)
    yield from _images(states)


def _roles(states: States, account: str) -> Iterator[Statement]:
    """Which roles may be handed to which services, and which services may make their own."""
    roles = states.of_type(_ROLE)
    if roles:
        to = sorted({service for role in roles for service in _trusted(role)})
        passed = {"StringEquals": {"iam:PassedToService": to}} if to else {}
        where = list(arns(NEEDS[_ROLE], _ROLE, states, account))
        yield _statement("PassRole", {"iam:PassRole"}, where, passed)
    linked = sorted({LINKED[one.type] for one in states.resources if one.type in LINKED})
    if linked:
        where = [f"arn:aws:iam::{account}:role/aws-service-role/*"]
        only = {"StringEquals": {"iam:AWSServiceName": linked}}
        yield _statement("ServiceLinkedRoles", {"iam:CreateServiceLinkedRole"}, where, only)


def _trusted(role: ResourceState) -> Iterator[str]:
    """The services that may take the role on, as far as its policy is known."""
    text = role.inputs.get("assumeRolePolicy")
    try:
        policy = json.loads(text) if isinstance(text, str) else {}
    except ValueError:
        return
    statements = policy.get("Statement", ()) if isinstance(policy, dict) else ()
    for one in [statements] if isinstance(statements, dict) else statements:
        principal = one.get("Principal") if isinstance(one, dict) else None
        services = principal.get("Service", ()) if isinstance(principal, dict) else ()
        yield from [services] if isinstance(services, str) else services


def _images(states: States) -> Iterator[Statement]:
    """Who makes a group reads the parameter that its template's image stands in."""
    named = {
        image.removeprefix(_PARAMETER).split(":")[0].removeprefix("/")
        for one in states.of_type(_TEMPLATE)
        if isinstance(image := one.inputs.get("imageId"), str) and image.startswith(_PARAMETER)
    }
    if named:
        where = [f"arn:aws:ssm:*:*:parameter/{name}" for name in sorted(named)]
        yield _statement("ReadImages", {"ssm:GetParameters"}, where, {})


def _regions(states: States, known: Mapping[str, Needs]) -> tuple[str, ...]:
    """Where calls go; none at all where a resource does not say its region."""
    found: set[str] = set()
    for one in _aws(states):
        service = known[one.type].reads[0].split(":")[0] if one.type in known else ""
        stated = one.inputs.get("region")
        region = HOMES.get(service) or (stated if isinstance(stated, str) else one.region)
        if region is None:
            return ()
        found.add(region)
        found |= set(_copies(one))
    return tuple(sorted(found))


def _copies(state: ResourceState) -> Iterator[str]:
    replicas = state.inputs.get("replicas")
    for one in replicas if isinstance(replicas, list | tuple) else ():
        region = one.get("regionName", one.get("region")) if isinstance(one, Mapping) else None
        if isinstance(region, str):
            yield region


def _tags(states: States) -> tuple[str, ...]:
    """The stack's names in tags: none where something that takes tags has not got it."""
    found: set[str] = set()
    for one in _aws(states):
        if one.type not in NEEDS or not MARKED & set(NEEDS[one.type].writes):
            continue
        tags = one.inputs.get("tags")
        name = tags.get(TAG_STACK) if isinstance(tags, Mapping) else None
        if not isinstance(name, str):
            return ()
        found.add(name)
    return tuple(sorted(found))


def _same_service(action: str, arn: str) -> bool:
    """Whether an ARN of this pattern can be what the action is about."""
    return bool(arn) and action.split(":")[0] == arn.split(":")[2]


def _within(regions: tuple[str, ...]) -> dict[str, Any]:
    return {"StringEquals": {"aws:RequestedRegion": list(regions)}} if regions else {}


def _statement(
    sid: str, actions: set[str], resource: str | list[str], condition: dict[str, Any]
) -> Statement:
    found = {"Sid": sid, "Effect": "Allow", "Action": sorted(actions), "Resource": resource}
    return found | ({"Condition": condition} if condition else {})
