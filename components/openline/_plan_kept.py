"""What a declaration keeps, turned into the arguments of its components. Pure, as `_plan` is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pulumi

from openline._plan import targets

if TYPE_CHECKING:
    from openline.backups import BackupsArgs
    from openline.declaration import Declaration
    from openline.interactions import InteractionLogArgs


def backups(
    declaration: Declaration,
    tables: Mapping[str, pulumi.Output[str]],
    key_arns: Mapping[str, pulumi.Output[str]],
    alarm_topics: Mapping[str, pulumi.Output[str]],
) -> BackupsArgs | None:
    """None where nothing is backed up, because it was turned off or there is no store."""
    own = declaration.backups
    if own is None or not tables:
        return None
    return {
        "stack": declaration.stack,
        "account": declaration.account,
        "regions": targets(declaration),
        "table_arns": {**tables},
        "key_arns": {**key_arns},
        "every_days": own.every_days,
        "keep_days": own.keep_days,
        "copy_days": own.copy_days,
        "lock": own.lock,
        "alarm_topics": {**alarm_topics},
        "protection": declaration.protection,
    }


def interactions(
    declaration: Declaration, key_arns: Mapping[str, pulumi.Output[str]]
) -> InteractionLogArgs | None:
    """None where no log was asked for."""
    own = declaration.interactions
    if own is None:
        return None
    return {
        "stack": declaration.stack,
        "regions": targets(declaration),
        "key_arns": {**key_arns},
        "keep_days": own.keep_days,
        "lock": own.lock,
        "protection": declaration.protection,
    }
