"""What makes a topology impossible to read at all; everything less is `NotUnderstood`."""

from __future__ import annotations


class TopologyError(ValueError):
    """No declaration, or two that differ. The text says where and what would be right."""
