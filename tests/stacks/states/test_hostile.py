"""Whatever a file holds: states, or a line that says what is wrong with it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openline_stacks.states import States, StatesError, read_files

Write = Callable[[Any], Path]
leaves = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=6)
)
# fmt: off
WORDS = [
    "urn", "type", "inputs", "outputs", "steps", "op", "newState", "oldState", "deployment",
    "resources", "version", "sequence", "resourcePreEvent", "metadata", "new", "summaryEvent",
    "4dabf18193072939515e22adb298388d", "__defaults", "stackTrace", "id", "changeSummary",
]
FIELDS = [
    "id", "type", "custom", "inputs", "outputs", "parent", "provider", "aliases",
    "dependencies", "propertyDependencies", "stackTrace", "sourcePosition", "protect",
]
# fmt: on
keys = st.sampled_from(WORDS)
trees = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4)
)
states = st.fixed_dictionaries(
    {"urn": st.just("urn:pulumi:dev::a::aws:s3/bucket:Bucket::b") | trees},
    optional=dict.fromkeys(FIELDS, trees),
)
documents = st.one_of(
    trees,
    st.fixed_dictionaries(
        {
            "version": st.just(3),
            "deployment": st.fixed_dictionaries({"resources": st.lists(states)}),
        }
    ),
    st.fixed_dictionaries(
        {"steps": st.lists(st.fixed_dictionaries({"op": st.just("create"), "newState": states}))},
        optional={"config": trees, "diagnostics": trees, "changeSummary": trees},
    ),
)


@given(document=documents)
@settings(max_examples=60)
def test_any_document_gives_states_or_one_line(
    document: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.json"
    path.write_text(json.dumps(document))
    with suppress(StatesError):
        assert isinstance(read_files([path]).after, States)


@given(data=st.binary(max_size=200))
@settings(max_examples=50)
def test_any_bytes_do_too(data: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "any.bin"
    path.write_bytes(data)
    with pytest.raises(StatesError, match=r"any\.bin"):
        read_files([path])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("Previewing update (dev):\n", ":1: not JSON; give what"),
        ('{"version": 3, "deployment": {"resour', "ends in the middle"),
        ('{"steps": [}', "not JSON"),
        ("[" * 100_000 + "]" * 100_000, "nested deeper"),
        ('{"deployment": ' * 900 + "1" + "}" * 900, "nested deeper|version: None"),
        ('{"version": NaN}', "NaN is no number"),
        ('{"version": ' + "9" * 5000 + "}", "no such number|digits"),
        ('{"a": 1}\n{"a": 2}\n', "several JSON values"),
    ],
)
def test_what_trips_a_parser_is_told(write: Write, text: str, said: str) -> None:
    with pytest.raises(StatesError, match=said):
        read_files([write(text)])


def test_deep_properties_are_refused_and_not_a_traceback(write: Write) -> None:
    deep: Any = "end"
    for _ in range(400):
        deep = {"a": [deep]}
    resource = {"urn": "urn:pulumi:dev::a::aws:s3/bucket:Bucket::b", "inputs": {"a": deep}}
    with pytest.raises(StatesError, match=r"resources\[0\].inputs: nested deeper"):
        read_files([write({"version": 3, "deployment": {"resources": [resource]}})])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_what_a_windows_shell_saved_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "export.json"
    urn = "urn:pulumi:dev::a::aws:s3/bucket:Bucket::b"
    document = {"version": 3, "deployment": {"resources": [{"urn": urn, "custom": True}]}}
    path.write_bytes(json.dumps(document).encode(encoding))
    assert read_files([path]).after.resources[0].name == "b"


def test_a_pipe_or_a_folder_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path):
        with pytest.raises(StatesError, match="not a file"):
            read_files([path])
    with pytest.raises(StatesError, match="No such file"):
        read_files([tmp_path / "none.json"])


def test_an_export_of_fifty_megabytes_is_read_in_bounded_memory(tmp_path: Path) -> None:
    """In a process of its own, which may have a gigabyte: the state of 10,000 resources."""
    path = tmp_path / "large.json"
    policy = "x" * 4900
    with path.open("w") as out:
        out.write('{"version": 3, "deployment": {"resources": [')
        for at in range(10_000):
            urn = f"urn:pulumi:dev::a::aws:iam/role:Role::r{at}"
            one = {
                "urn": urn,
                "custom": True,
                "id": f"r{at}",
                "inputs": {"policy": f"{at}{policy}"},
            }
            out.write(("," if at else "") + json.dumps(one))
        out.write("]}}")
    assert path.stat().st_size > 50_000_000
    code = (
        "import resource, sys\n"
        "from openline_stacks.states import read_files\n"
        "resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))\n"
        "print(len(read_files([sys.argv[1]]).after.resources))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "10000\n"


def test_a_file_larger_than_any_stack_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.json"
    with path.open("wb") as out:
        out.truncate(300 * 2**20)  # a hole: it takes no room on the disk
    with pytest.raises(StatesError, match="more than 256 MiB"):
        read_files([path])
