"""The seam between the engine and whatever creates resources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from openline_stacks.states import Value


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
