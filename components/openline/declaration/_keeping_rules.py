"""Rules between the figures of what a stack keeps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from openline.declaration._errors import Mistake

if TYPE_CHECKING:
    from openline.declaration._declaration import Declaration


def keeping_mistakes(declaration: Declaration) -> Iterator[Mistake]:
    """Broken rules about backups."""
    backups = declaration.backups
    if backups is None:
        return
    for key, days in (("keep", backups.keep_days), ("keep_copy", backups.copy_days)):
        if days < backups.every_days:
            wrong = f"kept for {days} days and made every {backups.every_days}: then there is none"
            right = f"keep each until the next is made: {backups.every_days}d or longer"
            yield Mistake(("backups", key), wrong, right)
