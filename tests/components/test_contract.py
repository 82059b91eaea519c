"""What readers rely on: the names that components and readers both make."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from openline.contract import regional_name

SYSTEMS = st.from_regex(r"[a-z]([a-z0-9-]{0,61}[a-z0-9])?", fullmatch=True)
REGIONS = st.sampled_from(["us-east-1", "ap-southeast-2", "eu-central-1"])


def test_a_regional_name_is_read_off_the_system_and_the_region() -> None:
    assert regional_name("orders", "us-east-1", "example.net") == "orders-us-east-1.example.net"
    assert regional_name("internal-desk", "us-east-1", "a.b") == "internal-desk-us-east-1.a.b"


@given(SYSTEMS, REGIONS)
def test_a_regional_name_is_one_label_below_the_domain(system: str, region: str) -> None:
    label, _, domain = regional_name(system, region, "example.net").partition(".")
    assert domain == "example.net"
    assert re.fullmatch(r"[a-z][a-z0-9-]{0,61}[a-z0-9]", label)
    assert label.endswith(f"-{region}")


@given(SYSTEMS, SYSTEMS, REGIONS)
def test_different_systems_have_different_regional_names(one: str, other: str, region: str) -> None:
    same = regional_name(one, region, "a.b") == regional_name(other, region, "a.b")
    assert same is (one == other)
