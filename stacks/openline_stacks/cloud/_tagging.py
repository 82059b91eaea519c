"""Tags: changed by the difference, told without what AWS and we put there ourselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from openline_stacks.cloud._handler import Tagging
from openline_stacks.cloud._request import TOKEN, Request, fill_template, find
from openline_stacks.cloud._shapes import Shape, coerce, plain_name

_ADDED: Final = ("tag", "addtag")
_REMOVED: Final = ("tagkey", "tagkeylist", "key", "removetagkey", "tag")


def wanted(request: Request) -> dict[str, str]:
    """The program's tags with the provider's default ones."""
    tags = request.block("tagsAll") or request.block("tags")
    return {key: value for key, value in tags.items() if isinstance(value, str)}


def told(service: str, tagging: Tagging, request: Request, id_: str) -> dict[str, str] | None:
    """The tags that AWS holds. None where there is nothing that could have any."""
    params = fill_template(tagging.target, request.words(id=id_))
    if service == "ec2":
        params = {"Filters": [{"Name": "resource-id", "Values": [id_]}]}
    answer = find(tagging.answer, request.call(service, tagging.told, **params))
    return _hidden_left_out(_as_mapping(answer))


def _as_mapping(held: Any) -> dict[str, str]:
    if isinstance(held, Mapping):
        return dict(held)
    pairs = {}
    for pair in held or ():
        key = next((pair[word] for word in ("Key", "TagKey", "key") if word in pair), None)
        value = next((pair[word] for word in ("Value", "TagValue", "value") if word in pair), "")
        if key is not None:
            pairs[key] = value
    return pairs


def _hidden_left_out(tags: dict[str, str]) -> dict[str, str]:
    return {k: v for k, v in sorted(tags.items()) if k != TOKEN and not k.startswith("aws:")}


def change(service: str, tagging: Tagging, request: Request, id_: str) -> None:
    """Make AWS hold the wanted tags and no others of ours."""
    held = told(service, tagging, request, id_) or {}
    want = wanted(request)
    added = {key: value for key, value in want.items() if held.get(key) != value}
    removed = sorted(held.keys() - want.keys())
    target = fill_template(tagging.target, request.words(id=id_))
    if removed:
        member, value = _filled(request, service, tagging.remove, _REMOVED, removed)
        request.call(service, tagging.remove, **target, **{member: value})
    if added:
        member, value = _filled(request, service, tagging.add, _ADDED, added)
        request.call(service, tagging.add, **target, **{member: value})


def _filled(
    request: Request, service: str, operation: str, words: tuple[str, ...], value: Any
) -> tuple[str, Any]:
    """The member for tags or keys, and the value in the form that it wants."""
    shape = request.shape(service, operation)
    by_name = {plain_name(member): member for member in shape.members}
    member = next(by_name[word] for word in words if word in by_name)
    wants: Shape = shape.members[member]
    if wants.type_name == "structure":  # CloudFront's {Items}
        items = coerce(wants.members["Items"], value).values["value"]
        return member, {"Items": items}
    if wants.type_name == "list" and wants.member.type_name == "structure" and not _maps(value):
        return member, [{"Key": key} for key in value]
    return member, coerce(wants, value).values["value"]


def _maps(value: Any) -> bool:
    return isinstance(value, Mapping)
