"""The address plan of a region's network. Pure arithmetic: a zone's ranges depend on its letter
alone, so that adding or reordering zones renumbers nothing."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

ZONES: Final = "abcdefgh"
# 16 blocks: 8 private and 8 public, one of each a zone letter.
_BLOCK_BITS: Final = 4
# A VPC takes /16 to /28; a balancer wants /27 subnets, 4 bits longer than /23.
_LARGEST, _SMALLEST = 16, 23


@dataclass(frozen=True, slots=True)
class ZoneRanges:
    zone: str
    public: str
    private: str


def plan(cidr: str, zones: Sequence[str]) -> tuple[ZoneRanges, ...]:
    """One public and one private range a zone, sorted by zone."""
    blocks = list(ipaddress.IPv4Network(cidr).subnets(prefixlen_diff=_BLOCK_BITS))
    return tuple(
        ZoneRanges(
            zone=zone,
            private=str(blocks[ZONES.index(zone)]),
            public=str(blocks[len(ZONES) + ZONES.index(zone)]),
        )
        for zone in sorted(zones)
    )


def problems(cidr: str, zones: Sequence[str]) -> Iterator[str]:
    """What is wrong with a range and its zones, a sentence each."""
    try:
        prefix = ipaddress.IPv4Network(cidr).prefixlen
    except ValueError as error:
        yield f"cidr: {error}; write a network such as 10.20.0.0/16"
    else:
        if not _LARGEST <= prefix <= _SMALLEST:
            yield f"cidr: {cidr} is not between /{_LARGEST} and /{_SMALLEST}"
    yield from (
        f"zones: {zone!r} is not a zone letter; write a to {ZONES[-1]}"
        for zone in zones
        if len(zone) != 1 or zone not in ZONES
    )
    if len(set(zones)) != len(zones):
        yield "zones: a letter stands twice"
    if len(zones) < 2:
        yield "zones: a load balancer needs two zones or more"
