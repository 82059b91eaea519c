"""How far each figure may be from what the catalogue says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from openline_stacks.recovery import (
    PARAMETERS,
    Constant,
    Lognormal,
    Parameter,
    Uniform,
    between,
    range_of,
)


@pytest.mark.parametrize("grade", ["yours", "sla", "documented"])
def test_what_is_measured_or_stated_has_no_range(grade: str) -> None:
    figure = replace(PARAMETERS["switch.delay_s"], grade=grade)  # type: ignore[arg-type]
    assert range_of(figure) is None


def test_how_the_model_measures_has_no_range() -> None:
    assert range_of(PARAMETERS["fluid.tick_s"]) is None
    assert range_of(PARAMETERS["writes.sampled_per_s"]) is None


def test_a_guess_goes_from_half_to_double() -> None:
    found = range_of(PARAMETERS["switch.delay_s"])
    assert found is not None
    assert (found.low, found.high) == (Uniform(30.0, 60.0), Uniform(120.0, 240.0))


@pytest.mark.parametrize("figure", PARAMETERS.values(), ids=lambda one: one.name)
def test_every_range_is_of_possible_values_around_the_figure(figure: Parameter) -> None:
    found = range_of(figure)
    if found is None:
        return
    assert type(found.low) is type(found.high) is type(figure.distribution)
    low, now, high = (_first(d) for d in (found.low, figure.distribution, found.high))
    assert 0.0 <= low <= now <= high
    assert found.low != found.high
    assert high <= 1.0 or not figure.name.endswith("_share")
    assert found.why


def test_halfway_between_two_counts_is_a_whole_number() -> None:
    assert between("a_count", Constant(3.0), Constant(6.0), 0.5) == Constant(5.0)
    assert between("a_s", Constant(3.0), Constant(6.0), 0.5) == Constant(4.5)


def test_two_kinds_have_nothing_between_them() -> None:
    with pytest.raises(ValueError, match="are not of one kind"):
        between("a_s", Constant(3.0), Uniform(3.0, 6.0), 0.5)


def _first(distribution: Constant | Uniform | Lognormal) -> float:
    if isinstance(distribution, Constant):
        return distribution.value
    return distribution.low if isinstance(distribution, Uniform) else distribution.median
