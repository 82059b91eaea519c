"""Names that DNS and AWS take, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from openline.declaration._names import (
    Account,
    Cidr,
    Domain,
    Host,
    Image,
    InstanceType,
    Name,
    PathPattern,
    RegionName,
    Residence,
    UrlPath,
    UserData,
    ZoneId,
    ZoneLetter,
)

GOOD = [
    (Name, ["a", "order-management", "a" * 63, "a1"]),
    (Host, ["@", "support", "1-2"]),
    (Domain, ["example.net", "a.b.c.example.net", "xn--bcher-kva.example"]),
    (RegionName, ["us-east-1", "ap-southeast-2", "us-gov-west-1"]),
    (ZoneLetter, ["a", "h"]),
    (Account, ["000000000000"]),
    (ZoneId, ["Z1", "Z0123456789ABCDEFGHIJ"]),
    (UrlPath, ["/", "/ready?deep=1"]),
    (Cidr, ["10.0.0.0/16", "172.16.16.0/20"]),
    (InstanceType, ["m7g.large", "u-6tb1.metal", "c7g.16xlarge"]),
    (Residence, ["us", "us-east", "us-east-1"]),
    (Image, ["resolve:ssm:/retail/auth/image", "resolve:ssm:a:2", "ami-01234567"]),
    (PathPattern, ["/", "/*", "/" + "a" * 254, "/_-.*$/~\"'@:+&?"]),
    (UserData, ["", "#!/bin/sh\necho hi\n"]),
]
BAD = [
    (Name, ["", "A", "1a", "-a", "a-", "a_b", "a" * 64, "a.b", "ä", "a\n", None, 1, b"a"]),
    (Host, ["", "a.b", "-a", "A", "@@", "*"]),
    (Domain, ["example", "a..b", "Example.net", "example.net.", f"{'a' * 64}.net", "1.2.3.4"]),
    (RegionName, ["us-east", "useast1", "us-east-1a", "US-EAST-1", "global"]),
    (ZoneLetter, ["us-east-1a", "A", "1", "", "i"]),
    (Account, ["12345678901", "1234-5678-9012", 123456789012, "１２３４５６７８９０１２"]),
    (ZoneId, ["z1", "/hostedzone/Z1", "", "Z" * 40]),
    (UrlPath, ["ready", "", "/a b", "/" + "a" * 255, "/é", "/\n"]),
    (Cidr, ["10.0.0.0", "10.0.0.0/8", "10.0.0.0/24", "10.0.0.1/16", "::/16", "x", "127.1.0.0/16"]),
    (InstanceType, ["large", "m7g", "m7g large"]),
    (Residence, ["", "everywhere!", "US"]),
    (Image, ["", "two\nlines", "ends ", "ami-0", "ami-0123456789abcdef0 ", "web", "resolve:ssm:"]),
    (UserData, ["x" * 16385, "é" * 8193, "\ud800", 3, None]),
    (PathPattern, ["", "help", "/a b", "/é", "/" + "a" * 255]),
]


@pytest.mark.parametrize(("kind", "values"), GOOD)
def test_what_aws_takes_is_taken(kind: Any, values: list[Any]) -> None:
    for value in values:
        assert TypeAdapter(kind).validate_python(value) == value


@pytest.mark.parametrize(("kind", "values"), BAD)
def test_what_aws_refuses_is_refused_with_what_would_be_right(kind: Any, values: list[Any]) -> None:
    for value in values:
        with pytest.raises(ValidationError, match=r"; (write|put|plain)"):
            TypeAdapter(kind).validate_python(value)
