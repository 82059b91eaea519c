"""What is broken right now, and what is refused when it is loaded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openline_drills.world import CapabilityError, capabilities, require
from openline_drills.world.faults import Disruption, is_felt, lost_region
from openline_stacks.recovery import Fault, Mode, Plane, Selector, region_dark

EAST, WEST = "us-east-1", "us-west-2"


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


@pytest.mark.parametrize("mode", ["refuse", "error", "slow", "throttle", "stall", "disable"])
def test_a_mode_that_cannot_be_acted_out_is_refused_with_a_reason(mode: Mode) -> None:
    with pytest.raises(CapabilityError, match=rf"faults\[1\]: mode {mode} is not acted out"):
        require([region_dark(EAST, 0, 60), Fault(Selector(region=EAST), mode, 0.0, 60.0, 60.0)])
    assert capabilities() == ("drop",)


def test_every_problem_is_said_at_once() -> None:
    wrong = Fault(Selector(zone="a", tag=("team", "blue")), "slow", -1.0, 60.0, 60.0)
    with pytest.raises(CapabilityError) as caught:
        require([wrong])
    for part in ("from_s", "zone is selected without its region", "mode slow", "tag team"):
        assert part in str(caught.value)


def test_a_dark_region_drops_everything_there_and_nothing_elsewhere() -> None:
    dark = active(region_dark(EAST, 0, 60))
    assert dark.traffic(EAST, "x") == dark.store(EAST, "x") == dark.launches(EAST, "x") == 1.0
    assert dark.alarms(EAST) == 1.0
    assert dark.copies(EAST, WEST, "x") == dark.copies(WEST, EAST, "x") == 1.0
    assert dark.traffic(WEST, "x") == dark.store(WEST, "x") == dark.launches(WEST, "x") == 0.0


def test_a_dark_control_plane_stops_launches_and_no_request() -> None:
    dark = active(fault(Selector(region=WEST), plane="control"))
    assert dark.launches(WEST, "x") == 1.0
    assert dark.traffic(WEST, "x") == dark.store(WEST, "x") == 0.0


def test_a_store_outage_leaves_traffic_alone() -> None:
    out = active(fault(Selector(region=EAST), ("dynamodb",)))
    assert out.store(EAST, "x") == 1.0
    assert out.traffic(EAST, "x") == out.launches(EAST, "x") == 0.0


def test_an_operation_of_a_service_is_dropped_alone() -> None:
    reads = active(fault(Selector(region=EAST), ("dynamodb",), operations=("GetItem",)))
    writes = active(fault(Selector(region=EAST), ("dynamodb",), operations=("PutItem",)))
    assert (reads.store(EAST, "x"), writes.store(EAST, "x")) == (0.0, 1.0)


def test_one_systems_fault_does_not_touch_another() -> None:
    out = active(fault(Selector(region=EAST, system="x")))
    assert (out.traffic(EAST, "x"), out.traffic(EAST, "y")) == (1.0, 0.0)
    tagged = active(fault(Selector(tag=("openline:system", "x"))))
    assert (tagged.traffic(WEST, "x"), tagged.traffic(WEST, "y")) == (1.0, 0.0)


def test_a_zone_is_lost_without_its_region() -> None:
    out = active(fault(Selector(region=EAST, zone="b")))
    assert out.zones(EAST, "x") == ("b",)
    assert out.zones(WEST, "x") == ()
    assert out.traffic(EAST, "x") == 0.0


def test_a_cut_between_two_regions_stops_only_copies() -> None:
    cut = active(fault(Selector(region=EAST), peer=WEST))
    assert cut.copies(EAST, WEST, "x") == cut.copies(WEST, EAST, "x") == 1.0
    assert cut.traffic(EAST, "x") == cut.store(EAST, "x") == 0.0


@given(st.lists(st.floats(0.01, 1.0), max_size=4))
def test_shares_of_several_faults_never_drop_more_than_all(shares: list[float]) -> None:
    dropped = active(*(fault(Selector(region=EAST), share=share) for share in shares))
    assert 0.0 <= dropped.traffic(EAST, "x") <= 1.0
    assert dropped.traffic(EAST, "x") >= max(shares, default=0.0) - 1e-12


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
        assert is_felt(one, active(one), places) is felt
