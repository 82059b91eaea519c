"""The form of a handler: how one resource type is created and read back by boto3.

Most types are a `Declared` with a `Call` for create and one for read; the few irregular ones are
plain functions in an `Irregular`. Update and delete will be two more fields of each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from openline_stacks.cloud._request import Request


@dataclass(frozen=True, slots=True)
class Call:
    """One AWS operation, in boto3's spelling: `Call("describe_vpcs", {"VpcIds": ["$id"]})`.

    In `params`, `"$x"` is the input `x` (left out where it was not given), `"$id"` the id of the
    resource, `"$region"` its region, `Text("…{x}…")` a text. `answer` is a jmespath over what AWS
    answers. `only`: make the call only where the input that triggers it has this value.
    """

    operation: str
    params: Mapping[str, Any] = field(default_factory=dict)
    answer: str = "@"
    only: Any = None


@dataclass(frozen=True, slots=True)
class AutoName:
    """Pulumi's automatic names: `<logical name>-<7 hex>`, at most `limit` characters."""

    property: str = "name"
    limit: int = 255
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Declared:
    """A resource type told by data.

    type      Pulumi's token; service: botocore's.
    create    the operation; members not written in its params are filled from inputs by name.
    id        the id: a jmespath over create's answer, or a `Text`.
    read      the operation that tells what AWS holds, its `answer` one object.
    renames   dotted input path -> member, where the two names differ.
    tagged    EC2's name for the type in `TagSpecifications`.
    sets      input -> calls made after create, in this order.
    then      calls made after every create.
    reads     output -> a further call whose answer is the output.
    defaults  inputs that the provider's Check fills in.
    out       output -> a jmespath over read's answer, or a `Text`; the rest goes by name.
    local     inputs that only Pulumi's provider acts on (`forceDestroy`): AWS never sees them.
    deaf      input -> why: accepted, and moto does not act it out. Said whenever given.
    home      region of a global service's API; "" where the resource has its own region.
    """

    type: str
    service: str
    create: Call
    id: str
    read: Call
    renames: Mapping[str, str] = field(default_factory=dict)
    tagged: str = ""
    sets: Mapping[str, tuple[Call, ...]] = field(default_factory=dict)
    then: tuple[Call, ...] = ()
    reads: Mapping[str, Call] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)
    out: Mapping[str, str] = field(default_factory=dict)
    name: AutoName | None = None
    local: frozenset[str] = frozenset()
    deaf: Mapping[str, str] = field(default_factory=dict)
    home: str = ""


Outputs: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Irregular:
    """A resource type told by code. `inputs`: those that `create` acts out; others are said.

    `params` gives the main operation's parameters, also from inputs with unknowns in them, for
    validation against `operation`'s shape. `read` answers outputs; under "@" AWS's own words, to
    fill outputs by name; under "@held" the document that tells what moto kept of `params` (of
    what is `inside` them, a jmespath), whose shape is `held`. `members`: input -> member, where
    the names differ.
    """

    type: str
    service: str
    operation: str
    params: Callable[[Request], dict[str, Any]]
    create: Callable[[Request], str]
    read: Callable[[Request, str], Outputs]
    inputs: frozenset[str]
    held: Call | None = None
    inside: str = "@"
    members: Mapping[str, str] = field(default_factory=dict)
    name: AutoName | None = None
    defaults: Mapping[str, Any] = field(default_factory=dict)
    local: frozenset[str] = frozenset()
    deaf: Mapping[str, str] = field(default_factory=dict)
    home: str = ""


Handler: TypeAlias = Declared | Irregular
