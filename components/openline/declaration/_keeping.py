"""What a stack keeps and who sees it: backups, interaction log, access, residency, seasons."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, Final, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainSerializer,
    WithJsonSchema,
    model_validator,
)

from openline.declaration._base import Model
from openline.declaration._names import RegionName, Residence, plain_text
from openline.declaration._quantities import Rate, exact, mistake, shown

# AWS Backup and S3 Object Lock count retention in days.
_KEEP: Final = re.compile(r"(\d{1,5}) ?(d|w|y)", re.ASCII)
_KEEP_DAYS: Final = {"d": 1, "w": 7, "y": 365}
_KEEP_RIGHT: Final = "write a time to keep such as 35d, 12w or 7y"
# S3 API, DefaultRetention: at most 36,500 days.
_LONGEST_DAYS: Final = 36500
_SIZE: Final = re.compile(r"(\d+(?:\.\d+)?) ?(GB|TB)", re.ASCII)
_SIZE_GB: Final = {"GB": 1, "TB": 1000}
_SIZE_RIGHT: Final = "write a size such as 500GB or 2TB"
_SPEED: Final = re.compile(r"(\d+(?:\.\d+)?) ?(GB|TB) ?/ ?h", re.ASCII)
_SPEED_RIGHT: Final = "write a restore rate such as 200GB/h or 1TB/h"
_MOST_GB: Final = 10**9
_DAY: Final = re.compile(r"(\d\d)-(\d\d)", re.ASCII)
_DAY_RIGHT: Final = "write a month and a day such as 11-24"
# A year without a 29 February: a season's day comes every year.
ANY_YEAR: Final = 2025
_PROVIDER: Final = re.compile(r"arn:aws:iam::\d{12}:saml-provider/[\w+=,.@-]{1,128}", re.ASCII)
_PROVIDER_RIGHT: Final = (
    "write a SAML provider's ARN such as arn:aws:iam::123456789012:saml-provider/staff"
)
_CONTACT: Final = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,63}|https://[!-~]{1,500}",
    re.ASCII,
)
_CONTACT_RIGHT: Final = "write a mail address or an https:// address"


def _days(value: object) -> int:
    found = _KEEP.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise mistake(f"{shown(value)} is not a time to keep", _KEEP_RIGHT)
    days = int(found[1]) * _KEEP_DAYS[found[2]]
    if not 1 <= days <= _LONGEST_DAYS:
        raise mistake(f"{shown(value)} is not between 1 and {_LONGEST_DAYS} days", _KEEP_RIGHT)
    return days


def _gigabytes(pattern: re.Pattern[str], right: str) -> Any:
    def read(value: object) -> float:
        found = pattern.fullmatch(value.strip()) if isinstance(value, str) else None
        if found is None:
            raise mistake(f"{shown(value)} is not an amount of data", right)
        amount = Fraction(found[1]) * _SIZE_GB[found[2]]
        if not 0 < amount <= _MOST_GB:
            raise mistake(f"{shown(value)} is not above 0 and at most {_MOST_GB} GB", right)
        return float(amount)

    return read


def _gb_text(value: float) -> str:
    number = exact(value)
    return f"{number.numerator if number.denominator == 1 else value!r}GB"


def _day_of_year(value: object) -> str:
    found = _DAY.fullmatch(plain_text(value, _DAY_RIGHT))
    if found is None:
        raise mistake(f"{shown(value)} is not a day of the year", _DAY_RIGHT)
    month, day = int(found[1]), int(found[2])
    if not (1 <= month <= 12 and 1 <= day <= monthrange(ANY_YEAR, month)[1]):
        raise mistake(f"{shown(value)} does not come every year", _DAY_RIGHT)
    return date(ANY_YEAR, month, day).strftime("%m-%d")


def _text_like(pattern: re.Pattern[str], what: str, right: str) -> Any:
    def read(value: object) -> str:
        text = plain_text(value, right)
        if pattern.fullmatch(text) is None:
            raise mistake(f"{shown(text)} is not {what}", right)
        return text

    return read


def _once_sorted(items: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(items)))


Days = Annotated[
    int,
    BeforeValidator(_days),
    PlainSerializer(lambda days: f"{days}d", return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^[0-9]+ ?(d|w|y)$"}),
]
Gigabytes = Annotated[
    float,
    BeforeValidator(_gigabytes(_SIZE, _SIZE_RIGHT)),
    PlainSerializer(_gb_text, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^[0-9.]+ ?(GB|TB)$"}),
]
GigabytesPerHour = Annotated[
    float,
    BeforeValidator(_gigabytes(_SPEED, _SPEED_RIGHT)),
    PlainSerializer(lambda value: f"{_gb_text(value)}/h", return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^[0-9.]+ ?(GB|TB) ?/ ?h$"}),
]
DayOfYear = Annotated[str, BeforeValidator(_day_of_year)]
Provider = Annotated[
    str, BeforeValidator(_text_like(_PROVIDER, "a SAML provider", _PROVIDER_RIGHT))
]
Contact = Annotated[str, BeforeValidator(_text_like(_CONTACT, "an address", _CONTACT_RIGHT))]

Lock = Literal["governance", "compliance", "off"]
Abroad = Literal["alarms", "edge", "edge-logs"]


class Backups(Model):
    """Backups of every store: one in each `every`, kept for `keep`, copied to the other
    region and kept there for `keep_copy`. `lock`: nobody shortens that before it is over;
    `compliance` means not even the account's root."""

    every_days: Days = Field(default=1, alias="every")
    keep_days: Days = Field(default=35, alias="keep")
    copy_days: Days = Field(default=35, alias="keep_copy")
    lock: Lock = "governance"


class Interactions(Model):
    """The log of customer interactions: encrypted, replicated, immutable for `keep`."""

    keep_days: Days = Field(default=7 * 365, alias="keep")
    lock: Literal["governance", "compliance"] = "governance"


class Access(Model):
    """Who may take the roles of agent, supervisor, auditor and operator: people that the SAML
    `provider` vouches for, or, without one, people of the account with a second factor."""

    provider: Provider | None = None


class Season(Model):
    """Days of every year, `from` to `to` inclusive and in UTC, on which demand peaks at
    `peak`; capacity is raised before it comes."""

    starts: DayOfYear = Field(alias="from")
    ends: DayOfYear = Field(alias="to")
    peak_per_s: Rate = Field(alias="peak")


class Residency(Model):
    """Regions, or their beginnings (`eu`), that data may be in. `except` says what else is kept
    where: every stack has alarms on its health checks in us-east-1, and an edge has its
    certificate, firewall and logs there."""

    within: Annotated[tuple[Residence, ...], AfterValidator(_once_sorted)]
    except_: dict[RegionName, Annotated[tuple[Abroad, ...], AfterValidator(_once_sorted)]] = Field(
        default_factory=dict, alias="except"
    )

    @model_validator(mode="before")
    @classmethod
    def _longhand(cls, data: Any) -> Any:
        if isinstance(data, str | list | tuple):
            data = {"within": data}
        places = data.get("within") if isinstance(data, dict) else None
        return {**data, "within": [places]} if isinstance(places, str) else data

    def allows(self, region: str) -> bool:
        """Whether customers' data may be there."""
        return any(region == place or region.startswith(f"{place}-") for place in self.within)
