"""Names, addresses and identifiers that DNS and AWS take; each mistake says what would be right."""

from __future__ import annotations

import re
from collections.abc import Callable
from ipaddress import AddressValueError, IPv4Network, NetmaskValueError
from typing import Annotated, Final

from pydantic import BeforeValidator

from openline.declaration._quantities import mistake, shown

# RFC 1035: a label has at most 63 characters and starts and ends with a letter or digit.
_LABEL: Final = re.compile(r"[a-z]([a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
_HOST: Final = re.compile(r"@|[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
_DOMAIN: Final = re.compile(
    r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?",
    re.ASCII,
)
# ACM API reference, RequestCertificate: a longer name cannot be a certificate's first.
_LONGEST_DOMAIN: Final = 64
_REGION: Final = re.compile(r"[a-z]{2}(-[a-z]+){1,2}-[1-9]", re.ASCII)
# No region has more zones than six; the address plan of a network has room for eight.
_ZONE_LETTER: Final = re.compile(r"[a-h]", re.ASCII)
_ACCOUNT: Final = re.compile(r"\d{12}", re.ASCII)
_ZONE_ID: Final = re.compile(r"Z[A-Z0-9]{1,31}", re.ASCII)  # Route 53 API: at most 32 characters
_INSTANCE: Final = re.compile(r"[a-z][a-z0-9-]*\.[a-z0-9-]+", re.ASCII)
# EC2 API reference, CreateLaunchTemplate, ImageId: an AMI's id, or a parameter that holds one, with
# a version or a label if it must.
_IMAGE: Final = re.compile(
    r"ami-([0-9a-f]{8}|[0-9a-f]{17})|resolve:ssm:[A-Za-z0-9_./:-]{1,200}", re.ASCII
)
# VPC user guide, "VPC CIDR blocks": of no network that packets are routed in.
_NOWHERE: Final = tuple(
    IPv4Network(one) for one in ("0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3")
)
# Route 53 API, ResourcePath: at most 255 characters.
_URL_PATH: Final = re.compile(r"/[!-~]{0,254}", re.ASCII)
# CloudFront developer guide, path pattern: at most 255 characters of this alphabet, `*` and `?`.
_PATH_PATTERN: Final = re.compile(r"/[A-Za-z0-9_.*?$/~\"'@:+&-]{0,254}", re.ASCII)
# Systems Manager, standard parameters: at most 4 KB.
_VALUE: Final = re.compile(r"[ -~\t\n]{0,4095}[!-~]", re.ASCII)
# DynamoDB: a key attribute's name has at most 255 characters.
_ATTRIBUTE: Final = re.compile(r"[A-Za-z0-9_.-]{1,255}", re.ASCII)
_RESIDENCE: Final = re.compile(r"[a-z]{2}(-[a-z]+){0,2}(-[1-9])?", re.ASCII)

# What `str()` of a pulumi.Output begins with: an Output in an f-string leaves this in a name.
_OUTPUT_WARNING: Final = "Calling __str__ on an Output"
# EC2 takes at most 16 KB of user data before it is encoded.
_MOST_USER_DATA: Final = 16 * 1024

# An AWS VPC is /16 to /28; below /20 a public and a private subnet for six zones leave under
# 256 addresses each, which balancers and a surge of instances use up.
WIDEST_PREFIX: Final = 16
NARROWEST_PREFIX: Final = 20


def plain_text(value: object, right: str) -> str:
    """Text that is really text: an Output, or the warning that one leaves, names nothing."""
    if isinstance(value, str) and _OUTPUT_WARNING in value:
        raise mistake("a Pulumi Output cannot decide a name or a count", f"plain text: {right}")
    if isinstance(value, str):
        return value
    if type(value).__module__.split(".")[0] == "pulumi":
        raise mistake("a Pulumi Output cannot decide a name or a count", f"plain text: {right}")
    raise mistake(f"{shown(value)} is not text", right)


def _matching(pattern: re.Pattern[str], what: str, right: str) -> Callable[[object], str]:
    def validated(value: object) -> str:
        text = plain_text(value, right)
        if pattern.fullmatch(text) is None:
            raise mistake(f"{shown(text)} is not {what}", right)
        return text

    return validated


def _account(value: object) -> str:
    right = 'write its 12 digits in quotes, such as "123456789012"'
    if isinstance(value, int) and not isinstance(value, bool):
        raise mistake("an account without quotes is a number and loses its zeros", right)
    return _matching(_ACCOUNT, "an AWS account", right)(value)


def _domain(value: object) -> str:
    right = "write one in lower case, such as shop.example.net"
    text = _matching(_DOMAIN, "a domain", right)(value)
    if len(text) > _LONGEST_DOMAIN:
        right = f"write at most {_LONGEST_DOMAIN}: a certificate takes no more"
        raise mistake(f"{shown(text)} has {len(text)} characters", right)
    return text


def _zone_letter(value: object) -> str:
    right = "write the zone's letter alone, from a to h"
    return _matching(_ZONE_LETTER, "a zone's letter", right)(value)


def _url_path(value: object) -> str:
    right = "write a path that starts with / and has no spaces, such as /healthz"
    return _matching(_URL_PATH, "a path", right)(value)


def _cidr(value: object) -> str:
    right = (
        f"write a network from /{WIDEST_PREFIX} to /{NARROWEST_PREFIX}, such as 10.20.0.0/16, "
        "so that subnets for every zone fit"
    )
    text = plain_text(value, right)
    try:
        network = IPv4Network(text, strict=False)
    except (AddressValueError, NetmaskValueError, ValueError):
        raise mistake(f"{shown(text)} is not an IPv4 network", right) from None
    if not WIDEST_PREFIX <= network.prefixlen <= NARROWEST_PREFIX:
        raise mistake(f"{shown(text)} is a /{network.prefixlen}", right)
    if str(network) != text:
        raise mistake(f"{shown(text)} is not the start of its network", f"write {network}")
    for nowhere in _NOWHERE:
        if network.overlaps(nowhere):
            raise mistake(f"{shown(text)} is in {nowhere}, which no VPC can be in", right)
    return text


def _user_data(value: object) -> str:
    right = f"write at most {_MOST_USER_DATA} bytes of text"
    text = plain_text(value, right)
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        raise mistake("half a character, which no text holds", right) from None
    if size > _MOST_USER_DATA:
        raise mistake("longer than EC2 takes", right)
    return text


_NAME_RIGHT: Final = (
    "write at most 63 lower-case letters, digits and hyphens, starting with a letter"
)

Name = Annotated[str, BeforeValidator(_matching(_LABEL, "a name", _NAME_RIGHT))]
Host = Annotated[
    str,
    BeforeValidator(
        _matching(
            _HOST,
            "a host of the domain",
            'write one label such as support, or "@" for the domain itself',
        )
    ),
]
Domain = Annotated[str, BeforeValidator(_domain)]
RegionName = Annotated[
    str,
    BeforeValidator(_matching(_REGION, "an AWS region", "write one such as us-east-1")),
]
ZoneLetter = Annotated[str, BeforeValidator(_zone_letter)]
Account = Annotated[str, BeforeValidator(_account)]
ZoneId = Annotated[
    str,
    BeforeValidator(
        _matching(
            _ZONE_ID, "a hosted zone's id", "write the zone's id, such as Z0123456789ABCDEFGHIJ"
        )
    ),
]
UrlPath = Annotated[str, BeforeValidator(_url_path)]
Cidr = Annotated[str, BeforeValidator(_cidr)]
InstanceType = Annotated[
    str,
    BeforeValidator(_matching(_INSTANCE, "an instance type", "write one such as m7g.large")),
]
Attribute = Annotated[
    str,
    BeforeValidator(_matching(_ATTRIBUTE, "a key attribute", "write a name such as id")),
]
Residence = Annotated[
    str,
    BeforeValidator(
        _matching(_RESIDENCE, "a region or its beginning", "write one such as us or us-east-1")
    ),
]
Image = Annotated[
    str,
    BeforeValidator(
        _matching(
            _IMAGE, "an image", "write an AMI such as ami-0123456789abcdef0, or resolve:ssm:/path"
        )
    ),
]
UserData = Annotated[str, BeforeValidator(_user_data)]
PathPattern = Annotated[
    str,
    BeforeValidator(_matching(_PATH_PATTERN, "a path pattern", "write one such as /catalogue/*")),
]
Value = Annotated[
    str,
    BeforeValidator(_matching(_VALUE, "a parameter's value", "write up to 4096 plain characters")),
]
