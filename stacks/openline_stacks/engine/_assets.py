"""The contents of assets and archives as the genuine engine tells them apart: by their hash.

The hash of a file is of its bytes, that of a folder of a tar of it, so that a state of Pulumi's own
holds the same. Source: sdk/go/common/resource/{asset/asset,archive/archive}.go of pulumi/pulumi.
"""

from __future__ import annotations

import hashlib
import lzma
import os
import posixpath
import tarfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from openline_stacks.engine._paths import step
from openline_stacks.engine._tar import tar
from openline_stacks.engine._values import Asset, Tree
from openline_stacks.states import UNREAD

ARCHIVE: Final = "0def7320c3a5731c473e5ecbe6d01bc7"
_ZIPPED: Final = (".zip", ".jar")
_TARRED: Final = (".tar", ".tgz", ".tar.gz")
_BOOKKEEPING: Final = ".pulumi"
# RuntimeError: of a zip with a password, or packed in a way that nobody here knows. ValueError: of
# a path that no system takes.
_UNREADABLE: Final = (
    OSError, EOFError, RuntimeError, ValueError,
    lzma.LZMAError, tarfile.TarError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip

_Member: TypeAlias = tuple[str, bytes]


class AssetError(Exception):
    """What an asset names cannot be read. The text is for users."""


def hashed(inputs: Mapping[str, Tree], folder: Path, *, final: bool) -> dict[str, Tree]:
    """The inputs, each asset and archive with the hash of what it holds. Paths count from `folder`,
    where the program runs. What is fetched from elsewhere has none: nothing is fetched here.

    What cannot be read raises `AssetError` where it is to be made (`final`); in a preview it is
    left without a hash and says why: a build may still have to make it.
    """
    work = _Work(folder, final)
    return {key: work.hashed(value, key) for key, value in inputs.items()}


@dataclass(frozen=True, slots=True)
class _Work:
    folder: Path
    final: bool

    def hashed(self, tree: Tree, path: str) -> Tree:
        if isinstance(tree, Asset):
            return self._asset(tree, path)
        if isinstance(tree, Mapping):
            return {key: self.hashed(value, step(path, key)) for key, value in tree.items()}
        if isinstance(tree, list):
            return [self.hashed(value, f"{path}[{at}]") for at, value in enumerate(tree)]
        return tree

    def _asset(self, asset: Asset, path: str) -> Asset:
        fields = {key: self.hashed(value, step(path, key)) for key, value in asset.fields.items()}
        told = Asset(asset.signature, fields)
        if "hash" in fields or not _here(told):
            return told
        digest = hashlib.sha256()
        try:
            for block in _blocks(told, self.folder):
                digest.update(block)
        except _UNREADABLE as error:
            why = getattr(error, "strerror", None) or str(error)
            if self.final:
                where = f"{fields.get('path', '')} from {self.folder}"
                raise AssetError(f"{path}: {where}: {why}") from None
            return Asset(asset.signature, fields | {UNREAD: why})
        return Asset(asset.signature, fields | {"hash": digest.hexdigest()})


def _here(asset: Asset) -> bool:
    """Whether all of its contents lie on this machine, as far as is known."""
    inside = asset.fields.get("assets")
    if isinstance(inside, Mapping):
        return all(isinstance(each, Asset) and "hash" in each.fields for each in inside.values())
    return "uri" not in asset.fields


def _blocks(asset: Asset, folder: Path) -> Iterable[bytes]:
    path = asset.fields.get("path")
    if asset.signature != ARCHIVE:
        return [_content(asset, folder)]
    if isinstance(path, str) and path.endswith((*_ZIPPED, *_TARRED)):
        return [_file(folder / path)]
    return tar(_members(asset, folder))


def _content(asset: Asset, folder: Path) -> bytes:
    path = asset.fields.get("path")
    return (
        _file(folder / path)
        if isinstance(path, str)
        else str(asset.fields.get("text", "")).encode()
    )


def _file(path: Path) -> bytes:
    if path.is_dir():
        raise IsADirectoryError(None, "it is a folder; make an archive of it")
    if path.exists() and not path.is_file():
        raise OSError(None, "it is no ordinary file")
    return path.read_bytes()


def _members(archive: Asset, folder: Path) -> Iterator[_Member]:
    path, inside = archive.fields.get("path"), archive.fields.get("assets")
    if isinstance(path, str):
        yield from _unpacked(folder / path)
    listed = inside.items() if isinstance(inside, Mapping) else ()
    for name, one in sorted(listed, key=lambda entry: entry[0].encode()):
        if one.signature == ARCHIVE:
            for below, content in _members(one, folder):
                yield posixpath.normpath(f"{name}/{below}"), content
        else:
            yield name, _content(one, folder)


def _unpacked(path: Path) -> Iterator[_Member]:
    if path.name.endswith(_ZIPPED):
        with zipfile.ZipFile(path) as zipped:
            for each in zipped.infolist():
                if not each.is_dir():
                    yield each.filename, zipped.read(each)
    elif path.name.endswith(_TARRED):
        with tarfile.open(path) as tarred:
            for one in tarred:
                content = tarred.extractfile(one) if one.isreg() else None
                if content is not None:
                    yield one.name, content.read()
    elif path.is_dir():
        if not path.is_symlink():  # the genuine walk does not follow a link to its folder
            yield from ((file.relative_to(path).as_posix(), _file(file)) for file in _walk(path))
    elif path.exists():
        known = ", ".join((*_ZIPPED, *_TARRED))
        raise OSError(None, f"it is neither a folder nor one of {known}; make an asset of it",
                      str(path))  # fmt: skip
    else:
        raise FileNotFoundError(None, "there is no such file or folder")


def _walk(folder: Path) -> Iterator[Path]:
    """By name; what lies below a folder before the next name. Links to folders are left out."""
    for entry in sorted(os.scandir(folder), key=lambda entry: os.fsencode(entry.name)):
        if entry.name == _BOOKKEEPING:
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path))
        elif not entry.is_dir():
            yield Path(entry.path)
