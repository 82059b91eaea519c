"""EC2: managed prefix lists."""

from __future__ import annotations

from typing import Any, Final

from openline_stacks.cloud._handler import (
    AutoName,
    Call,
    Handler,
    Irregular,
    Life,
    Outputs,
)
from openline_stacks.cloud._request import Request
from openline_stacks.cloud._shapes import whole
from openline_stacks.cloud.handlers._lives import EC2_TAGS, by_mark


def _list_parameters(request: Request) -> dict[str, Any]:
    tags = {"ResourceType": "prefix-list", "Tags": request.tags()}
    params = {
        "PrefixListName": request.get("name"),
        "AddressFamily": request.get("addressFamily"),
        "MaxEntries": whole(request.get("maxEntries")),
        "Entries": _entries(request.get("entries")),
        "TagSpecifications": [tags] if request.tags() else None,
    }
    return {key: value for key, value in params.items() if value is not None}


def _entries(entries: Any) -> Any:
    if not isinstance(entries, list | tuple):
        return entries  # unknown, or not given
    return [
        {
            member: entry[key]
            for key, member in (("cidr", "Cidr"), ("description", "Description"))
            if entry.get(key) is not None
        }
        if isinstance(entry, dict)
        else entry
        for entry in entries
    ]


def _create_list(request: Request) -> str:
    answer = request.call("ec2", "create_managed_prefix_list", **_list_parameters(request))
    return str(answer["PrefixList"]["PrefixListId"])


def _read_list(request: Request, id_: str) -> Outputs:
    answer = request.call("ec2", "describe_managed_prefix_lists", PrefixListIds=[id_])
    if not answer["PrefixLists"]:
        raise request.missing("describe_managed_prefix_lists", id_)
    (found,) = answer["PrefixLists"]
    entries = request.call("ec2", "get_managed_prefix_list_entries", PrefixListId=id_)["Entries"]
    return {
        "@": found,
        "arn": found["PrefixListArn"],
        "entries": [
            {"cidr": entry["Cidr"], "description": entry.get("Description", "")}
            for entry in entries
        ],
        "name": found["PrefixListName"],
        "ownerId": found["OwnerId"],
        "version": found["Version"],
    }


def _revise_list(request: Request, id_: str, changed: frozenset[str]) -> None:
    found = _read_list(request, id_)
    wanted = {one.get("cidr"): one.get("description") or "" for one in request.entries("entries")}
    held = {one["cidr"]: one["description"] for one in found["entries"]}
    params: dict[str, Any] = {
        "AddEntries": [
            {"Cidr": cidr, "Description": text}
            for cidr, text in wanted.items()
            if held.get(cidr) != text
        ],
        "RemoveEntries": [{"Cidr": cidr} for cidr in held if cidr not in wanted],
        "PrefixListName": request.get("name"),  # moto wants it, changed or not
        "MaxEntries": whole(request.get("maxEntries")) if "maxEntries" in changed else None,
    }
    sent = {key: value for key, value in params.items() if value}
    if sent:
        version = found["version"]
        request.call(
            "ec2", "modify_managed_prefix_list", PrefixListId=id_, CurrentVersion=version, **sent
        )


_LIST: Final = Irregular(
    type="aws:ec2/managedPrefixList:ManagedPrefixList",
    service="ec2",
    operation="create_managed_prefix_list",
    params=_list_parameters,
    create=_create_list,
    read=_read_list,
    inputs=frozenset({"addressFamily", "entries", "maxEntries", "name", "tags"}),
    name=AutoName(limit=255),
    life=Life(
        replace=frozenset({"addressFamily"}),
        delete=(Call("delete_managed_prefix_list", {"PrefixListId": "$id"}),),
        tags=EC2_TAGS,
        gone="State=='delete-complete'",
        find=by_mark("describe_managed_prefix_lists", "PrefixLists", "PrefixListId"),
        marked=True,
        revise=_revise_list,
        revises=frozenset({"entries", "maxEntries", "name"}),
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_LIST,)
