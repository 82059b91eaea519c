"""Whatever is in a file that we read: lines say what is wrong with it, and nothing else happens."""

from __future__ import annotations

import os
import string
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from openline_drills.rehearsal import bundled_folders
from openline_stacks.engine import bundled_stack

if TYPE_CHECKING:
    from tests.hostile.conftest import Reader

Put = Callable[[bytes], Path]
# A quarter of the profile's examples: six readers share them, and ours are slow to parse.
FEW = settings(max_examples=max(1, settings().max_examples // 4))

# What trips a parser, or what it makes of it, each in its own way.
NASTY = {
    "open brackets": "a: " + "[" * 5000,
    "brackets": "a: " + "[" * 900 + "]" * 900,
    "braces": "a: " + "{a: " * 900 + "}" * 900,
    "indents": "\n".join(" " * depth + "a:" for depth in range(900)),
    "dashes": "- " * 2000,
    "json brackets": "[" * 100_000,
    "a circle": "a: &a [*a]\n",
    "a circle of mappings": "a: &a {b: *a}\n",
    "a merged circle": "a: &a {<<: *a}\n",
    "a merge": "x: &x {a: 1}\ny:\n  <<: *x\n",
    "no anchor": "a: *b\n",
    "a list as key": "? [a, b]\n: 1\n",
    "a mapping as key": "? {a: b}\n: 1\n",
    "null as key": "null: 1\n",
    "a date as key": "2001-01-01: 1\nb: 1\n",
    "a number as key": "1: 1\nb: 1\n",
    "python": "!!python/object/apply:os.system [exit]\n",
    "no timestamp": "a: !!timestamp foo\n",
    "no integer": "a: !!int foo\n",
    "no float": "a: !!float foo\n",
    "no boolean": "a: !!bool foo\n",
    "binary": "a: !!binary x\n",
    "a set": "a: !!set {a, b}\n",
    "an empty tag": "a: !<> x",
    "no date": "a: 2001-99-99\n",
    "no time": "a: 2001-01-01 99:99:99\n",
    "infinity": "a: .inf\n.nan: 1\n",
    "digits": f"a: {'9' * 10_000}\n",
    "hex digits": f"a: 0x{'f' * 10_000}\n",
    "a key of digits": f"{'9' * 10_000}: 1\n",
    "sixties": "a: 1:99999:99\n",
    "a key twice": "a: 1\na: 2\n",
    "two documents": "a: 1\n---\nb: 2\n",
    "a version": "%YAML 9.9\n---\na: 1\n",
    "a long name": f"{'a' * 100_000}: 1\n",
    "no text": "\x00",
    "an escape": "a: \x1b[31m\n",
    "a written escape": 'a: "\\x1b[31m"\n"\\x1b[2J": 1\n',
    "half a pair": 'a: "\\ud800"\n',
    "no letter": 'a: "\\U99999999"\n',
    "right to left": "a\u202eb: 1\n",
    "empty": "",
    "nothing": "null",
    "a word": "word",
    "a tab": "a:\tb\n\tc: d\n",
    "colons": ": : : :",
    "questions": "? ? ? ?",
}
BYTES = {
    "noise": bytes(range(256)),
    "utf-16": "a: 1\n".encode("utf-16"),
    "a mark": b"\xef\xbb\xbfa: 1\n",
    "latin": b"a: caf\xe9\n",
    "carriage returns": b"a: 1\r\nb: 2\r\n",
}
NASTIES = {name: text.encode() for name, text in NASTY.items()} | BYTES


def well_said(lines: list[str], where: Path) -> bool:
    """Lines that name the file; what they quote is left to whoever prints them."""
    return all(lines) and (not lines or str(where) in lines[0])


@pytest.mark.parametrize("nasty", NASTIES)
def test_what_trips_a_parser_is_told_in_lines(reader: Reader, put: Put, nasty: str) -> None:
    path = put(NASTIES[nasty])
    assert well_said(reader(path), path)


def starts(name: str) -> str:
    """A file as it should be, which takes little time to parse."""
    if name in ("experiment", "outage"):
        found = [f for folder in bundled_folders() for f in folder.rglob("*outage.yaml")]
        found = [f for folder in bundled_folders() for f in folder.rglob("2011*.yaml")] or found
        return found[0].read_text(encoding="utf-8")
    starter = bundled_stack("starter")
    if name == "parameters":
        return "replication.stall_s: 10m\nchecker.count: 8\nwarm_s: uniform(1m, 2m)\n"
    files = {"declaration": "openline.yaml", "project": "Pulumi.yaml"}
    return (starter / files.get(name, "Pulumi.yaml")).read_text(encoding="utf-8")


SCRAPS = st.one_of(
    st.sampled_from(sorted(NASTY.values(), key=len)[:30]),
    st.sampled_from([*"{}[]:,%@~\"'\t\x00|>&*!?-#\n\u202e\x85\u2028", "<<: *a", "&a ", "*a", "- "]),
    st.text(alphabet=string.printable + "é\u202e\x1b", max_size=8),
)


@FEW
@given(data=st.data())
def test_a_spoilt_file_is_told_in_lines(reader: Reader, put: Put, data: st.DataObject) -> None:
    text = starts(reader.name)
    for _ in range(data.draw(st.integers(1, 3))):
        at, length = data.draw(st.integers(0, len(text))), data.draw(st.integers(0, 20))
        text = text[:at] + data.draw(SCRAPS) + text[at + length :]
    path = put(text.encode("utf-8", "surrogatepass"))
    assert well_said(reader(path), path)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.dates() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=4) | st.integers() | st.none(), inner, max_size=3)
    ),
    max_leaves=6,
)


@FEW
@given(data=st.data())
def test_another_value_in_its_place_is_told_in_lines(
    reader: Reader, put: Put, data: st.DataObject
) -> None:
    tree = yaml.safe_load(starts(reader.name))
    spoil(tree, data)
    path = put(yaml.safe_dump(tree, allow_unicode=True).encode("utf-8", "surrogatepass"))
    assert well_said(reader(path), path)


def spoil(tree: object, data: st.DataObject) -> None:
    """Walks down to somewhere and puts another value there, or takes it away."""
    while isinstance(tree, dict | list) and tree:
        keys = list(tree) if isinstance(tree, dict) else list(range(len(tree)))
        key = data.draw(st.sampled_from(keys))
        if isinstance(tree[key], dict | list) and tree[key] and data.draw(st.integers(0, 3)):
            tree = tree[key]
        elif data.draw(st.booleans()):
            tree[key] = data.draw(VALUES)
            return
        else:
            del tree[key]
            return


def test_what_is_no_file_is_told_and_not_waited_for(reader: Reader, place: Path) -> None:
    makes: dict[str, Callable[[], object]] = {
        "nothing": lambda: None,
        "folder": place.mkdir,
        "pipe": lambda: os.mkfifo(place),
        "circle": lambda: place.symlink_to(place),
        "device": lambda: place.symlink_to("/dev/zero"),
    }
    for name, make in makes.items():
        make()
        lines = reader(place)
        # what a program need not have is looked for, not read
        assert lines or reader.name == "configuration", name
        if place.is_dir() and not place.is_symlink():
            place.rmdir()
        else:
            place.unlink(missing_ok=True)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_what_may_not_be_read_is_told(reader: Reader, place: Path) -> None:
    place.touch(mode=0)
    assert reader(place)
