"""Quantities as people write them in a file: `5m`, `5%`, `120/s`, `3x for 10m`, `1s..8s`.

Each is a plain number (or a small frozen value) in one unit, with a canonical text that reads
back to the same value. Arithmetic on the way is exact, so `0.1%` of something is what it says.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, GetCoreSchemaHandler, PlainSerializer, WithJsonSchema
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

_NUMBER: Final = r"(\d+(?:\.\d+)?)"
_DURATION: Final = re.compile(
    "".join(f"(?:{_NUMBER}{unit})?" for unit in ("d", "h", "m", "s", "ms")), re.ASCII
)
_UNITS_S: Final = (Fraction(86400), Fraction(3600), Fraction(60), Fraction(1), Fraction(1, 1000))
_PERCENT: Final = re.compile(rf"{_NUMBER} ?%", re.ASCII)
_RATE: Final = re.compile(rf"{_NUMBER} ?/ ?(s|sec|min|m|h)", re.ASCII)
_RATE_S: Final = {"s": 1, "sec": 1, "min": 60, "m": 60, "h": 3600}
_SURGE: Final = re.compile(rf"{_NUMBER} ?x for (\S+)", re.ASCII)

# A year and a day: a longer wait is a slip of the keyboard, and every clock here holds it exactly.
MOST_SECONDS: Final = 366 * 86400.0
# A thousand million requests a second: more is a slip of the keyboard.
MOST_PER_S: Final = 1e9
# The longest canonical text of a float written without an exponent, with room to spare.
_LONGEST_TEXT: Final = 400

_DURATION_RIGHT: Final = "write a duration such as 5m, 1h30m, 250ms or 10s"
_SHARE_RIGHT: Final = "write a share from 0% to 100%, such as 5% or 0.05"
_MARGIN_RIGHT: Final = "write a margin from 0% to 1000%, such as 30% or 0.3"
_RATE_RIGHT: Final = "write a rate such as 120/s or 6000/min"
_SURGE_RIGHT: Final = "write a surge such as 3x for 10m"
_BACKOFF_RIGHT: Final = "write a range of durations such as 1s..8s"
_WHOLE_RIGHT: Final = "write a whole number such as 3"


def mistake(wrong: str, right: str) -> PydanticCustomError:
    """The one form of error in this package: what is wrong, and what would be right."""
    return PydanticCustomError("openline", "{wrong}; {right}", {"wrong": wrong, "right": right})


def shown(value: object) -> str:
    """A value as an error message quotes it: never longer than a line can hold."""
    text = json.dumps(value, default=repr, ensure_ascii=False)
    if not text.isprintable():
        text = json.dumps(value, default=repr)
    return f"{text[:57]}..." if len(text) > 60 else text


def seconds(value: object) -> float:
    """Seconds of `5m`, `1h30m`, `250ms`, `10s`, or of a plain number. Raises ValueError."""
    amount = _number(value, _DURATION_RIGHT) if not isinstance(value, str) else _duration(value)
    if not 0 <= amount <= MOST_SECONDS:
        raise mistake(f"{shown(value)} is not between 0 s and 366 days", _DURATION_RIGHT)
    return float(amount)


def share(value: object) -> float:
    """A fraction of one, of `5%` or 0.05. Raises ValueError outside 0 to 1."""
    return _part(value, 1, _SHARE_RIGHT)


def margin(value: object) -> float:
    """What is added on top, as a fraction of one: `30%` or 0.3; at most 1000 %."""
    return _part(value, 10, _MARGIN_RIGHT)


def rate(value: object) -> float:
    """Requests per second, of `120/s`, `6000/min`, or of a plain number. Raises ValueError."""
    amount = _number(value, _RATE_RIGHT) if not isinstance(value, str) else _per_second(value)
    if not 0 < amount <= MOST_PER_S:
        raise mistake(f"{shown(value)} is not above 0 and at most 1000000000/s", _RATE_RIGHT)
    return float(amount)


def whole(value: object) -> int:
    """A whole number; 3.0 counts as one (hosted inputs are floats), a boolean or text does not."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise mistake(f"{shown(value)} is not a whole number", _WHOLE_RIGHT)
    return int(value)


def on_off(value: object) -> bool:
    """`on` and `off` are words in YAML 1.2; true and false are taken as well."""
    if isinstance(value, bool):
        return value
    if value in ("on", "off"):
        return value == "on"
    raise mistake(f"{shown(value)} is neither on nor off", "write on or off")


def exact(value: float) -> Fraction:
    """The number that was written, 0.3, not the float that stands for it."""
    return Fraction(repr(value))


def seconds_text(value: float) -> str:
    return f"{_plain(Decimal(repr(value)))}s"


def share_text(value: float) -> str:
    return f"{_plain(Decimal(repr(value)).scaleb(2))}%"


def rate_text(value: float) -> str:
    return f"{_plain(Decimal(repr(value)))}/s"


