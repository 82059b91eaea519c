"""What the local AWS has to say: a resource it could not make, an input it does not act out.

HandlerError
"""

from __future__ import annotations

from dataclasses import dataclass


class HandlerError(Exception):
    """A resource could not be made, read, changed or deleted. One line: type, name, reason (AWS's
    words), URN. `code` is AWS's."""

    def __init__(self, type_: str, name: str, urn: str, reason: str, code: str = "") -> None:
        self.code = code
        self.type = type_
        self.name = name
        self.urn = urn
        self.reason = " ".join(reason.split())
        super().__init__(f"{type_} {name}: {self.reason} ({urn})")


@dataclass(frozen=True, slots=True, order=True)
class NotEmulated:
    """An input that the local AWS takes and does not act out. `property`: camelCase path."""

    urn: str
    property: str
    why: str
