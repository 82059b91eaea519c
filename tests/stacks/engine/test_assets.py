"""Assets and archives have the hash that the genuine engine gives them, or say why they cannot."""

from __future__ import annotations

import os
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from openline_stacks.engine import ResourceError, preview, up
from openline_stacks.engine._assets import ARCHIVE, AssetError, hashed
from openline_stacks.engine._tar import tar
from openline_stacks.engine._values import Asset, Tree
from openline_stacks.states import UNREAD

if TYPE_CHECKING:
    from tests.stacks.engine.conftest import TinyCloud

ASSET = "c44067f5952c0a294b673a41bacd8c17"
FILES = {
    "plain.txt": "hello\n",
    "a.txt": "1",
    "a/x.txt": "2" * 513,
    "a/deep/y": "3" * 1024,
    ".pulumi/skip": "no",
    "empty": "",
    "umlaut-\u00e4.txt": "u",
    # names that a tar splits, and that it writes beside
    f"{'x' * 90}/{'y' * 50}/z.txt": "long",
    f"{'n' * 120}.txt": "toolong",
    f"d/{'q' * 110}\u00f6/{'r' * 80}.txt": "both",
}


def asset(**fields: Tree) -> Asset:
    return Asset(ASSET, fields)


def archive(**fields: Tree) -> Asset:
    return Asset(ARCHIVE, fields)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("assets")
    for name, content in FILES.items():
        file = made / "tree" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    (made / "tree" / "link.txt").symlink_to("plain.txt")
    (made / "tree" / "linkdir").symlink_to("a")
    with zipfile.ZipFile(made / "some.zip", "w") as zipped:
        for name, content in {"in/": "", "in/b.txt": "b", "a.txt": "a"}.items():
            zipped.writestr(name, content)
    with tarfile.open(made / "some.tar.gz", "w:gz") as tarred:
        tarred.add(made / "tree" / "a", "a")
    os.mkfifo(made / "pipe")
    return made


def hash_of(tree: Asset, folder: Path) -> Tree:
    return hashed({"code": tree}, folder, final=True)["code"].fields["hash"]


# What sdk/v3 3.206.0 of pulumi/pulumi printed of the same files.
@pytest.mark.parametrize(
    ("tree", "genuine"),
    [
        (asset(text="print(1)\n"),
         "cc42155088fca5730758db72b2a5bca33112a941dfaa2d43098ec422ce4ea213"),
        (asset(path="tree/plain.txt"),
         "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"),
        (archive(path="tree/a"),
         "51ef6fe256086e6686f62448c09304a4ecd6eb1d9d2505691cecf6a3b09ffda2"),
        (archive(path="tree"),
         "eabba020ab4496ff51dda857ba31dc975c172d859f17e2710f10858a0370f87a"),
        (archive(assets={
            "main.py": asset(text="print(1)\n"),
            "lib": archive(path="tree"),
            "b/c.txt": asset(path="tree/plain.txt"),
            "zip": archive(path="some.zip"),
            "tgz": archive(path="some.tar.gz"),
        }), "a2340d9c80eeb59cb4377e3bb2adbe7925d49f14f761f89ef065c53b2f7a5891"),
    ],
)  # fmt: skip
def test_a_hash_is_the_genuine_one(folder: Path, tree: Asset, genuine: str) -> None:
    assert hash_of(tree, folder) == genuine


def test_a_packed_file_counts_by_its_bytes(folder: Path) -> None:
    as_file = hash_of(asset(path="some.zip"), folder)
    assert hash_of(archive(path="some.zip"), folder) == as_file


def test_what_is_fetched_or_was_hashed_before_stays_as_it_is(folder: Path) -> None:
    far = {"code": archive(uri="https://a.example.net/code.zip")}
    assert hashed(far, folder, final=True) == far
    mixed = archive(assets={"a": asset(uri="https://a.example.net/a"), "b": asset(text="b")})
    assert "hash" not in hashed({"code": mixed}, folder, final=True)["code"].fields
    known = {"code": archive(path="gone", hash="1")}
    assert hashed(known, folder, final=True) == known


