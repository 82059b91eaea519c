"""Figures that a user puts in the place of ours, as text or from a file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from openline.declaration import DeclarationError, rate, read_mapping, seconds, share
from openline_stacks.recovery._catalogue import PARAMETERS
from openline_stacks.recovery._model import (
    Constant,
    Distribution,
    Lognormal,
    Parameter,
    Uniform,
)

_CALL = re.compile(r"(?P<kind>uniform|lognormal)\s*\(\s*(?P<a>[^,]+?)\s*,\s*(?P<b>[^,]+?)\s*\)")
# Where a value comes from goes with it, so that whoever shows the figure can say it.
_SOURCED = re.compile(
    r"(?P<value>.+?)\s+from\s+(?P<source>.+?)(?:\s+on\s+(?P<date>\d{4}-\d\d-\d\d))?", re.ASCII
)
_IN_FILE: Final = ("date", "source", "value")
_MOST_SOURCE: Final = 500
_NUMBER = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
_READERS: Final[Mapping[str, Callable[[object], float]]] = {
    "seconds": seconds,
    "share": share,
    "rate": rate,
}
_RIGHT: Final[Mapping[str, str]] = {
    "seconds": "a time such as 90s, 10m or 1h",
    "share": "a share from 0 to 1, or 0% to 100%",
    "rate": "a rate above zero such as 200/s",
    "count": "a whole number from 1 on",
    "exponent": "a number from 0 on",
}


class ParameterError(ValueError):
    """A parameter that does not exist, or a value that it cannot have. The text is for users."""


def nearest(name: str, names: Iterable[str]) -> str:
    close = get_close_matches(name, sorted(names), n=1, cutoff=0.4)
    return f"; did you mean {close[0]}?" if close else ""


def parse_override(text: str) -> tuple[str, str]:
    """`NAME=VALUE` as written after `--parameter`. Raises `ParameterError`."""
    name, equals, value = (part.strip() for part in text.partition("="))
    if not (name and equals and value):
        raise ParameterError(f"{text!r} is no NAME=VALUE, such as replication.stall_s=10m")
    override(name, value)
    return name, value


def load_parameters(path: Path | str) -> dict[str, str]:
    """Overrides from a YAML or JSON file, each `name: value`, or `name: {value, source, date}`.
    Raises `ParameterError` with a line for every one that cannot be."""
    try:
        content = read_mapping(path, such_as="replication.stall_s: 10m")
    except DeclarationError as error:
        raise ParameterError(str(error)) from error
    overrides, problems = {}, []
    for name, value in content.items():
        try:
            override(name, text := _text(name, value))
        except ParameterError as error:
            problems.append(f"{path}: {error}")
        else:
            overrides[name] = text
    if problems:
        raise ParameterError("\n".join(problems))
    return overrides


def _text(name: str, value: object) -> str:
    """As it stands in the file. Lists are not written out: aliases make them of any length."""
    if name in PARAMETERS and isinstance(value, Mapping):
        return _sourced(name, value)
    if name in PARAMETERS and not isinstance(value, str | int | float):
        raise _wrong(name, f"a {type(value).__name__}", _right(name))
    return str(value) if isinstance(value, str | int | float) else ""


def _sourced(name: str, entries: Mapping[str, object]) -> str:
    """A value with where it comes from, as one text."""
    wrong = sorted(str(key) for key in entries if key not in _IN_FILE)
    if wrong or "value" not in entries:
        told = f"{name}.{wrong[0]} is no entry" if wrong else f"{name} has no value"
        raise ParameterError(f"{told}; value is needed, source and date are possible")
    for key, entry in entries.items():
        if not isinstance(entry, str | int | float | date):
            raise ParameterError(f"{name}.{key} is a {type(entry).__name__}; a text is needed")
    value, source, when = (str(entries.get(key, "")).strip() for key in ("value", "source", "date"))
    if when:
        _date(name, when)
    if when and not source:
        raise ParameterError(f"{name}.date is of a source, and there is none; write source as well")
    return f"{value}{f' from {source}' if source else ''}{f' on {when}' if when else ''}"


def override(name: str, value: str | float) -> Parameter:
    """The catalogue's parameter with a value of the user's, graded `yours`; `VALUE from SOURCE on
    DATE` says where it was measured."""
    if name not in PARAMETERS:
        raise ParameterError(f"no parameter is called {name}{nearest(name, PARAMETERS)}")
    default = PARAMETERS[name]
    text = str(value).strip()
    sourced = _SOURCED.fullmatch(text)
    source, when = "yours", default.date
    if sourced is not None:
        text, source = sourced["value"].strip(), f"yours: {_source(name, sourced['source'])}"
        when = _date(name, sourced["date"]) if sourced["date"] else when
    distribution = _distribution(name, text)
    if isinstance(default.distribution, Constant) and not isinstance(distribution, Constant):
        raise ParameterError(f"{name} is one figure, not a distribution; {_right(name)} is needed")
    return replace(default, distribution=distribution, source=source, grade="yours", date=when)


def _source(name: str, text: str) -> str:
    if not text.isprintable() or len(text) > _MOST_SOURCE:
        raise ParameterError(f"{name}: a source is one line of at most {_MOST_SOURCE} characters")
    return text


def _date(name: str, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise ParameterError(f"{name}: {text} is no day; write it as 2026-10-02") from error


def _right(name: str) -> str:
    return _RIGHT[_kind(name)]


def _kind(name: str) -> str:
    if name.endswith("_per_s"):
        return "rate"
    if name.endswith("_s"):
        return "seconds"
    kinds = [kind for kind in ("share", "exponent") if name.endswith(f"_{kind}")]
    return kinds[0] if kinds else "count"


def _distribution(name: str, text: str) -> Distribution:
    call = _CALL.fullmatch(text)
    if call is None:
        return Constant(_quantity(name, text, text))
    first = _quantity(name, call["a"], text)
    if call["kind"] == "uniform":
        second = _quantity(name, call["b"], text)
        if second < first:
            raise _wrong(name, text, "uniform(LOW, HIGH) with LOW no more than HIGH")
        return Uniform(first, second)
    sigma = _plain(call["b"])
    if sigma is None or first <= 0.0:
        raise _wrong(name, text, "lognormal(MEDIAN, SIGMA), as in lognormal(0.8s, 0.6)")
    return Lognormal(first, sigma)


def _plain(text: str) -> float | None:
    return float(text) if _NUMBER.fullmatch(text) else None


def _quantity(name: str, text: str, whole: str) -> float:
    """In the unit of the name; a plain number is in that unit already."""
    kind, plain = _kind(name), _plain(text)
    try:
        value = _READERS[kind](text if plain is None else plain) if kind in _READERS else plain
    except ValueError as error:
        raise _wrong(name, whole, _RIGHT[kind]) from error
    if value is None or (kind == "count" and (value < 1.0 or value % 1.0)):
        raise _wrong(name, whole, _RIGHT[kind])
    if name == "overload.refusal_cost_share" and value >= 1.0:
        raise _wrong(name, whole, "a share below 1, such as 5%,")
    if name == "fluid.tick_s" and not value:
        raise _wrong(name, whole, "a time above zero such as 250ms")
    return value


def _wrong(name: str, text: str, right: str) -> ParameterError:
    return ParameterError(f"{name}={text}: {right} is needed")
