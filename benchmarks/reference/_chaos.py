"""The page of the Chaos Toolkit extension: what an experiment can call."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any, Final

from benchmarks.reference._markdown import code, page, paragraphs, table
from openline_drills.chaos import actions, probes, tolerances
from openline_drills.rehearsal import load_experiment

_HEAD: Final = """\
# Chaos Toolkit: actions, probes, tolerances

An experiment is an ordinary [Chaos Toolkit](https://chaostoolkit.org) file. It calls these with a
`provider` of the type `python`, and needs the control
`openline_drills.chaos.controls.rehearsal`, which sets the stage, measures and judges; without it
they refuse to run. [To write an experiment](../how-to/add-a-disruption.md).
"""
_CONFIGURED: Final = """\
## Configuration

The options of `openline drill` set entries of an experiment's `configuration`, and have the last
word. Where the file says so, as the experiments that come with Openline do, an environment variable
or `chaos run --var` sets one, too. What is left out has its default. `premise` holds the `set` and
`parameters` that the experiment supposes.
"""
_TAKEN_AS_GIVEN: Final = ("configuration", "secrets")  # chaoslib passes them


def text() -> str:
    return page(_lines())


def _lines() -> Iterator[str]:
    yield _HEAD
    yield _CONFIGURED
    yield from table(("entry", "environment variable", "default", "option"), _configured())
    for module in (actions, probes, tolerances):
        kind = module.__name__.rpartition(".")[2]
        yield f"## {kind.capitalize()}\n\n`{module.__name__}`. {paragraphs(module.__doc__)}\n"
        for name in module.__all__:
            yield from _function(getattr(module, name))


def _configured() -> Iterator[tuple[str, ...]]:
    """As the experiment has it that others are copied from."""
    options = {"parameters": "--parameter", "duration": "", "sensitivity": "--no-sensitivity"}
    for name, entry in load_experiment("region-outage")["configuration"].items():
        option = options.get(name, f"--{name.replace('_', '-')}")
        yield code(name), code(entry["key"]), code(str(entry["default"])), code(option)


def _function(function: Callable[..., Any]) -> Iterator[str]:
    yield f"### {function.__name__}\n\n{paragraphs(function.__doc__)}\n"
    taken = [
        each
        for each in inspect.signature(function).parameters.values()
        if each.name not in _TAKEN_AS_GIVEN
    ]
    yield from table(
        ("argument", "by default"), ((code(each.name), _default(each)) for each in taken)
    )


def _default(parameter: inspect.Parameter) -> str:
    if parameter.default is inspect.Parameter.empty:
        return "needed"
    return code(str(parameter.default)) if parameter.default != "" else ""
