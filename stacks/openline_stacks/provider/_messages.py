"""Between the messages of the wire and the values of the cloud."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from google.protobuf import struct_pb2
from pulumi.runtime.proto import provider_pb2

from openline_stacks.engine import Difference
from openline_stacks.engine._values import decode, encode, marked, plain
from openline_stacks.states import Value

_KINDS: Final = {
    "add": provider_pb2.PropertyDiff.ADD,
    "add-replace": provider_pb2.PropertyDiff.ADD_REPLACE,
    "delete": provider_pb2.PropertyDiff.DELETE,
    "delete-replace": provider_pb2.PropertyDiff.DELETE_REPLACE,
    "update": provider_pb2.PropertyDiff.UPDATE,
    "update-replace": provider_pb2.PropertyDiff.UPDATE_REPLACE,
}


def given(struct: struct_pb2.Struct) -> dict[str, Any]:
    values: dict[str, Any] = plain(decode(struct))
    return values


def told(values: Mapping[str, Value], asked: struct_pb2.Struct) -> struct_pb2.Struct:
    """An answer in which archives and assets are what they were in the question: programs are
    stopped by a map in the place of one."""
    return encode(marked(values, decode(asked)))


def type_of(urn: str) -> str:
    """The resource's own type: URNs hold the types of its parents before it."""
    return urn.split("::")[2].rsplit("$", 1)[-1]


def changes(some: bool) -> provider_pb2.DiffResponse.DiffChanges.ValueType:
    return provider_pb2.DiffResponse.DIFF_SOME if some else provider_pb2.DiffResponse.DIFF_NONE


def difference(found: Difference) -> provider_pb2.DiffResponse:
    detailed = {
        path: provider_pb2.PropertyDiff(kind=_KINDS[kind], inputDiff=True)
        for path, kind in found.detailed.items()
    }
    return provider_pb2.DiffResponse(
        changes=changes(found.changes),
        diffs=found.diffs,
        replaces=found.replaces,
        deleteBeforeReplace=found.delete_before_replace,
        detailedDiff=detailed,
        hasDetailedDiff=True,
    )
