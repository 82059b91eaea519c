"""The model's figures as lines: name, value and grade, then what it is and where it was read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.text import Text

from openline_stacks.recovery import Constant, Distribution, Parameter, Uniform


def parameter_lines(figures: Iterable[Parameter]) -> Iterator[Text]:
    """Two or three lines a figure, none of which a narrow window would cut off."""
    for one in figures:
        value = distribution_in_words(one.distribution)
        yield Text.assemble((one.name, "bold"), f"  {value}  [{one.grade}, {one.date}]")
        yield Text(f"    {one.what}")
        yield Text(f"    source: {one.source}", style="dim")


def distribution_in_words(distribution: Distribution) -> str:
    """`300`, `2 to 30 alike` or `lognormal, median 1.5, sigma 0.4`, in the unit of the name."""
    if isinstance(distribution, Constant):
        return f"{distribution.value:g}"
    if isinstance(distribution, Uniform):
        return f"{distribution.low:g} to {distribution.high:g} alike"
    return f"lognormal, median {distribution.median:g}, sigma {distribution.sigma:g}"
