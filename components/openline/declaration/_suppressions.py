"""Findings that somebody has decided to live with, until a day."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from openline.declaration._base import Model
from openline.declaration._names import plain_text
from openline.declaration._quantities import mistake, shown

_RULE: Final = re.compile(r"OL\d{3}", re.ASCII)
_RULE_RIGHT: Final = "write a rule's id such as OL504"
_DAY_RIGHT: Final = "write a day such as 2026-12-31"
_REASON_RIGHT: Final = "say in a sentence why it may stay"


def _rule(value: object) -> str:
    text = plain_text(value, _RULE_RIGHT)
    if _RULE.fullmatch(text) is None:
        raise mistake(f"{shown(text)} is no rule's id", _RULE_RIGHT)
    return text


def _day(value: object) -> date:
    if type(value) is date:
        return value
    text = plain_text(value, _DAY_RIGHT)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise mistake(f"{shown(text)} is no day", _DAY_RIGHT) from None


def _reason(value: object) -> str:
    text = " ".join(plain_text(value, _REASON_RIGHT).split())
    if not text:
        raise mistake("the reason is empty", _REASON_RIGHT)
    return text


Day = Annotated[
    date,
    BeforeValidator(_day),
    PlainSerializer(lambda day: day.isoformat(), return_type=str),
    WithJsonSchema({"type": "string", "format": "date"}),
]


class Suppression(Model):
    """A finding of a check, a preview or the policy pack that is no reason to stop until the end of
    the day `until`: of `rule`, and of the `resource`, system or operation named, of all where none
    is."""

    rule: Annotated[str, BeforeValidator(_rule)]
    resource: str | None = None
    reason: Annotated[str, BeforeValidator(_reason)]
    until: Day


def in_order(suppressions: Any) -> tuple[Suppression, ...]:
    """Equal declarations have equal texts, whatever the order was."""
    return tuple(sorted(suppressions, key=lambda s: (s.rule, s.resource or "", s.until, s.reason)))
