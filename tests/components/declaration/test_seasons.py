"""Seasons: raised a day before, lowered the day after, and no season in another one's way."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openline.declaration import (
    DeclarationError,
    FleetSize,
    Season,
    at_once_per_s,
    days,
    findings,
    fleet_size,
    overriding,
    parse,
    season_size,
)


def with_seasons(small: str, seasons: str) -> str:
    """`orders` has 120/s, at its peak 500/s; an instance does 120/s and 30 % is kept free."""
    return small.replace("peak: 500/s}", f"peak: 500/s}}\n    seasons: {seasons}")


def told(text: str) -> list[str]:
    with pytest.raises(DeclarationError) as caught:
        parse(text)
    return [line.split(": ", 1)[1] for line in str(caught.value).splitlines()]


@pytest.mark.parametrize(
    ("starts", "ends", "raised", "lowered"),
    [
        ("11-24", "11-30", "11-23", "12-01"),
        ("12-20", "01-05", "12-19", "01-06"),
        ("01-01", "01-01", "12-31", "01-02"),
        ("03-01", "12-31", "02-28", "01-01"),
        ("02-28", "02-28", "02-27", "03-01"),
    ],
)
def test_it_is_ready_a_day_before_and_over_a_day_after(
    starts: str, ends: str, raised: str, lowered: str
) -> None:
    season = Season.model_validate({"from": starts, "to": ends, "peak": "1/s"})
    assert (days(season).raised, days(season).lowered) == (raised, lowered)


def test_a_season_is_there_from_its_first_minute_in_both_regions(small: str) -> None:
    text = with_seasons(small, "{sale: {from: 11-24, to: 11-30, peak: 1500/s}}")
    declaration = parse(text)
    # 1500 x 1.3 / 120 = 16.25
    assert season_size(declaration, "orders", "us-east-1", "sale") == FleetSize(17, 34, 17)
    assert season_size(declaration, "orders", "us-west-2", "sale") == FleetSize(17, 34, 17)
    # all year the minimum is what it was, and the maximum has room for the season
    usual = fleet_size(parse(small), "orders", "us-east-1")
    assert fleet_size(declaration, "orders", "us-east-1") == FleetSize(usual.min, 34, usual.full)


def test_the_primary_is_not_raised_for_a_failover_that_leaves_it(small: str) -> None:
    surging = small.replace("writes: book", "writes: book, after_failover: 5x for 10m")
    declaration = parse(with_seasons(surging, "{sale: {from: 11-24, to: 11-30, peak: 1500/s}}"))
    # 10 % five times over: 1500 x 1.4 x 1.3 / 120 = 22.75
    assert season_size(declaration, "orders", "us-east-1", "sale").min == 17
    assert season_size(declaration, "orders", "us-west-2", "sale").min == 23
    assert at_once_per_s(declaration, "orders") == 2100.0


def test_a_season_does_not_light_a_pilot_light(small: str) -> None:
    text = with_seasons(small, "{sale: {from: 11-24, to: 11-30, peak: 1500/s}}")
    with overriding({"orders.capacity.standby": "0%"}):
        declaration = parse(text)
    assert season_size(declaration, "orders", "us-west-2", "sale").min == 0


def test_a_declared_maximum_wins_and_is_told_where_it_is_too_small(small: str) -> None:
    text = with_seasons(small, "{sale: {from: 11-24, to: 11-30, peak: 1500/s}}")
    with overriding({"orders.capacity.max": "10"}):
        declaration = parse(text)
    assert season_size(declaration, "orders", "us-west-2", "sale").min == 10
    (found,) = [one for one in findings(declaration) if one.code == "capacity-max"]
    assert found.text == "orders needs 17 instances for sale, and may have 10"
    assert found.path == "systems.orders.seasons.sale.peak"


@pytest.mark.parametrize(
    ("seasons", "line"),
    [
        (
            "{sale: {from: 11-24, to: 11-30, peak: 400/s}}",
            "systems.orders.seasons.sale.peak: 400/s is under the ordinary peak of 500/s; "
            "write 500/s or more, or take the season out",
        ),
        (
            "{a: {from: 11-24, to: 11-30, peak: 600/s}, b: {from: 12-02, to: 12-24, peak: 600/s}}",
            "systems.orders.seasons.b: b is prepared, or comes, before a is over; "
            "leave two days between them, or make them one season",
        ),
        (
            "{a: {from: 12-20, to: 01-05, peak: 600/s}, b: {from: 01-02, to: 01-03, peak: 9000/s}}",
            "systems.orders.seasons.b: b is prepared, or comes, before a is over; "
            "leave two days between them, or make them one season",
        ),
        (
            "{a: {from: 01-01, to: 12-31, peak: 600/s}}",
            "systems.orders.seasons.a: a season of the whole year ends on the day on which it is "
            "prepared; raise demand.peak instead",
        ),
    ],
)
def test_seasons_that_cannot_be_are_refused(small: str, seasons: str, line: str) -> None:
    assert told(with_seasons(small, seasons)) == [line]


def test_two_days_between_are_enough(small: str) -> None:
    parse(with_seasons(
        small,
        "{a: {from: 11-24, to: 11-30, peak: 600/s}, b: {from: 12-03, to: 12-24, peak: 600/s}}",
    ))  # fmt: skip


@pytest.mark.parametrize(
    ("backups", "line"),
    [
        (
            "{every: 7d, keep: 1d}",
            "backups.keep: kept for 1d and made every 7d: for the days between there is none; "
            "write at least 7d",
        ),
        (
            "{every: 7d, keep_copy: 6d}",
            "backups.keep_copy: kept for 6d and made every 7d: for the days between there is none; "
            "write at least 7d",
        ),
    ],
)
def test_a_backup_is_kept_until_the_next_one(small: str, backups: str, line: str) -> None:
    assert told(f"backups: {backups}\n{small}") == [line]


EVERY_DAY = st.dates(date(2025, 1, 1), date(2025, 12, 31))


@given(EVERY_DAY, st.integers(0, 350))
def test_a_season_lies_between_its_two_turns(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    season = Season.model_validate({"from": f"{first:%m-%d}", "to": f"{last:%m-%d}", "peak": "1/s"})
    turns = days(season)
    year = [f"{date(2025, 1, 1) + timedelta(days=at):%m-%d}" for at in range(365)]
    at = year.index(turns.raised)
    from_there = year[at:] + year[:at]
    order = [from_there.index(day) for day in (season.starts, season.ends, turns.lowered)]
    assert order == sorted(order)
    assert order[0] == 1
    assert order[2] == order[1] + 1
