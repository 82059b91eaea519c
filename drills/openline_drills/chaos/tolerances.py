"""Tolerances: what counts as in order in the answers of our probes."""

from typing import Any, Dict  # noqa: UP035 - chaoslib knows these names, not the new ones

from chaoslib.types import Configuration, Secrets

__all__ = ["all_at_level", "share_at_least"]


def all_at_level(
    value: Dict[str, Any],  # noqa: UP006
    configuration: Configuration = None,
    secrets: Secrets = None,
) -> bool:
    """Every operation of `operations_at_level` is at its level. No operation at all is not."""
    return bool(value) and all(value.values())


def share_at_least(
    value: float,
    share: float = 0.99,
    configuration: Configuration = None,
    secrets: Secrets = None,
) -> bool:
    """What `share_answered` says is no less than `share`. Chaos Toolkit's own refuse a float."""
    return value >= share