@dataclass(frozen=True, slots=True)
class Surge:
    """Demand multiplied by `times` (1 or more) for `for_s` seconds: `3x for 10m`."""

    times: float
    for_s: float

    def __post_init__(self) -> None:
        if not 1 <= self.times <= 1000:
            raise mistake(
                f"a surge of {self.times!r} times is not between 1 and 1000", _SURGE_RIGHT
            )
        if not 0 < self.for_s <= MOST_SECONDS:
            raise mistake("a surge has to last some time", _SURGE_RIGHT)

    def __str__(self) -> str:
        return f"{_plain(Decimal(repr(self.times)))}x for {seconds_text(self.for_s)}"

    @classmethod
    def parse(cls, value: object) -> Surge:
        """Reads `3x for 10m`. Raises ValueError."""
        if isinstance(value, cls):
            return value
        found = _matched(_SURGE, value, "a surge", _SURGE_RIGHT)
        return cls(times=float(Fraction(found[1])), for_s=seconds(found[2]))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return _written_as_text(cls.parse, r"^\S+ ?x for \S+$")


@dataclass(frozen=True, slots=True)
class Backoff:
    """The wait before a retry: `first_s`, doubling up to `most_s`: `1s..8s`."""

    first_s: float
    most_s: float

    def __post_init__(self) -> None:
        if not 0 <= self.first_s <= self.most_s <= MOST_SECONDS:
            raise mistake(f"{self} starts above its end", _BACKOFF_RIGHT)

    def __str__(self) -> str:
        return f"{seconds_text(self.first_s)}..{seconds_text(self.most_s)}"

    @classmethod
    def parse(cls, value: object) -> Backoff:
        """Reads `1s..8s`. Raises ValueError."""
        if isinstance(value, cls):
            return value
        first, dots, most = value.partition("..") if isinstance(value, str) else ("", "", "")
        if not dots:
            raise mistake(f"{shown(value)} is not a range of durations", _BACKOFF_RIGHT)
        return cls(first_s=seconds(first.strip()), most_s=seconds(most.strip()))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return _written_as_text(cls.parse, r"^\S+ ?\.\. ?\S+$")


def _duration(text: str) -> Fraction:
    found = _matched(_DURATION, text, "a duration", _DURATION_RIGHT)
    if not any(found.groups()):
        raise mistake("an empty text is not a duration", _DURATION_RIGHT)
    parts = zip(found.groups(), _UNITS_S, strict=True)
    return sum((Fraction(number) * unit for number, unit in parts if number), Fraction(0))


def _per_second(text: str) -> Fraction:
    found = _matched(_RATE, text, "a rate", _RATE_RIGHT)
    return Fraction(found[1]) / _RATE_S[found[2]]


def _part(value: object, most: int, right: str) -> float:
    if isinstance(value, str):
        amount = Fraction(_matched(_PERCENT, value, "a percentage", right)[1]) / 100
    else:
        amount = _number(value, right)
    if not 0 <= amount <= most:
        forgot_sign = isinstance(value, int | float) and 1 < value <= 100
        right = f"write {value}%, with its sign" if forgot_sign else right
        raise mistake(f"{shown(value)} is not between 0% and {most}00%", right)
    return float(amount)


def _number(value: object, right: str) -> Fraction:
    """Exact value of a plain number: 0.1 is one tenth here, as the person who wrote it meant."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise mistake(f"{shown(value)} is not a number", right)
    return exact(float(value)) if isinstance(value, float) else Fraction(int(value))


def _matched(pattern: re.Pattern[str], value: object, what: str, right: str) -> re.Match[str]:
    text = value.strip() if isinstance(value, str) and len(value) <= _LONGEST_TEXT else ""
    found = pattern.fullmatch(text)
    if found is None:
        raise mistake(f"{shown(value)} is not {what}", right)
    return found


def _plain(number: Decimal) -> str:
    """Decimal digits without exponent or trailing zeros."""
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("", "-0") else text


def _written_as_text(parse: Callable[[object], object], pattern: str) -> CoreSchema:
    return core_schema.no_info_plain_validator_function(
        parse,
        serialization=core_schema.plain_serializer_function_ser_schema(str),
        json_schema_input_schema=core_schema.str_schema(pattern=pattern),
    )


def _either(pattern: str) -> WithJsonSchema:
    return WithJsonSchema({"anyOf": [{"type": "string", "pattern": pattern}, {"type": "number"}]})


Seconds = Annotated[
    float,
    BeforeValidator(seconds),
    PlainSerializer(seconds_text, return_type=str),
    _either(r"^([0-9.]+(d|h|m|s|ms))+$"),
]
Share = Annotated[
    float,
    BeforeValidator(share),
    PlainSerializer(share_text, return_type=str),
    _either(r"^[0-9.]+ ?%$"),
]
Margin = Annotated[
    float,
    BeforeValidator(margin),
    PlainSerializer(share_text, return_type=str),
    _either(r"^[0-9.]+ ?%$"),
]
Rate = Annotated[
    float,
    BeforeValidator(rate),
    PlainSerializer(rate_text, return_type=str),
    _either(r"^[0-9.]+ ?/ ?(s|sec|min|m|h)$"),
]
Whole = Annotated[int, BeforeValidator(whole)]
OnOff = Annotated[
    bool,
    BeforeValidator(on_off),
    PlainSerializer(lambda value: "on" if value else "off", return_type=str),
    WithJsonSchema({"enum": ["on", "off", True, False]}),
]
