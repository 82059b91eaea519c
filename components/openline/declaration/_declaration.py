"""A whole stack, resolved: nothing in it is left to inherit."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any, Final, Self

from pydantic import ModelWrapValidatorHandler, PrivateAttr, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from openline.declaration._errors import Mistake, path_text
from openline.declaration._origin import Origin
from openline.declaration._overrides import as_written, overridden
from openline.declaration._resolve import plain, resolve
from openline.declaration._rules import mistakes
from openline.declaration._stack import Stack

# Passed as validation context by the file reader, which has resolved already and checks the
# rules itself, on as much of the file as is sound.
RESOLVED: Final = "resolved by the reader"


class Declaration(Stack):
    """A whole stack: what runs where, how it fails over, and what is promised."""

    # what is wrong raises `pydantic.ValidationError`; the file reader turns it into lines

    _origin: Origin = PrivateAttr(default_factory=Origin)

    @model_validator(mode="wrap")
    @classmethod
    def _resolved(
        cls, data: Any, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo
    ) -> Self:
        if info.context == RESOLVED or not isinstance(data, dict):
            return handler(data)
        raw, paths = overridden(plain(data), cls)
        resolved = resolve(raw)
        built = handler(resolved.data)
        broken = mistakes(built, frozenset())
        if broken:
            lines = "\n".join(_line(one) for one in broken)
            raise PydanticCustomError("openline", "{lines}", {"lines": lines})
        built._origin = Origin(raw=raw, overridden=paths, notes=resolved.notes)
        return built

    def canonical_json(self) -> str:
        """The declaration with every default filled in: equal ones give the same text, whatever
        the order of their mappings and lists was. `from_canonical` reads it back."""
        data = self.model_dump(mode="json", by_alias=True)
        if not data["suppress"]:
            del data["suppress"]  # the text of whoever never heard of it stays what it was
        return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True)

    def digest(self) -> str:
        """sha256 of the canonical text, in hexadecimal."""
        return sha256(self.canonical_json().encode("ascii")).hexdigest()


def from_canonical(text: str) -> Declaration:
    """Reads what `canonical_json` wrote; overrides in force do not touch it again.

    Raises `pydantic.ValidationError`.
    """
    with as_written():
        return Declaration.model_validate(json.loads(text))


def _line(one: Mistake) -> str:
    return f"{path_text(one.path)}: {one.wrong}; {one.right}"
