"""What a whole stack says, and which of its regions has which part."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from openline.declaration._base import Model
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
from openline.declaration._quantities import OnOff, mistake, shown
from openline.declaration._suppressions import Suppression, in_order


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


class Stack(Model):
    """The fields of a declaration, each sound by itself; the rules between them read this.

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
    suppress: Annotated[tuple[Suppression, ...], AfterValidator(in_order)] = ()
    defaults: Annotated[Defaults, AfterValidator(_handed_down)] = Field(
        default=Defaults(), exclude=True, repr=False
    )
    systems: dict[Name, System]

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
