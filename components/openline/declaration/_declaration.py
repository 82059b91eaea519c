"""A whole stack, resolved: nothing in it is left to inherit."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ModelWrapValidatorHandler,
    PrivateAttr,
    ValidationInfo,
    model_validator,
)
from pydantic_core import PydanticCustomError

from openline.declaration._base import Model
from openline.declaration._errors import Mistake, path_text
from openline.declaration._keeping import Access, Backups, Contact, Interactions, Residency
from openline.declaration._models import (
    Clients,
    Defaults,
    Failover,
    Role,
    Strategy,
    System,
)
from openline.declaration._names import (
    Account,
    Cidr,
    Domain,
    Name,
    RegionName,
    ZoneId,
    ZoneLetter,
)
from openline.declaration._origin import Origin
from openline.declaration._overrides import as_written, overridden
from openline.declaration._quantities import OnOff, mistake, shown
from openline.declaration._resolve import plain, resolve
from openline.declaration._rules import mistakes

# Passed as validation context by the file reader, which has resolved already and checks the
# rules itself, on as much of the file as is sound.
RESOLVED: Final = "resolved by the reader"


def _format(value: object) -> object:
    if value in (1, "1") and not isinstance(value, bool):
        return 1
    raise mistake(f"format {shown(value)} is not known to this version", "write openline: 1")


def _letters(zones: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(zones)) < len(zones):
        raise mistake("a zone is named twice", "name each zone once")
    return tuple(sorted(zones))


def _sorted(places: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(places)))


def _handed_down(defaults: Defaults) -> Defaults:
    return Defaults()


class Declaration(Model):
    """A whole stack. Raises `pydantic.ValidationError`; the file reader turns it into lines.

    `zones` and `network` hold the serving regions only. `defaults` has been handed down to the
    systems and is empty here.
    """

    openline: Annotated[Literal[1], BeforeValidator(_format)]
    stack: Name
    account: Account
    domain: Domain
    zone_id: ZoneId
    regions: dict[RegionName, Role]
    zones: dict[RegionName, Annotated[tuple[ZoneLetter, ...], AfterValidator(_letters)]]
    network: dict[RegionName, Cidr]
    strategy: Strategy = "warm-standby"
    protection: OnOff = True
    residency: Residency | None = None
    failover: Failover = Failover()
    clients: Clients = Clients()
    backups: Backups | None = Backups()
    interactions: Interactions | None = None
    access: Access = Access()
    notify: Annotated[tuple[Contact, ...], AfterValidator(_sorted)] = ()
    defaults: Annotated[Defaults, AfterValidator(_handed_down)] = Field(
        default=Defaults(), exclude=True, repr=False
    )
    systems: dict[Name, System]
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

    @property
    def primary(self) -> str:
        """The region that serves when all is well; of several active ones the first by name."""
        return next(iter((*self._in("primary"), *self._in("active"))), "")

    @property
    def standby(self) -> str | None:
        """The region that waits to take over, if there is one."""
        return next(iter(self._in("standby")), None)

    @property
    def witness(self) -> str | None:
        """The region that only votes on strong writes, if there is one."""
        return next(iter(self._in("witness")), None)

    @property
    def replica(self) -> str | None:
        """The region that only holds a copy of strong stores, if there is one."""
        return next(iter(self._in("replica")), None)

    @property
    def serving(self) -> tuple[str, ...]:
        """The regions with fleets, primary first."""
        return (*self._in("primary"), *self._in("standby"), *self._in("active"))

    def _in(self, role: Role) -> tuple[str, ...]:
        return tuple(region for region, own in sorted(self.regions.items()) if own == role)

    def canonical_json(self) -> str:
        """The declaration with every default filled in: equal ones give the same text, whatever
        the order of their mappings and lists was. `from_canonical` reads it back."""
        data = self.model_dump(mode="json", by_alias=True)
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
