"""Programs as files, and a cloud small enough to read."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from openline_stacks.engine import CheckFailure, Created, preview
from openline_stacks.states import UNKNOWN, ResourceState, States, Value

# A resource of no provider's SDK: `Thing("a", size=3)` in a test's program.
THINGS = """
import pulumi

class Thing(pulumi.CustomResource):
    def __init__(self, name, opts=None, **props):
        super().__init__("tiny:index:Thing", name, {"arn": None, **props}, opts)

class Group(pulumi.ComponentResource):
    def __init__(self, name, props=None, opts=None, kind="tiny:index:Group"):
        super().__init__(kind, name, props or {}, opts)
"""

Write = Callable[..., Path]
Preview = Callable[..., States]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a program, and other files by name beside it; returns its folder."""

    def write_program(text: str, *, folder: str = "program", **files: str) -> Path:
        place = tmp_path / folder
        place.mkdir(exist_ok=True)
        (place / "things.py").write_text(THINGS)
        (place / "__main__.py").write_text(textwrap.dedent(text))
        for name, content in files.items():
            (place / name.replace("__", ".")).write_text(textwrap.dedent(content))
        return place

    return write_program


@pytest.fixture
def previewed(write: Write) -> Preview:
    """The states of a program given as text, which begins with our things imported."""

    def run(text: str, **options: Any) -> States:
        header = "import pulumi\nfrom things import Group, Thing\n"
        return preview(write(header + textwrap.dedent(text)), **options)

    return run


class CloudError(Exception):
    pass


@dataclass
class TinyCloud:
    """A provider that keeps what it made. Names beginning with `bad` are refused on creation,
    a `size` under 0 by the check; `arn` is computed from the id."""

    made: list[str] = field(default_factory=list)
    asked: dict[str, Mapping[str, Value]] = field(default_factory=dict)

    def check(
        self, type_: str, name: str, inputs: Mapping[str, Value]
    ) -> tuple[Mapping[str, Value], tuple[CheckFailure, ...]]:
        size = inputs.get("size")
        failures = []
        if isinstance(size, int) and size < 0:
            failures = [CheckFailure("size", "is negative"), CheckFailure("", "is no thing")]
        return {"label": f"{name}-0001", **inputs}, tuple(failures)

    def create(self, type_: str, urn: str, name: str, inputs: Mapping[str, Value]) -> Created:
        if name.startswith("bad"):
            raise CloudError("the cloud\n said no")
        if name.startswith("bug"):
            raise KeyError("missing")
        assert UNKNOWN not in inputs.values()
        self.made.append(name)
        self.asked[name] = inputs
        origin = "recorded" if type_.endswith("Odd") else "emulated"
        return Created(f"id-{name}", {**inputs, "arn": f"arn:{name}"}, origin)  # type: ignore[arg-type]

    def read(self, type_: str, urn: str, id_: str, inputs: Mapping[str, Value]) -> Created:
        if id_ == "nowhere":
            raise CloudError("does not exist")
        return Created(id_, {**inputs, "arn": f"arn:{id_}", "size": 7}, "emulated")

    def invoke(self, token: str, args: Mapping[str, Value]) -> Mapping[str, Value]:
        if token.endswith("fail"):
            raise CloudError("no such function")
        return {"token": token, **args}


@pytest.fixture
def cloud() -> TinyCloud:
    return TinyCloud()


@pytest.fixture
def by_name() -> Callable[[States], dict[str, ResourceState]]:
    return lambda states: {state.name: state for state in states.resources}
