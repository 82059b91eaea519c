"""`pulumi preview --json` gives the states that the embedded engine gives of the same program."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from openline_stacks.states import UNKNOWN, ResourceState, States, StatesError, Value, read_files
from openline_stacks.topology import read

Write = Callable[[Any], Path]
HERE = "urn:pulumi:dev::shop::"
BUCKET: dict[str, Any] = {
    "urn": HERE + "aws:s3/bucket:Bucket::logs",
    "custom": True,
    "type": "aws:s3/bucket:Bucket",
    "inputs": {"bucket": "logs"},
}


def step(op: str = "create", **states: Any) -> dict[str, Any]:
    return {"op": op, "urn": BUCKET["urn"], **states}


def one(write: Write, state: dict[str, Any], **document: Any) -> Any:
    digest = {"steps": [step(newState=BUCKET | state)], **document}
    return read_files([write(digest)]).after.resources[0]


def of_a_program(states: States) -> tuple[Any, ...]:
    """What both ways tell: components' outputs and the default provider only the engine knows, and
    whether a secret is known yet."""
    return tuple(
        replace(
            state,
            inputs=shown(state, state.inputs),
            outputs=shown(state, state.outputs) if state.custom else {},
        )
        for state in states.resources
        if not state.type.startswith("pulumi:")
    )


def shown(state: ResourceState, tree: Mapping[str, Value]) -> dict[str, Any]:
    return {key: "*" if key in state.secrets else value for key, value in tree.items()}


def test_a_preview_of_retail_is_read_as_the_embedded_engine_recorded_it(
    retail: States, write: Write, digest: Callable[..., Any]
) -> None:
    read_back = read_files([write(digest(retail, {"aws:region": "us-east-1"}))])
    assert of_a_program(read_back.after) == of_a_program(retail)
    assert read_back.before == States(())


def test_retails_topology_is_the_same_from_its_preview(
    retail: States, write: Write, digest: Callable[..., Any]
) -> None:
    assert read(read_files([write(digest(retail))]).after) == read(retail)


def test_a_streaming_preview_has_the_same_resources_without_their_links(
    retail: States, write: Write, events: Callable[..., str]
) -> None:
    states = read_files([write(events(retail, {"aws:region": "us-east-1"}))]).after
    assert [(s.urn, shown(s, s.inputs), s.region, s.parent) for s in states.resources] == [
        (s.urn, shown(s, s.inputs), s.region, s.parent) for s in retail.resources
    ]
    assert not any(state.property_dependencies for state in states.resources)


def test_what_is_not_known_yet_is_unknown_wherever_it_stands(write: Write) -> None:
    sentinel = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
    state = one(write, {"inputs": {"a": sentinel, "b": [{"c": sentinel}], "d": f"x{sentinel}"}})
    assert state.inputs == {"a": UNKNOWN, "b": [{"c": UNKNOWN}], "d": f"x{sentinel}"}
    assert state.id is UNKNOWN


def test_code_that_an_event_leaves_out_is_not_known(write: Write) -> None:
    mark = "4dabf18193072939515e22adb298388d"
    asset = {mark: "c44067f5952c0a294b673a41bacd8c17", "hash": "7ee7", "text": "<contents elided>"}
    code = {mark: "0def7320c3a5731c473e5ecbe6d01bc7", "hash": "9b01", "assets": {"a.py": asset}}
    state = one(write, {"inputs": {"code": code, "description": "<contents elided>"}})
    assert state.inputs["code"] == {
        "assets": {"a.py": {"hash": "7ee7", "text": UNKNOWN}},
        "hash": "9b01",
    }
    assert state.inputs["description"] == "<contents elided>"


def test_secrets_are_listed_by_path(write: Write) -> None:
    state = one(write, {"inputs": {"a": "[secret]", "b": [{"c": "[secret]"}], "d": "plain"}})
    assert state.secrets == ("a", "b[0].c")


def test_what_the_provider_filled_in_is_listed_and_its_notes_are_not_inputs(write: Write) -> None:
    nested = {"days": 3, "__defaults": ["days"]}
    inputs = {"__defaults": ["bucket"], "bucket": "logs-1a2b3c4", "rules": [nested]}
    state = one(write, {"inputs": inputs})
    assert state.inputs == {"bucket": "logs-1a2b3c4", "rules": [{"days": 3}]}
    assert state.defaulted == ("bucket", "rules[0].days")


@pytest.mark.parametrize(
    ("frames", "line"),
    [
        (["../venv/lib/python3.12/site-packages/openline/fleet.py#9", "app.py#4,2"], "app.py:4"),
        (
            ["components/openline/fleet.py#9", "stacks/retail/__main__.py#22"],
            "stacks/retail/__main__.py:22",
        ),
        (["../shared/web.py#7", "app.py#4"], "app.py:4"),
        (["../shared/web.py#7"], "../shared/web.py:7"),
        (["a%20b/app.py#4"], "a b/app.py:4"),
        (["app.py"], None),
        (["app.py#four"], None),
    ],
)
def test_the_users_line_is_the_first_one_outside_any_library(
    write: Write, frames: list[str], line: str | None
) -> None:
    trace = [{"sourcePosition": f"project:///{frame}"} for frame in frames]
    source = one(write, {"stackTrace": trace}).source
    assert (f"{source.file}:{source.line}" if source else None) == line


def test_a_resource_is_where_it_says_else_where_its_provider_is(write: Write) -> None:
    provider = HERE + "pulumi:providers:aws::west"
    west = {
        "urn": provider,
        "custom": True,
        "type": "pulumi:providers:aws",
        "inputs": {"region": "us-west-2"},
    }
    steps = [
        step(newState=west),
        step(newState=BUCKET | {"urn": BUCKET["urn"] + "1", "provider": f"{provider}::1-2"}),
        step(
            newState=BUCKET
            | {"urn": BUCKET["urn"] + "2", "provider": HERE + "pulumi:providers:aws::default::3"}
        ),
        step(newState=BUCKET | {"urn": BUCKET["urn"] + "3", "inputs": {"region": "eu-west-1"}}),
    ]
    found = read_files([write({"config": {"aws:region": "us-east-1"}, "steps": steps})]).after
    assert [state.region for state in found.resources[1:]] == [
        "us-west-2",
        "us-east-1",
        "eu-west-1",
    ]
    unknown = read_files([write({"steps": steps})]).after
    assert unknown.resources[2].region is None  # an environment that nobody wrote down


def test_a_replacement_is_one_resource_before_and_one_after(write: Write) -> None:
    new = BUCKET | {"inputs": {"bucket": "other"}}
    steps = [
        step("create-replacement", oldState=BUCKET, newState=new),
        step("replace", oldState=BUCKET, newState=new),
        step("delete-replaced", oldState=BUCKET),
        step("delete", oldState=BUCKET | {"urn": BUCKET["urn"] + "-gone"}),
    ]
    files = read_files([write({"steps": steps, "changeSummary": {"replace": 1, "delete": 1}})])
    assert [state.inputs for state in files.after.resources] == [{"bucket": "other"}]
    assert files.before is not None
    assert [state.name for state in files.before.resources] == ["logs", "logs-gone"]


def test_a_preview_that_leaves_resources_out_wants_them_beside_it(write: Write) -> None:
    changed = BUCKET | {"inputs": {"bucket": "other"}}
    kept = BUCKET | {"urn": BUCKET["urn"] + "-kept", "id": "logs-kept"}
    gone = BUCKET | {"urn": BUCKET["urn"] + "-gone", "id": "logs-gone"}
    steps = [step("update", oldState=BUCKET, newState=changed), step("delete", oldState=gone)]
    plan = write({"steps": steps, "changeSummary": {"update": 1, "delete": 1, "same": 1}})
    with pytest.raises(StatesError, match=r"leaves out 1 resources.*--show-sames"):
        read_files([plan])
    export = write({"version": 3, "deployment": {"resources": [BUCKET, kept, gone]}})
    files = read_files([plan, export])
    assert [(s.name, s.inputs["bucket"]) for s in files.after.resources] == [
        ("logs", "other"),
        ("logs-kept", "logs"),
    ]
    assert files.before is not None
    assert [state.name for state in files.before.resources] == ["logs", "logs-kept", "logs-gone"]


def test_a_preview_that_failed_is_not_taken_for_a_small_stack(write: Write) -> None:
    failed = {"severity": "error", "message": "\nerror: update failed\n"}
    document = {"steps": [step(newState=BUCKET)], "diagnostics": [failed]}
    with pytest.raises(StatesError, match=r"this preview failed .error: update failed"):
        read_files([write(document)])
    lines = [{"sequence": 0, "diagnosticEvent": failed}, {"sequence": 1, "summaryEvent": {}}]
    with pytest.raises(StatesError, match="this preview failed"):
        read_files([write("\n".join(map(json.dumps, lines)))])


def test_a_step_of_a_kind_to_come_is_refused(write: Write) -> None:
    with pytest.raises(StatesError, match=r"steps\[0\].op: 'teleport' is no step"):
        read_files([write({"steps": [step("teleport", newState=BUCKET)]})])


def test_streaming_that_stops_early_says_so(
    retail: States, write: Write, events: Callable[..., str]
) -> None:
    whole = events(retail)
    with pytest.raises(StatesError, match="ends in the middle"):
        read_files([write("\n".join(whole.splitlines()[:-1]))])
    with pytest.raises(StatesError, match=r":\d+: it ends in the middle"):
        read_files([write(whole[: len(whole) // 2])])