@pytest.mark.parametrize(
    ("tree", "why"),
    [
        (archive(path="gone"), "there is no such file or folder"),
        (asset(path="gone"), "No such file or directory"),
        (archive(path="gone.zip"), "No such file or directory"),
        (asset(path="tree"), "it is a folder; make an archive of it"),
        (archive(path="tree/plain.txt"), "it is neither a folder nor one of .zip, .jar"),
        (asset(path="pipe"), "it is no ordinary file"),
    ],
)
def test_what_cannot_be_read_says_why(folder: Path, tree: Asset, why: str) -> None:
    told = hashed({"code": [tree]}, folder, final=False)["code"][0].fields
    assert "hash" not in told
    assert told[UNREAD].startswith(why)
    with pytest.raises(AssetError) as refused:
        hashed({"code": [tree]}, folder, final=True)
    assert str(refused.value).startswith(f"code[0]: {tree.fields['path']} from {folder}: {why}")


def test_an_archive_with_a_packed_file_that_is_none_says_so(folder: Path) -> None:
    (folder / "torn.zip").write_bytes(b"PK")
    inside = archive(assets={"lib": archive(path="torn.zip")})
    # by itself its bytes count, as they are sent; inside of another it is unpacked
    assert hash_of(archive(path="torn.zip"), folder)
    assert "not a zip" in hashed({"code": inside}, folder, final=False)["code"].fields[UNREAD]


def torn(folder: Path) -> Asset:
    """A zip of which one letter inside is another."""
    with zipfile.ZipFile(folder / "bent.zip", "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("a", "abc" * 100)
    packed = bytearray((folder / "bent.zip").read_bytes())
    packed[31] ^= 0xFF
    (folder / "bent.zip").write_bytes(packed)
    return archive(assets={"lib": archive(path="bent.zip")})


def locked(folder: Path) -> Asset:
    """A zip that says that it has a password."""
    with zipfile.ZipFile(folder / "locked.zip", "w") as zipped:
        zipped.writestr("a", "abc")
    packed = (folder / "locked.zip").read_bytes()
    at = packed.index(b"PK\x01\x02") + 8
    (folder / "locked.zip").write_bytes(packed[:at] + b"\x01" + packed[at + 1 :])
    return archive(assets={"lib": archive(path="locked.zip")})


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (torn, "decompressing"),
        (locked, "encrypted"),
        (lambda _: asset(path="a\0b"), "null byte"),
    ],
)
def test_whatever_cannot_be_read_is_told_and_no_fault_of_the_program(
    folder: Path, make: Callable[[Path], Asset], why: str
) -> None:
    told = hashed({"code": make(folder)}, folder, final=False)["code"].fields
    assert why in told[UNREAD]


def test_a_name_that_is_no_utf_8_stands_in_the_tar_as_its_bytes(tmp_path: Path) -> None:
    name = b"caf\xe9.txt"
    (tmp_path / "tree").mkdir()
    Path(os.fsdecode(os.fsencode(tmp_path / "tree") + b"/" + name)).write_bytes(b"x")
    assert hash_of(archive(path="tree"), tmp_path)
    record = next(block for block in tar([(os.fsdecode(name), b"x")]) if b" path=" in block)
    assert record.startswith(b"17 path=" + name + b"\n")


def test_a_program_names_its_files_from_its_own_folder(
    write: Callable[[str], Path], cloud: TinyCloud
) -> None:
    made = write("""
        import pulumi
        from things import Thing
        Thing("a", code=pulumi.FileArchive("app"), page=pulumi.FileAsset("index.html"))
    """)
    with pytest.raises(ResourceError, match=r"code: app from .*: there is no such file or folder"):
        up(made, cloud)
    (made / "index.html").write_text("hello\n")
    (found,) = (state for state in preview(made).resources if state.name == "a")
    assert found.inputs["code"] == {"path": "app", UNREAD: "there is no such file or folder"}
    assert found.inputs["page"] == {
        "path": "index.html",
        "hash": "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03",
    }
