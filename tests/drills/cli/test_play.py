"""Playing goes by the real clock, and costs the drill nothing."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from openline_drills.cli._play import instants

if TYPE_CHECKING:
    from tests.drills.cli.conftest import Refused


class Clock:
    """A real clock that goes by what is slept, `late_s` more each time."""

    def __init__(self, late_s: float = 0.0) -> None:
        self.now_s, self.late_s = 100.0, late_s

    def now(self) -> float:
        return self.now_s

    def sleep(self, seconds: float) -> None:
        self.now_s += seconds + self.late_s


def test_sixty_times_real_time_takes_a_sixtieth_of_it() -> None:
    clock = Clock()
    shown = list(instants(-30.0, 5700.0, 60.0, clock.now, clock.sleep))
    assert clock.now_s - 100.0 == pytest.approx(5730.0 / 60.0, abs=0.2)
    assert (shown[0], shown[-1]) == (-30.0, 5700.0)
    assert all(earlier < later for earlier, later in itertools.pairwise(shown))


def test_a_machine_that_cannot_keep_up_shows_less_often_not_more_slowly() -> None:
    clock = Clock(late_s=0.9)
    shown = list(instants(0.0, 600.0, 60.0, clock.now, clock.sleep))
    assert clock.now_s - 100.0 == pytest.approx(10.0, abs=1.1)
    assert len(shown) < 13


def test_nothing_to_show_is_one_frame() -> None:
    assert list(instants(0.0, 0.0, 60.0)) == [0.0]


@pytest.mark.parametrize("speed", ["0", "-1", "0.5", "nan", "inf", "1e9"])
def test_a_speed_that_cannot_be_is_refused_before_anything_is_rehearsed(
    refused: Refused, speed: str
) -> None:
    (line,) = refused("drill", "region-outage", "--play", speed)
    assert "a number of times real time is needed, 1 to 100000" in line


def test_a_speed_that_is_no_number_is_refused(refused: Refused) -> None:
    said = " ".join(refused("drill", "region-outage", "--play", "fast"))
    assert "--play" in said
    assert "a valid number" in said


@pytest.mark.parametrize("flag", ["--junit", "--markdown"])
def test_a_file_that_cannot_be_written_is_told_before_anything_is_rehearsed(
    refused: Refused, flag: str
) -> None:
    assert refused("drill", "region-outage", flag, "no/where.xml") == [
        f"{flag} no/where.xml: there is no folder no; make it first"
    ]
    assert refused("drill", "region-outage", flag, ".") == [
        f"{flag} .: this is a folder; name a file"
    ]
