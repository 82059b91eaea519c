"""How many instances a fleet has, and why never one more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openline.declaration import Declaration, FleetSize, fleet_size, overriding, parse


def sized(text: str, region: str = "us-east-1", **capacity: object) -> FleetSize:
    with overriding({f"orders.capacity.{key}": value for key, value in capacity.items()}):
        return fleet_size(parse(text), "orders", region)


def test_the_reference_stack_has_the_sizes_of_its_demand(retail: str) -> None:
    read = parse(retail)
    # 900/s, of which 30 % three times over: 1440/s; 1440 x 1.3 / 120 = 15.6.
    assert fleet_size(read, "customer-authentication", "us-east-1") == FleetSize(4, 32, 16)
    assert fleet_size(read, "customer-authentication", "us-west-2") == FleetSize(16, 32, 16)
    # 2500 x 1.3 / 120 = 27.08...; 800 x 1.3 / 120 = 8.67.
    assert fleet_size(read, "self-service-portal", "us-east-1") == FleetSize(9, 56, 28)
    # One a zone, although 200 x 1.3 / 120 = 2.17 and 60 x 1.3 / 120 = 0.65.
    assert fleet_size(read, "agent-chat", "us-east-1") == FleetSize(3, 6, 3)


def test_what_divides_evenly_is_not_rounded_up(small: str) -> None:
    # In floats 300 x (1 + 0.1) / 110 is 3.0000000000000004, which would be a fourth instance.
    text = small.replace("peak: 500/s", "peak: 300/s")
    assert sized(text, each="110/s", buffer="10%").full == 3


def test_thirds_make_one(small: str) -> None:
    text = small.replace("{place: {share: 10%, writes: book}, track: {}}", "{a: {}, b: {}, c: {}}")
    assert sized(text, each="100/s", buffer="0%").full == 5


def test_the_standby_is_a_share_of_the_full_fleet(small: str) -> None:
    assert sized(small, "us-west-2", standby="100%").min == 6
    assert sized(small, "us-west-2", standby="60%").min == 4
    assert sized(small, "us-west-2", standby="1%").min == 3
    assert sized(small, "us-west-2", standby="0%").min == 0


def test_declared_sizes_win(small: str) -> None:
    assert sized(small, min=8, max=40) == FleetSize(min=8, max=40, full=6)
    assert sized(small, max=2) == FleetSize(min=2, max=2, full=6)
    assert sized(small, min=50) == FleetSize(min=50, max=50, full=6)


def test_a_declared_minimum_does_not_light_a_pilot_light(small: str) -> None:
    assert sized(small, "us-west-2", standby="0%", min=8).min == 0
    assert sized(small, "us-east-1", standby="0%", min=8).min == 8


def test_a_region_that_serves_nobody_has_no_fleet(small: str) -> None:
    with pytest.raises(KeyError):
        sized(small, "eu-west-1")


@pytest.fixture(scope="module")
def plain() -> Declaration:
    return Declaration.model_validate(
        {
            "openline": 1,
            "stack": "shop",
            "account": "123456789012",
            "domain": "shop.example.net",
            "zone_id": "Z1",
            "regions": {"us-east-1": "primary", "us-west-2": "standby"},
            "zones": {"us-east-1": ["a", "b"], "us-west-2": ["a", "b", "c"]},
            "network": {"us-east-1": "10.20.0.0/16", "us-west-2": "10.30.0.0/16"},
            "systems": {"orders": {"demand": {"steady": 1, "peak": 2}}},
        }
    )


@given(
    steady=st.integers(1, 5000),
    more=st.integers(0, 5000),
    standby=st.integers(0, 100),
    region=st.sampled_from(["us-east-1", "us-west-2"]),
)
def test_sizes_are_in_order_and_carry_the_demand(
    plain: Declaration, steady: int, more: int, standby: int, region: str
) -> None:
    system = plain.systems["orders"]
    demand = system.demand.model_copy(
        update={"steady_per_s": float(steady), "peak_per_s": float(steady + more)}
    )
    capacity = system.capacity.model_copy(update={"standby": standby / 100})
    own = system.model_copy(update={"demand": demand, "capacity": capacity})
    size = fleet_size(plain.model_copy(update={"systems": {"orders": own}}), "orders", region)
    assert 0 <= size.min <= size.full <= size.max
    assert size.full >= len(plain.zones[region])
    assert size.full * 120 * 10 >= (steady + more) * 13
    assert (size.full - 1) * 120 * 10 < (steady + more) * 13 or size.full == len(
        plain.zones[region]
    )
