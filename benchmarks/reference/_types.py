"""The page of the resource types that the local AWS creates and reads back."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from benchmarks.reference._markdown import page
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


def text() -> str:
    return page(_lines())


def _lines() -> Iterator[str]:
    yield _HEAD
    yield f"{len(HANDLERS)} types:\n"
    for service, types in groupby(
        sorted(HANDLERS), lambda token: token.split(":")[1].split("/")[0]
    ):
        yield f"- **{service}**: {', '.join(f'`{token}`' for token in types)}"
