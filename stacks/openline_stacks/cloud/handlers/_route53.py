"""What records and zones of Route 53 have in common: their names."""

from __future__ import annotations

from typing import Any


def bare(name: Any) -> str:
    return str(name).rstrip(".").lower()
