"""What makes a preview impossible: nothing to compare with, or nothing that can be compared."""

from __future__ import annotations


class PreviewError(ValueError):
    """One line: what was wrong, and what would be right."""
