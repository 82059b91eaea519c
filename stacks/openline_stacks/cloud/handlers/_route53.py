"""What records, health checks and zones of Route 53 have in common."""

from __future__ import annotations

from typing import Any


def bare(name: Any) -> str:
    return str(name).rstrip(".").lower()


def whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) else value
