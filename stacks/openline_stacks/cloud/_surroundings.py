"""What a resource is made in: clients, account, region, default tags; and what it replaces."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from openline_stacks.cloud._errors import HandlerError
from openline_stacks.cloud._handler import Handler
from openline_stacks.cloud._names import DEFAULTS, digest, mark
from openline_stacks.cloud._request import Request
from openline_stacks.cloud._under_way import UnderWay

_T = TypeVar("_T")
_OURS: Final = frozenset({DEFAULTS})


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`inside`: moto is in this process. `under_way`: what is being created is written down there;
    None where nothing outlives this process."""

    client: Callable[[str, str], Any]
    account: str
    region: str
    default_tags: Mapping[str, str]
    inside: bool
    under_way: UnderWay | None

    @property
    def lasting(self) -> bool:
        return self.under_way is not None

    def region_of(self, handler: Handler, inputs: Mapping[str, Any]) -> str:
        """Where the resource's API is."""
        stated = inputs.get("region")
        return handler.home or (stated if isinstance(stated, str) else self.region)

    def request(
        self,
        handler: Handler,
        urn: str,
        inputs: Mapping[str, Any],
        outputs: Mapping[str, Any] | None = None,
        *,
        salt: str = "",
    ) -> Request:
        """A request for one resource; `__defaults` and the like are no inputs."""
        return Request(
            handler.type,
            urn.rsplit("::", 1)[-1],
            urn,
            self.region_of(handler, inputs),
            self.account,
            {key: value for key, value in inputs.items() if key not in _OURS},
            self.client,
            outputs=outputs or {},
            token=mark(urn, salt) if self.lasting and handler.life.marked else "",
            inside=self.inside,
            provider_region=self.region,
            once={key: one for key, one in (outputs or {}).items() if key in handler.life.once},
        )


class Replaced:
    """Which URNs stand in the state: what is created under one of them replaces another.

    Told by Check, which is given the old inputs before the engine decides to replace.
    """

    def __init__(self) -> None:
        self._olds: dict[str, Mapping[str, Any]] = {}
        self._deleted: set[str] = set()

    def salt(self, urn: str, olds: Mapping[str, Any]) -> str:
        """Of the check at hand; empty unless it is for what replaces another."""
        if olds:
            self._olds[urn] = olds
            self._deleted.discard(urn)
            return ""
        return self.salt_of(urn)

    def salt_of(self, urn: str) -> str:
        olds = self._olds.get(urn)
        return digest(olds) if olds else ""

    def stands(self, urn: str, inputs: Mapping[str, Any], name: str) -> bool:
        """Whether what bears this name may be the very resource that is to be replaced."""
        olds = self._olds.get(urn)
        if olds is None or urn in self._deleted:
            return False
        return bool(olds.get(name) == inputs.get(name))

    def ended(self) -> None:
        """The next run tells by its checks what stands. Kept, what stood in this one would mark a
        replacement in that one as the resource itself is marked."""
        self._olds.clear()
        self._deleted.clear()

    def deleted(self, urn: str) -> None:
        """Its name is free again; what takes its place is marked otherwise all the same."""
        self._deleted.add(urn)


def guarded(request: Request, step: Callable[[], _T]) -> _T:
    """moto fails with whatever its code stumbles over; the user is told which resource it was."""
    try:
        return step()
    except HandlerError:
        raise
    except Exception as error:
        raise request.error(f"{type(error).__name__}: {error}") from error
