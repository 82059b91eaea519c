"""What is broken right now, and what is refused when it is loaded."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openline_drills.world import CapabilityError, capabilities, require
from openline_drills.world._effects import NONE, Effect
from openline_drills.world.faults import Disruption, is_felt
from openline_stacks.recovery import Fault, Mode, Plane, Selector, lost_region, region_dark, surge

EAST, WEST = "us-east-1", "us-west-2"
ALL = Effect(dropped=1.0)


def fault(
    selector: Selector,
    services: tuple[str, ...] = (),
    plane: Plane | None = None,
    share: float = 1.0,
    operations: tuple[str, ...] = (),
    peer: str | None = None,
) -> Fault:
    return Fault(selector, "drop", 0.0, 60.0, 60.0, peer, services, operations, plane, share)


def active(*faults: Fault) -> Disruption:
    disruption = Disruption()
    for one in faults:
        disruption.begin(one)
    return disruption


def test_every_mode_is_acted_out_somewhere_and_each_service_says_which() -> None:
    known = capabilities()
    acted_out = {mode for modes in known.values() for mode in modes} | {"surge"}
    assert acted_out == set(get_args(Mode))
    assert known["*"] == ("drop", "refuse", "error", "slow", "throttle")
    assert "disable" in known["kms"]
    assert "stall" in known["dynamodb"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"mode": "disable"}, "mode disable needs its services"),
        ({"mode": "disable", "services": ("ec2",)}, r"services\[0\]: ec2 has no disable here"),
        ({"mode": "stall", "services": ("sqs",)}, r"services\[0\]: sqs has no stall here"),
        ({"mode": "disable", "services": ("kms", "ec2")}, r"services\[1\]: ec2 has no disable"),
        ({"services": ("route53",), "plane": "data"}, "the data plane of route53"),
        ({"selector": Selector(EAST, "a"), "share": 0.5}, "a zone is lost as a whole here"),
        ({"selector": Selector(EAST, "a"), "mode": "error"}, "a zone is lost as a whole here"),
        ({"peer": WEST, "share": 0.5}, "between two regions nothing passes at all"),
        ({"mode": "stall", "services": ("dynamodb",), "share": 0.5}, "copies stall all or not"),
        ({"mode": "throttle", "limit_per_s": 9.0}, "limit_per_s is acted out for"),
    ],
)
def test_what_cannot_be_acted_out_is_refused_with_a_reason(
    change: dict[str, object], why: str
) -> None:
    fine = region_dark(EAST, 0, 60)
    with pytest.raises(CapabilityError, match=rf"faults\[1\]: .*{why}"):
        require([fine, replace(fine, **change)])  # type: ignore[arg-type]


def test_every_problem_is_said_at_once() -> None:
    wrong = Fault(Selector(zone="a", tag=("team", "blue")), "disable", -1.0, 60.0, 60.0)
    with pytest.raises(CapabilityError) as caught:
        require([wrong])
    for part in ("from_s", "zone is selected without its region", "mode disable", "tag team"):
        assert part in str(caught.value)


def test_a_dark_region_drops_everything_there_and_nothing_elsewhere() -> None:
    dark = active(region_dark(EAST, 0, 60))
    assert dark.traffic(EAST, "x") == dark.store(EAST, "x") == dark.alarms(EAST) == ALL
    assert dark.launches(EAST, "x") == dark.scaling(EAST, "x") == ALL
    assert dark.copies(EAST, WEST, "x") == dark.copies(WEST, EAST, "x") == 1.0
    assert dark.traffic(WEST, "x") == dark.store(WEST, "x") == dark.launches(WEST, "x") == NONE


def test_a_dark_control_plane_stops_launches_and_no_request() -> None:
    dark = active(fault(Selector(region=WEST), plane="control"))
    assert dark.launches(WEST, "x") == ALL
    assert dark.traffic(WEST, "x") == dark.store(WEST, "x") == NONE


def test_a_store_outage_leaves_traffic_alone() -> None:
    out = active(fault(Selector(region=EAST), ("dynamodb",)))
    assert out.store(EAST, "x") == ALL
    assert out.traffic(EAST, "x") == out.launches(EAST, "x") == NONE


def test_an_operation_of_a_service_is_dropped_alone() -> None:
    reads = active(fault(Selector(region=EAST), ("dynamodb",), operations=("GetItem",)))
    writes = active(fault(Selector(region=EAST), ("dynamodb",), operations=("PutItem",)))
    assert (reads.store(EAST, "x"), writes.store(EAST, "x")) == (NONE, ALL)


def test_one_systems_fault_does_not_touch_another() -> None:
    out = active(fault(Selector(region=EAST, system="x")))
    assert (out.traffic(EAST, "x"), out.traffic(EAST, "y")) == (ALL, NONE)
    tagged = active(fault(Selector(tag=("openline:system", "x"))))
    assert (tagged.traffic(WEST, "x"), tagged.traffic(WEST, "y")) == (ALL, NONE)


def test_a_zone_is_lost_without_its_region() -> None:
    out = active(fault(Selector(region=EAST, zone="b")))
    assert out.zones(EAST, "x") == ("b",)
    assert out.zones(WEST, "x") == ()
    assert out.traffic(EAST, "x") == NONE


def test_a_cut_between_two_regions_stops_only_copies() -> None:
    cut = active(fault(Selector(region=EAST), peer=WEST))
    assert cut.copies(EAST, WEST, "x") == cut.copies(WEST, EAST, "x") == 1.0
    assert cut.traffic(EAST, "x") == cut.store(EAST, "x") == NONE


@given(st.lists(st.floats(0.01, 1.0), max_size=4))
def test_shares_of_several_faults_never_drop_more_than_all(shares: list[float]) -> None:
    dropped = active(*(fault(Selector(region=EAST), share=share) for share in shares))
    share = dropped.traffic(EAST, "x").dropped
    assert max(shares, default=0.0) - 1e-12 <= share <= 1.0


def test_a_fault_that_ended_is_over_even_if_it_has_a_twin() -> None:
    first, second = region_dark(EAST, 0, 60), region_dark(EAST, 0, 60)
    disruption = active(first, second)
    disruption.end(first)
    assert disruption.active == [second]


def test_a_whole_region_is_lost_only_where_its_traffic_or_stores_are() -> None:
    assert lost_region([region_dark(EAST, 0, 60)]) == EAST
    assert lost_region([fault(Selector(region=EAST), plane="control")]) is None
    assert lost_region([fault(Selector(region=EAST, zone="a"))]) is None
    assert lost_region([fault(Selector(system="x"))]) is None


def test_a_fault_that_selects_nothing_here_is_not_felt() -> None:
    places = [("x", EAST), ("x", WEST)]
    for one, felt in ((region_dark(EAST, 0, 60), True), (region_dark("eu-west-1", 0, 60), False)):
        assert is_felt(one, places) is felt
    assert is_felt(fault(Selector(EAST), peer="eu-west-1"), places) is True
    assert is_felt(surge(3.0, 0, 60, "y"), places) is False
    assert is_felt(surge(3.0, 0, 60), places) is True


def test_a_fault_of_calls_alone_is_for_those_who_call_to_feel() -> None:
    records = fault(Selector(EAST), ("route53",), "control")
    assert is_felt(records, [("x", EAST)]) is None
    one_system = fault(Selector(EAST, system="x"), ("route53",), "control")
    assert is_felt(one_system, [("x", EAST)]) is False


def test_a_party_outside_is_felt_where_somebody_needs_it() -> None:
    cards = fault(Selector(system="cards"))
    assert is_felt(cards, [("x", EAST)], ["cards"]) is True
    assert is_felt(cards, [("x", EAST)], ["post"]) is False


@pytest.mark.parametrize(
    ("services", "mode", "aspect", "effect"),
    [
        (("ec2",), "refuse", "traffic", Effect(refused=1.0)),
        (("elasticloadbalancing",), "error", "traffic", Effect(errors=1.0)),
        (("elbv2",), "disable", "traffic", Effect(disabled=1.0)),
        (("ebs",), "stall", "traffic", Effect(hung=1.0)),
        (("ebs",), "drop", "traffic", Effect(hung=1.0)),
        (("dynamodb",), "throttle", "store", Effect(refused=1.0)),
        (("dynamodb",), "stall", "store", NONE),
        (("kms",), "disable", "store", Effect(errors=1.0)),
        (("kms",), "disable", "launches", Effect(errors=1.0)),
        (("sts",), "error", "launches", Effect(errors=1.0)),
        (("ec2",), "stall", "launches", Effect(hung=1.0)),
        (("ec2",), "error", "scaling", NONE),
        (("autoscaling",), "error", "scaling", Effect(errors=1.0)),
    ],
)
def test_a_mode_of_a_service_is_one_thing_to_who_meets_it(
    services: tuple[str, ...], mode: Mode, aspect: str, effect: Effect
) -> None:
    one = replace(fault(Selector(EAST), services), mode=mode)
    require([one])
    assert getattr(active(one), aspect)(EAST, "x") == effect


def test_a_fault_counts_once_however_many_rows_name_it() -> None:
    half = active(replace(region_dark(EAST, 0, 60), share=0.5))
    assert half.store(EAST, "x").lost == half.launches(EAST, "x").lost == 0.5


def test_several_delays_come_one_after_the_other() -> None:
    one = replace(fault(Selector(EAST)), mode="slow", delay_s=1.0, share=0.5)
    assert active(one).traffic(EAST, "x").delays == ((0.5, 0.0), (0.5, 1.0))
    assert active(one, one).traffic(EAST, "x").delays == ((0.25, 0.0), (0.5, 1.0), (0.25, 2.0))


def test_the_least_rate_holds() -> None:
    rates = [
        replace(fault(Selector(EAST), ("dynamodb",)), mode="throttle", limit_per_s=rate)
        for rate in (80.0, 20.0)
    ]
    require(rates)
    assert active(*rates).store(EAST, "x") == Effect(limit_per_s=20.0)


def test_health_checks_that_are_disabled_are_a_systems_own() -> None:
    off = replace(fault(Selector(system="x"), ("route53",)), mode="disable")
    require([off])
    assert (active(off).checks("x"), active(off).checks("y")) == (True, False)
