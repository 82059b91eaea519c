"""What is fitted as a file that `--parameters` reads, each figure with where it comes from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from openline_drills.calibrate._model import Calibration, Fitted
from openline_stacks.recovery import Constant, Distribution, Uniform

_NAMED: Final = 3  # drills by name; of more the number is told
_MOST_NAME: Final = 80  # of each, so that a source stays what --parameters reads as one


def parameters_file(found: Calibration) -> str:
    """YAML. What is declared stands in it as a comment: it belongs into the declaration."""
    return "\n".join(_lines(found)) + "\n"


def value_of(one: Fitted) -> str:
    """As `--parameter` and the declaration read it."""
    return _written(one.distribution, "s" if one.name.endswith("_s") else "")


def source_of(one: Fitted) -> str:
    """One line: how many drills, which, when, how many samples, between what."""
    drills = f"{len(one.by)} injected drill{'s' if len(one.by) != 1 else ''}"
    names = ", ".join(each.name[-_MOST_NAME:] for each in one.by[:_NAMED])
    more = f" and {len(one.by) - _NAMED} more" if len(one.by) > _NAMED else ""
    return f"{drills} ({names}{more}), n {one.samples}, {'; '.join(_bounds(one))}"


def date_of(one: Fitted) -> str:
    """Of the newest of its drills."""
    return max(each.seen.date for each in one.by).isoformat()


def set_of(one: Fitted) -> str:
    """`PATH=VALUE`, as `--set` takes it."""
    return f"{one.declared}={value_of(one)}"


def _bounds(one: Fitted) -> Iterator[str]:
    for part, told in one.parts.items():
        named = "" if part == "value" else f"{part} "
        if told.confidence > 0.0:
            yield f"{named}{told.low:g} to {told.high:g} with {told.confidence * 100:.3g} %"
        else:
            yield f"{named}no interval"


def _written(distribution: Distribution, unit: str) -> str:
    if isinstance(distribution, Constant):
        return f"{_plain(distribution.value)}{unit}"
    if isinstance(distribution, Uniform):
        low, high = (f"{_plain(each)}{unit}" for each in (distribution.low, distribution.high))
        return f"uniform({low}, {high})"
    return f"lognormal({_plain(distribution.median)}{unit}, {_plain(distribution.sigma)})"


def _plain(value: float) -> str:
    """Without an exponent."""
    return f"{value:.9f}".rstrip("0").rstrip(".")


def _lines(found: Calibration) -> Iterator[str]:
    yield f"# Calibrated on drills of {found.stack}; declaration {found.declaration_digest}."
    yield "# Read by --parameters; `openline calibrate` writes it."
    for one in found.fitted:
        if one.declared is None:
            yield f"{one.name}:"
            yield f"  value: {json.dumps(value_of(one))}"
            yield f"  source: {json.dumps(source_of(one), ensure_ascii=False)}"
            yield f"  date: {json.dumps(date_of(one))}"
    declared = [one for one in found.fitted if one.declared is not None]
    if declared:
        yield "# These belong into the declaration:"
        yield from (f"#   --set {set_of(one)}  # {source_of(one)}" for one in declared)
