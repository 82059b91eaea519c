"""`pulumi stack export` gives the states of what was made, read as one for several stacks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from openline_stacks.states import UNKNOWN, States, StatesError, read_files
from openline_stacks.states._marks import UNKNOWN_TEXT
from openline_stacks.topology import read

Write = Callable[[Any], Path]
Export = Callable[..., Any]


def role(stack: str, name: str, **fields: Any) -> dict[str, Any]:
    type_ = "aws:iam/role:Role"
    urn = f"urn:pulumi:{stack}::shop::{type_}::{name}"
    return {
        "urn": urn,
        "custom": True,
        "id": name,
        "type": type_,
        "inputs": {"name": name},
    } | fields


def deployment(*resources: dict[str, Any], version: int = 3, **fields: Any) -> dict[str, Any]:
    return {"version": version, "deployment": {"resources": list(resources), **fields}}


def test_an_export_is_read_as_what_the_embedded_engine_made(
    deployed: States, write: Write, export: Export
) -> None:
    files = read_files([write(export(deployed))])
    assert files.before is None
    ours = tuple(replace(s, origin="exported") for s in deployed.resources)
    assert files.after.resources == ours
    assert files.after.stack_outputs == deployed.stack_outputs


def test_its_topology_is_the_one_of_what_was_made(
    deployed: States, write: Write, export: Export
) -> None:
    found = read(read_files([write(export(deployed))]).after)
    made = read(deployed)
    assert replace(found, resources=made.resources) == made


def test_several_stacks_are_read_as_one(deployed: States, write: Write, export: Export) -> None:
    """The same stack cut in two, a stack a region as one deploys it."""
    west = tuple(s for s in deployed.resources if s.region == "us-west-2" and s.custom)
    rest = tuple(s for s in deployed.resources if s not in west)
    other = tuple(replace(s, urn=s.urn.replace(":dev::", ":west::")) for s in west)
    names = {state.urn: moved.urn for state, moved in zip(west, other, strict=True)}

    def renamed(states: tuple[Any, ...]) -> States:
        return States(
            tuple(
                replace(
                    s,
                    dependencies=tuple(names.get(urn, urn) for urn in s.dependencies),
                    property_dependencies={
                        key: tuple(names.get(urn, urn) for urn in urns)
                        for key, urns in s.property_dependencies.items()
                    },
                )
                for s in states
            )
        )

    files = [write(export(renamed(rest))), write(export(renamed(other)))]
    found, made = read(read_files(files).after), read(deployed)
    assert found.systems[0].stores[0].replicas == made.systems[0].stores[0].replicas
    assert [f.region for f in found.systems[0].fleets] == ["us-east-1", "us-west-2"]
    assert found.not_understood == made.not_understood


def test_secrets_are_redacted_whatever_they_hold(write: Write) -> None:
    signature = "4dabf18193072939515e22adb298388d"
    secret = {signature: "1b47061264138c4ac30d75fd1eb44270"}
    inputs = {
        "a": secret | {"ciphertext": "djE6hush"},
        "b": [secret | {"plaintext": '"hush"'}],
        "c": {signature: "d0e6a833031e9bbcd3f4e8bde6ca49a4", "value": "hush", "secret": True},
    }
    states = read_files([write(deployment(role("dev", "a", inputs=inputs)))]).after
    assert "hush" not in repr(states)
    assert states.resources[0].secrets == ("a", "b[0]", "c")


def test_a_secret_that_nobody_marked_is_one_by_its_name(write: Write) -> None:
    """As a file has it that was written by hand, or by another tool."""
    inputs = {"secretString": "hush", "users": [{"password": "hush", "name": "a"}], "size": 3}
    outputs = inputs | {"token": "hush", "secretKey": None, "authToken": ""}
    made = role("prod", "a", inputs=inputs, outputs=outputs, additionalSecretOutputs=["token"])
    states = read_files([write(deployment(made))]).after
    assert "hush" not in repr(states)
    assert states.resources[0].secrets == ("secretString", "token", "users[0].password")
    assert states.resources[0].inputs["size"] == 3


def test_what_is_secret_in_a_block_or_a_list_is_one_by_its_name(write: Write) -> None:
    inputs = {
        "authParameters": {"apiKey": {"key": "x-key", "value": "hush"}},
        "bodies": [{"value": "hush", "isValueSecret": True}, {"value": "told"}],
        "passwords": ["hush"],
        "passwordWo": "hush",
        "apiKey": {"value": UNKNOWN_TEXT},
    }
    states = read_files([write(deployment(role("prod", "a", inputs=inputs)))]).after
    assert "hush" not in repr(states)
    assert states.resources[0].inputs["bodies"][1] == {"value": "told"}  # type: ignore[index]
    assert states.resources[0].inputs["apiKey"] == {"value": UNKNOWN}


def test_what_waits_to_be_deleted_is_left_out_and_said(write: Write) -> None:
    going = role("dev", "a", id="older", delete=True)
    document = deployment(role("dev", "a"), going, pending_operations=[{"type": "creating"}])
    states = read_files([write(document)]).after
    assert [state.id for state in states.resources] == ["a"]
    assert [note.partition(": ")[2] for note in states.notes] == [
        "1 resources wait to be deleted and are left out",
        "1 operations were under way when it was written",
    ]


def test_the_state_file_of_a_file_back_end_is_read_as_well(write: Write) -> None:
    state = {
        "version": 3,
        "checkpoint": {"stack": "dev", "latest": {"resources": [role("dev", "a")]}},
    }
    assert len(read_files([write(state)]).after.resources) == 1


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (deployment(role("dev", "a"), version=1), "version: 1 is not read here, 3 or 4 is"),
        (deployment(), "deployment.resources is empty"),
        ({"version": 3, "deployment": None}, "deployment is empty"),
        (deployment({"urn": "x"}), r"deployment.resources\[0\].urn: 'x' is no URN"),
        (deployment(role("dev", "a"), role("dev", "a")), "stands in it twice"),
        (deployment(role("dev", "a", inputs=[])), r"resources\[0\].inputs: \[\] is no mapping"),
        ({"resources": []}, "neither a preview nor an export"),
        ([], "neither a preview nor an export"),
        ("3", "neither a preview nor an export"),
    ],
)
def test_what_is_no_export_says_what_is_wrong(write: Write, document: Any, said: str) -> None:
    with pytest.raises(StatesError, match=said):
        read_files([write(document)])


def test_a_stack_of_another_cloud_is_refused(write: Write) -> None:
    type_ = "azure-native:web:WebApp"
    web = role("dev", "a", type=type_, urn=f"urn:pulumi:dev::shop::{type_}::a")
    with pytest.raises(StatesError, match="resources of azure-native and none of aws"):
        read_files([write(deployment(web))])
    assert read_files([write(deployment(web, role("dev", "b")))]).after.resources


def test_one_stack_given_twice_is_refused(write: Write) -> None:
    one, again = write(deployment(role("dev", "a"))), write(deployment(role("dev", "b")))
    with pytest.raises(StatesError, match="another export of the stack in"):
        read_files([one, again])
    assert len(read_files([one, write(deployment(role("prod", "a")))]).after.resources) == 2
