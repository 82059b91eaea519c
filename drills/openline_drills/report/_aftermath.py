"""What the next `up` would undo of a failover, for people."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from openline_stacks.aftermath import Aftermath, Difference, Failover

_WIDTH: Final = 96


def aftermath_lines(aftermath: Aftermath, stack: str) -> Iterator[str]:
    """Who was moved, what would be put back and how to prevent it, what stays and why."""
    for failover in aftermath.failovers:
        yield f"stack {stack} · {aftermath.resources} resources · {failover.lost} lost, then:"
        yield from _failover_lines(failover)
        yield ""
    yield "an `up` without --refresh compares with Pulumi's state, which holds none of this"
    count = len(aftermath.undone)
    yield f"after failover: {f'{count} undone' if count else 'nothing is undone'}"


def _failover_lines(failover: Failover) -> Iterator[str]:
    for moved in failover.moved:
        yield from _wrapped(f"  {moved.system}: ", ", ".join(moved.steps) or "nothing moves it")
    if failover.undone:
        yield ""
        yield "put back by `pulumi up --refresh`:"
        yield from _resources(failover.undone)
    if failover.kept:
        yield ""
        yield "left alone:"
        yield from _resources(failover.kept)


def _resources(differences: Iterable[Difference]) -> Iterator[str]:
    for _, group in groupby(differences, key=lambda one: one.urn):
        each = list(group)
        at = f"  {each[0].at.file}:{each[0].at.line}" if each[0].at else ""
        yield f"  {each[0].name}  {each[0].type}{at}"
        for one in each:
            yield from _wrapped("    ", f"{_change(one)} · {one.why}")


def _change(one: Difference) -> str:
    if not one.property:
        return "deleted"
    if one.there is None:
        return one.property
    if one.undone and one.declared is not None:
        return f"{one.property}: {one.there}, back to {one.declared}"
    return f"{one.property}: {one.there}"


def _wrapped(label: str, text: str) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent=label, subsequent_indent="      ",
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
