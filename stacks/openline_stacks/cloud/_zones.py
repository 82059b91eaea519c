"""Hosted zones that were there before the program: it names them by id and makes only records."""

from __future__ import annotations

from typing import Any


def existing_zone(account: str, zone_id: str, record_name: str) -> None:
    """Make sure that moto holds the zone. An id cannot be chosen by API, so moto is told inside.

    Nothing says what the zone is called: the last two labels of its records hold any of them.
    """
    # here and not above: who only asks for shapes does not pay for moto
    from moto.route53.models import FakeZone, route53_backends

    zones = route53_backends[account]["aws"].zones
    if zone_id not in zones:
        name = ".".join(record_name.lower().rstrip(".").split(".")[-2:]) + "."
        make: Any = FakeZone  # moto's type hints call it abstract; moto instantiates it
        zones[zone_id] = make(name, zone_id, False, f"before the program: {zone_id}")
