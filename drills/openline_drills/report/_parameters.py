"""The model's figures as lines: name, value and grade, then what it is and where it was read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.text import Text

from openline_stacks.recovery import Parameter, distribution_in_words


def parameter_lines(figures: Iterable[Parameter]) -> Iterator[Text]:
    """Two or three lines a figure, none of which a narrow window would cut off."""
    for one in figures:
        value = distribution_in_words(one.distribution)
        yield Text.assemble((one.name, "bold"), f"  {value}  [{one.grade}, {one.date}]")
        yield Text(f"    {one.what}")
        yield Text(f"    source: {one.source}", style="dim")
