"""Five systems that are found by aliases, and one edit of them at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

RETAIL = Path(__file__).with_name("five_systems.yaml")


@pytest.fixture
def retail_file() -> Path:
    return RETAIL


@pytest.fixture
def retail() -> str:
    return RETAIL.read_text(encoding="utf-8")


@pytest.fixture
def edited(retail: str) -> Callable[[str, str], str]:
    """The text with one thing changed; an edit that changes nothing is a mistake of the test."""

    def edit(old: str, new: str) -> str:
        assert retail.count(old) == 1, f"{old!r} stands {retail.count(old)} times"
        return retail.replace(old, new)

    return edit


@pytest.fixture
def line_of(retail: str) -> Callable[[str], int]:
    def line(text: str) -> int:
        assert retail.count(text) == 1
        return retail[: retail.index(text)].count("\n") + 1

    return line


SMALL = """\
openline: 1
stack: shop
account: "123456789012"
domain: shop.example.net
zone_id: Z0123456789ABCDEFGHIJ
regions: {us-east-1: primary, us-west-2: standby}
zones: {us-east-1: [a, b, c], us-west-2: [a, b, c]}
network: {us-east-1: 10.20.0.0/16, us-west-2: 10.30.0.0/16}
failover: {decision: 5m}
defaults:
  objectives: {region: {rto: 15m, rpo: 15s}}
systems:
  sign-in:
    demand: {steady: 300/s, peak: 900/s}
  orders:
    needs: [sign-in]
    demand: {steady: 120/s, peak: 500/s}
    operations: {place: {share: 10%, writes: book}, track: {}}
    stores: {book: {}}
"""


@pytest.fixture
def small() -> str:
    """Two systems, and as little said as a stack needs."""
    return SMALL
