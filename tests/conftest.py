"""What holds for every test, and what the genuine engine writes of states (by facts measured)."""

from __future__ import annotations

import gc
import json
import os
import signal
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from openline_stacks.states import UNKNOWN, ResourceState, States, Value

# The machines are shared and noisy: how long an example takes says nothing about the code.
settings.register_profile(
    "openline", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
# For whoever has minutes: HYPOTHESIS_PROFILE=thorough make test ARGS=tests/hostile
settings.register_profile("thorough", settings.get_profile("openline"), max_examples=20_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "openline"))

# What verdicts rest on is found out by forecasts that cost more than a small stack's drill: by
# tests that are about it, and left out of the others' here and in the processes that they start.
os.environ.setdefault("OPENLINE_SENSITIVITY", "false")


# A process of tests keeps every module and many a cloud: to walk through them after each 700 new
# objects, as the interpreter does, takes a tenth of the time of what stands a stack up.
gc.set_threshold(50_000, 20, 50)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--long",
        action="store_true",
        help="also run the commands of the docs that take minutes (tests/docs/test_commands.py)",
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with a slow test come first, in whichever order they are otherwise: a file goes to one
    process as a whole, and a long one that begins last leaves the other processes idle."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


# as in a terminal, whoever started the tests: a shell that does so beside itself ignores Ctrl-C
signal.signal(signal.SIGHUP, signal.SIG_DFL)
signal.signal(signal.SIGINT, signal.default_int_handler)
HANDLED = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGALRM)


@pytest.fixture(autouse=True)
def _no_handler_is_left() -> Iterator[None]:
    """Of a test that leaves one behind the next ones' forks would inherit it: a process that is
    asked to end would do something else instead."""
    before = {number: signal.getsignal(number) for number in HANDLED}
    yield
    left = {number: signal.getsignal(number) for number in HANDLED}
    for number, handler in before.items():
        signal.signal(number, handler)
    assert left == before


SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET = {SIGNATURE: "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "djE6c29tZXRoaW5n"}
SENTINEL = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


def wire(value: Value, secret: Any) -> Any:
    """Of a secret that is not known yet the engine writes that it is a secret."""
    if value is UNKNOWN:
        return SENTINEL
    if value == "[secret]":
        return secret
    if isinstance(value, Mapping):
        return {key: wire(item, secret) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [wire(item, secret) for item in value]
    return value


def resource(state: ResourceState, secret: Any) -> dict[str, Any]:
    """As `ResourceV3` has it, what is empty left out."""
    inputs = {key: "[secret]" if key in state.secrets else v for key, v in state.inputs.items()}
    written = {
        "urn": state.urn,
        "custom": state.custom,
        "id": state.id if isinstance(state.id, str) else None,
        "type": state.type,
        "inputs": wire(inputs, secret),
        "parent": state.parent,
        "dependencies": list(state.dependencies),
        "propertyDependencies": {
            key: list(urns) or None for key, urns in state.property_dependencies.items()
        },
        "provider": f"{state.provider}::7a0f7a5c" if state.provider else None,
        "protect": state.protect,
        "aliases": list(state.aliases),
        "ignoreChanges": list(state.ignored),
        "replaceOnChanges": list(state.replace_on),
        "retainOnDelete": state.retained,
        "created": "2026-01-01T00:00:00Z",
    }
    if state.source is not None:
        library = "project:///../venv/lib/python3.12/site-packages/openline/fleet.py#88"
        line = f"project:///{state.source.file}#{state.source.line},4"
        written["sourcePosition"] = library
        written["stackTrace"] = [{"sourcePosition": library}, {"sourcePosition": line}]
    return {key: value for key, value in written.items() if value not in (None, [], {}, False)}


def digest(states: States, config: Mapping[str, str] | None = None, op: str = "create") -> Any:
    """`pulumi preview --json`: no outputs, no default provider."""
    steps = [
        {"op": op, "urn": state.urn, "newState": resource(state, "[secret]"), "detailedDiff": None}
        for state in states.resources
        if "pulumi:providers:aws::default" not in state.urn
    ]
    return {"config": dict(config or {}), "steps": steps, "changeSummary": {op: len(steps)}}


def export(states: States, version: int = 3) -> Any:
    """`pulumi stack export`: as the bridge keeps it, with its own notes in it."""
    resources = []
    for state in states.resources:
        written = resource(state, SECRET)
        written["outputs"] = {**wire(state.outputs, SECRET), "__meta": '{"schema_version":"1"}'}
        if state.custom and "inputs" in written:
            written["inputs"]["__defaults"] = []
        resources.append(written)
    return {"version": version, "deployment": {"manifest": {}, "resources": resources}}


def events(states: States, config: Mapping[str, str] | None = None, op: str = "create") -> str:
    """The same preview, an event a line."""
    lines: list[Any] = [{"sequence": 0, "timestamp": 1, "preludeEvent": {"config": config or {}}}]
    for state in states.resources:
        whole = resource(state, "[secret]")
        kept = ("type", "urn", "custom", "parent", "protect", "inputs", "provider")
        new = {"inputs": {}} | {key: whole[key] for key in kept if key in whole}
        new |= {"id": "", "outputs": {}}
        metadata = {"op": op, "urn": state.urn, "type": state.type, "old": None, "new": new}
        lines.append({"sequence": 1, "resourcePreEvent": {"metadata": metadata, "planning": True}})
    lines.append({"sequence": 2, "summaryEvent": {"resourceChanges": {op: len(lines) - 1}}})
    return "\n".join(map(json.dumps, lines)) + "\n"


@pytest.fixture(name="digest")
def digest_of() -> Callable[..., Any]:
    return digest


@pytest.fixture(name="export")
def export_of() -> Callable[..., Any]:
    return export


@pytest.fixture(name="events")
def events_of() -> Callable[..., str]:
    return events
