"""The form of a handler: how one resource type is created, read, changed and deleted by boto3.

Most types are a `Declared` with a `Call` for create and one for read; the few irregular ones are
plain functions in an `Irregular`. What comes after creation is a `Life`, the same for both.
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
    answers. `only`: make the call only where the input that triggers it has this value. `whole`:
    an update that replaces what is there, so that every input is sent, not the changed ones alone.
    `named`: members not written are filled from inputs by name.
    """

    operation: str
    params: Mapping[str, Any] = field(default_factory=dict)
    answer: str = "@"
    only: Any = None
    whole: bool = False
    named: bool = True


@dataclass(frozen=True, slots=True)
class AutoName:
    """Pulumi's automatic names: `<logical name>-<7 hex>`, at most `limit` characters.

    `lower`: AWS takes no capitals. `fifo`: the input which, if true, ends the name in ".fifo".
    `bare`: the logical name and nothing more, as the provider names the objects of a bucket.
    """

    property: str = "name"
    limit: int = 255
    prefix: str = ""
    fifo: str = ""
    lower: bool = False
    bare: bool = False

    def spelled(self, name: str) -> str:
        return name.lower() if self.lower else name


@dataclass(frozen=True, slots=True)
class Tagging:
    """How the tags of a type are changed and told. `target`: the parameters that name it."""

    target: Mapping[str, Any]
    add: str = "tag_resource"
    remove: str = "untag_resource"
    told: str = "list_tags_for_resource"
    answer: str = "Tags"


@dataclass(frozen=True, slots=True)
class Life:
    """What can become of a resource after it was made.

    update   calls in this order; each is made when an input that it takes has changed.
    delete   calls in this order; one that says that there is no such thing is done.
    replace  inputs that AWS takes at creation alone. What no update takes replaces as well.
    off      input -> calls made before it changes, and when it is turned off or taken away;
             `$was_x` is the value that the input x had.
    blank    input -> what AWS is told when the program takes it away; else an empty value.
    tags     None where `tags` is an input like any other, or none.
    tells    input -> the call whose answer is its value, or code, where `read` does not tell it.
    usual    input -> the value that AWS gives it where none is given, `...` for any: to say it, or
             to say it no more, changes nothing. A dotted path: an import leaves it out of a block.
    keep     inputs that AWS never tells, or otherwise: a refresh leaves them as they are. In
             `tells` as well: told to an import alone.
    back     input -> what makes it of the member that it was sent in, where names do not tell.
    gone     a jmespath over read's answer: true of what is deleted and still shown.
    find     a call whose answer is the id of what an earlier try left behind, or code for it.
    marked   `find` looks for our mark: it is asked before anything is created.
    unique   "Code: words" of AWS's refusal where there is one already, of which moto says nothing.
    revise   code for changes, and in `revises` the inputs that it takes.
    inline   those of `revises` that creation takes by the same code: lists inside of a resource.
    remove   code for deletion, in place of `delete`.
    parts    a pattern with named groups: the inputs that an id to import is made of.
    once     outputs that AWS tells at creation alone: the state keeps them.
    alone    two of them cannot stand side by side: the old one is deleted first.
    """

    update: tuple[Call, ...] = ()
    delete: tuple[Call, ...] = ()
    replace: frozenset[str] = frozenset()
    off: Mapping[str, tuple[Call, ...]] = field(default_factory=dict)
    blank: Mapping[str, Any] = field(default_factory=dict)
    tags: Tagging | None = None
    tells: Mapping[str, Call | Callable[[Request, str], Any]] = field(default_factory=dict)
    usual: Mapping[str, Any] = field(default_factory=dict)
    keep: frozenset[str] = frozenset()
    back: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    gone: str = ""
    find: Call | Callable[[Request], str | None] | None = None
    marked: bool = False
    unique: str = ""
    revise: Callable[[Request, str, frozenset[str]], None] | None = None
    revises: frozenset[str] = frozenset()
    inline: frozenset[str] = frozenset()
    remove: Callable[[Request, str], None] | None = None
    parts: str = ""
    once: frozenset[str] = frozenset()
    alone: bool = False


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
    life      what can become of it.
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
    life: Life = Life()


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
    life: Life = Life()


Handler: TypeAlias = Declared | Irregular
