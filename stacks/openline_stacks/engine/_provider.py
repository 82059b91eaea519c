"""The seam between the engine and whatever creates resources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from openline_stacks.engine._paths import top
from openline_stacks.states import Unknown, Value


@dataclass(frozen=True, slots=True)
class CheckFailure:
    """`property` is a camelCase path, "" for the whole resource."""

    property: str
    reason: str


@dataclass(frozen=True, slots=True)
class Created:
    """`origin`: emulated = made and read back through boto3; recorded = no handler for the type."""

    id: str
    outputs: Mapping[str, Value]
    origin: Literal["emulated", "recorded"]


@dataclass(frozen=True, slots=True)
class Checked:
    """Inputs with names and defaults filled in, and every failure of the resource."""

    inputs: Mapping[str, Value]
    failures: tuple[CheckFailure, ...] = ()


ChangeKind = Literal["add", "add-replace", "delete", "delete-replace", "update", "update-replace"]


@dataclass(frozen=True, slots=True)
class Difference:
    """What a change of inputs comes to. `detailed`: property path -> kind; `replaces`: the inputs
    that no update can change; `delete_before_replace`: old and new cannot stand side by side."""

    detailed: Mapping[str, ChangeKind] = field(default_factory=dict)
    replaces: tuple[str, ...] = ()
    delete_before_replace: bool = False

    @property
    def changes(self) -> bool:
        return bool(self.detailed)

    @property
    def diffs(self) -> tuple[str, ...]:
        """The top-level inputs that differ."""
        return tuple(dict.fromkeys(map(top, self.detailed)))


@dataclass(frozen=True, slots=True)
class Made:
    """A resource that was made or changed. `outputs` hold `UNKNOWN` in a preview.

    `reasons`: it exists and is not what was asked for; the next update has to make it so.
    `said`: what was taken and is not acted out, a line each.
    """

    id: str | Unknown
    outputs: Mapping[str, Value]
    origin: Literal["emulated", "recorded"]
    reasons: tuple[str, ...] = ()
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A resource as the cloud has it now. `inputs` have the keys of Check's, drift included."""

    id: str
    inputs: Mapping[str, Value]
    outputs: Mapping[str, Value]


class Provider(Protocol):
    """What the engine asks of a cloud. Inputs have camelCase keys, `region` is filled in."""

    def check(
        self, type_: str, name: str, inputs: Mapping[str, Value]
    ) -> tuple[Mapping[str, Value], tuple[CheckFailure, ...]]:
        """Validate and fill auto-names. Unknowns may stand anywhere. All failures at once."""
        ...

    def create(self, type_: str, urn: str, name: str, inputs: Mapping[str, Value]) -> Created:
        """Create for real. Raises `HandlerError` naming the resource and the reason.

        The engine names resource and line itself: of an error with a `reason` it says only that.
        """
        ...

    def read(self, type_: str, urn: str, id_: str, inputs: Mapping[str, Value]) -> Created:
        """Look up an existing resource (`X.get`)."""
        ...

    def invoke(self, token: str, args: Mapping[str, Value]) -> Mapping[str, Value]:
        """A function call of the program, such as `aws:index/getCallerIdentity:…`."""
        ...


class Lives(Protocol):
    """What an engine with a state asks of a cloud: the whole life of a resource.

    Inputs are camelCase, plain values; `UNKNOWN` may stand anywhere in what `check`, `diff` and
    previews are given. Errors of a call have a `reason`, one line in the cloud's words.
    """

    def check(
        self,
        type_: str,
        urn: str,
        olds: Mapping[str, Value],
        news: Mapping[str, Value],
        seed: bytes = b"",
        autoname: str = "",
    ) -> Checked:
        """`olds` are the inputs in the state, empty for what is to be created (also in place of
        another). `autoname` is the name that the engine prescribes where none is given."""
        ...

    def diff(
        self,
        type_: str,
        urn: str,
        id_: str,
        olds: Mapping[str, Value],
        outputs: Mapping[str, Value],
        news: Mapping[str, Value],
        ignore: tuple[str, ...] = (),
    ) -> Difference:
        """`olds` are the inputs in the state, `news` those that were checked."""
        ...

    def create(
        self, type_: str, urn: str, inputs: Mapping[str, Value], *, preview: bool = False
    ) -> Made: ...

    def update(
        self,
        type_: str,
        urn: str,
        id_: str,
        olds: Mapping[str, Value],
        outputs: Mapping[str, Value],
        news: Mapping[str, Value],
        *,
        preview: bool = False,
    ) -> Made:
        """Make it what `news` say, whatever came of an earlier try."""
        ...

    def read(
        self,
        type_: str,
        urn: str,
        id_: str,
        inputs: Mapping[str, Value] | None = None,
        outputs: Mapping[str, Value] | None = None,
    ) -> Found | None:
        """As it is now, None where it is not there. Without `inputs` it is imported by its id."""
        ...

    def delete(
        self,
        type_: str,
        urn: str,
        id_: str,
        inputs: Mapping[str, Value],
        outputs: Mapping[str, Value],
    ) -> None:
        """What is not there any more is deleted."""
        ...

    def invoke(self, token: str, args: Mapping[str, Value]) -> Mapping[str, Value]:
        """A function call of the program."""
        ...

    def ended(self) -> None:
        """Everything answered so far is in a state."""
        ...
