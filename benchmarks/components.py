"""`components`: our components beside the same resources written out as raw pulumi-aws.

The raw program is made from what ours registers: the same types, names and inputs, as plain values,
so that none waits for another. It is the least that any program with these resources takes.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from keyword import iskeyword
from pathlib import Path
from typing import Any

from benchmarks.measuring import Line, in_turns, seconds
from benchmarks.programs import program_s
from openline_stacks.engine import Program, bundled_stack, preview, reference_stack
from openline_stacks.states import UNKNOWN, ResourceState, States

_RAW = """\
import pulumi_aws as aws
from resources import RESOURCES

for module, kind, name, inputs in RESOURCES:
    getattr(getattr(aws, module), kind)(name, **inputs)
"""


def lines(tiny: bool) -> Iterator[Line]:
    stack = bundled_stack("starter") if tiny else reference_stack()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        resources = _written_out(preview(Program.find(stack)))
        (folder / "resources.py").write_text(f"RESOURCES = {resources!r}")
        (folder / "__main__.py").write_text(_RAW)
        (folder / "Pulumi.yaml").write_text("name: raw\nruntime: python\n")
        times = in_turns(
            lambda: program_s("embedded", Path(stack)),
            lambda: program_s("embedded", folder),
            1 if tiny else 5,
        )
    yield Line(
        f"`{Path(stack).name}`, {len(resources)} resources of AWS",
        f"our components, {seconds(times.ours_s)}",
        f"raw pulumi-aws, {seconds(times.theirs_s)}",
        f"{times.ratio:.2f} times the raw program's time",
    )


def _written_out(states: States) -> list[tuple[str, str, str, dict[str, Any]]]:
    """By class and arguments, as the SDK spells them."""
    return [
        (_module(state.type), state.type.rpartition(":")[2], state.name, _arguments(state))
        for state in states.resources
        if state.type.startswith("aws:")
    ]


def _arguments(state: ResourceState) -> dict[str, Any]:
    return {
        re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower(): _plain(value)
        for name, value in state.inputs.items()
        if name != "code"  # a function's archive is no plain value
    }


def _module(type_: str) -> str:
    name = type_.split(":")[1].split("/")[0]
    return f"{name}_" if iskeyword(name) else name


def _plain(value: Any) -> Any:
    """Values that JSON has; what is not known before an `up` as a text of its usual length."""
    if value is UNKNOWN:
        return "0123456789abcdef"
    if isinstance(value, (str, int, float, bool)) or value is None:
        return value
    if isinstance(value, dict) or hasattr(value, "items"):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return str(value)
