"""Who fails over together, and under which name a system is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openline import contract
from openline.declaration._resolve import APEX

if TYPE_CHECKING:
    from openline.declaration._models import Failover
    from openline.declaration._stack import Stack


def group_of(declaration: Stack, system: str) -> str:
    """The failover group of a system: the stack's name, or its own where it fails over alone."""
    alone = declaration.failover.unit == "system"
    return system if alone or declaration.systems[system].failover else declaration.stack


def failover_of(declaration: Stack, system: str) -> Failover:
    """How a system fails over: by its own rules, or by the stack's."""
    return declaration.systems[system].failover or declaration.failover


def fqdn(declaration: Stack, system: str, region: str | None = None) -> str:
    """The public name of a system; with a region, the name of its side there, which never moves."""
    if region is not None:
        return contract.regional_name(system, region, declaration.domain)
    host = declaration.systems[system].host
    return declaration.domain if host == APEX else f"{host}.{declaration.domain}"


def origin_fqdn(declaration: Stack, system: str) -> str:
    """The name that fails over behind a system's edge."""
    return contract.origin_name(system, declaration.domain)
