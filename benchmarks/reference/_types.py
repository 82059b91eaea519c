"""The page of the resource types that the local AWS creates and reads back, and of functions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Final

from benchmarks.reference._markdown import page
from openline_stacks.cloud import functions
from openline_stacks.cloud.handlers import HANDLERS

_HEAD: Final = """\
# Resource types

What a rehearsal does with a resource depends on its type.

- **Emulated**: there is a handler. It is created in a local AWS through boto3 and read back, and a
  resource that AWS would refuse is refused. These are below.
- **Recorded only**: any other type. Its inputs are kept, nothing is created. A verdict on whatever
  rests on it is inconclusive; the rest of the stack is judged as ever.

[To add one](../how-to/add-a-resource-type.md).
"""
_FUNCTIONS: Final = """
## Functions

What a program may look up while it runs. A resource has to be there, in the local AWS, before it
is looked up; an image that others publish, and a policy that AWS owns, always are. A program that
calls any other function stops with its name.
"""


def text() -> str:
    return page(_lines())


def _lines() -> Iterator[str]:
    yield _HEAD
    yield f"{len(HANDLERS)} types:\n"
    yield from _by_service(sorted(HANDLERS), lambda token: token.split(":")[1].split("/")[0])
    yield _FUNCTIONS
    names = [one.replace("index/", "aws/") for one in functions()]
    yield from _by_service(names, lambda name: name.split("/")[0], lambda name: name.split("/")[1])


def _by_service(
    names: list[str], service: Callable[[str], str], shown: Callable[[str], str] = str
) -> Iterator[str]:
    for module, those in groupby(sorted(names, key=service), service):
        yield f"- **{module}**: {', '.join(f'`{shown(one)}`' for one in those)}"
