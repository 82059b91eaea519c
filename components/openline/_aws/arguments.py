"""Arguments of components, checked against their TypedDict: every problem at once.

A hosted component is given a plain dict in which integers are floats and nothing has been
checked, so the types are the only schema there is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import (
    Any,
    NotRequired,
    TypeVar,
    cast,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

import pulumi
from pulumi.output import Unknown

A = TypeVar("A")

# What `f"{output}"` gives: a warning text that would become part of a name.
_STRINGIFIED = "Calling __str__ on an Output"
_KINDS = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}


class ArgumentsError(pulumi.RunError):
    """A component was given arguments that it cannot build from. The message has every problem,
    a line each: `Component(name): field: what is wrong; what would be right`."""

    def __init__(self, component: str, name: str, problems: list[str]) -> None:
        super().__init__("\n".join(f"{component}({name}): {problem}" for problem in problems))


def checked(
    component: type[pulumi.ComponentResource],
    name: str,
    shape: type[A],
    args: A,
    rules: Callable[[A], Iterator[str]] | None = None,
) -> A:
    """`args` with whole floats made integers and missing values left out.

    `rules` yields what the types cannot say. Raises `ArgumentsError` with every problem.
    """
    problems: list[str] = []
    if not name or _STRINGIFIED in name:
        problems.append("name: made from an Output; a plain text is needed")
    clean = cast(A, _typed_dict(shape, args, "", problems))
    if rules is not None and not problems:
        problems.extend(rules(clean))
    if problems:
        raise ArgumentsError(component.__name__, name, problems)
    return clean


def _typed_dict(shape: Any, value: Any, path: str, problems: list[str]) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        problems.append(
            f"{path or 'args'}: a mapping of {', '.join(shape.__annotations__)} is needed"
        )
        return {}
    hints = _hints(shape)
    given = {key: item for key, item in value.items() if item is not None}
    at = f"{path}." if path else ""
    problems.extend(f"{at}{key}: missing" for key in sorted(_required(shape) - given.keys()))
    problems.extend(
        f"{at}{key}: unknown; the arguments are {', '.join(sorted(hints))}"
        for key in sorted(given.keys() - hints.keys())
    )
    return {
        key: _value(hints[key], item, f"{at}{key}", problems)
        for key, item in given.items()
        if key in hints
    }


@cache
def _hints(shape: Any, *, extras: bool = False) -> dict[str, Any]:
    # `pulumi.Input` refers to these two by name, from wherever it is used
    names = {"Output": pulumi.Output, "T": A}
    return get_type_hints(shape, localns=names, include_extras=extras)


def _required(shape: Any) -> set[str]:
    # not `__required_keys__`: it misses NotRequired where annotations are kept as text
    hints = _hints(shape, extras=True)
    return {key for key, hint in hints.items() if get_origin(hint) is not NotRequired}


def _value(hint: Any, value: Any, path: str, problems: list[str]) -> Any:
    if _is_input(hint):
        return _input(value, path, problems)
    if isinstance(value, pulumi.Output | Unknown):
        problems.append(f"{path}: is an Output; it decides names or counts, so it must be plain")
        return value
    if is_typeddict(hint):
        return _typed_dict(hint, value, path, problems)
    if get_origin(hint) is list:
        return _list(hint, value, path, problems)
    if get_origin(hint) is dict:
        return _dict(hint, value, path, problems)
    return _scalar(hint, value, path, problems)


def _is_input(hint: Any) -> bool:
    return any(get_origin(option) is pulumi.Output for option in get_args(hint))


def _input(value: Any, path: str, problems: list[str]) -> Any:
    if isinstance(value, str) and (not value or _STRINGIFIED in value):
        problems.append(f"{path}: empty, or made of an Output by an f-string; use Output.concat")
    return value


def _list(hint: Any, value: Any, path: str, problems: list[str]) -> list[Any]:
    if not isinstance(value, list | tuple):
        problems.append(f"{path}: {value!r} is not a list")
        return []
    (item,) = get_args(hint)
    return [_value(item, one, f"{path}[{at}]", problems) for at, one in enumerate(value)]


def _dict(hint: Any, value: Any, path: str, problems: list[str]) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        problems.append(f"{path}: {value!r} is not a mapping")
        return {}
    _, item = get_args(hint)
    return {str(key): _value(item, one, f"{path}.{key}", problems) for key, one in value.items()}


def _scalar(hint: Any, value: Any, path: str, problems: list[str]) -> Any:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if hint is int and number and value == int(value):
        return int(value)
    if hint is float and number:
        return float(value)
    if hint is str and isinstance(value, str) and value and _STRINGIFIED not in value:
        return value
    if hint is bool and isinstance(value, bool):
        return value
    problems.append(f"{path}: {value!r} is not {_KINDS[hint]}")
    return value
