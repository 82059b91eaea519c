"""What a function's code is sent as: an archive of the program's texts, files and folders, an
object of a bucket, or an image."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Final

from openline_stacks.cloud._request import Request

# Inputs that say where the code is.
SOURCES: Final = frozenset({"code", "imageUri", "s3Bucket", "s3Key", "s3ObjectVersion"})
_ELSEWHERE: Final = {
    "imageUri": "ImageUri",
    "s3Bucket": "S3Bucket",
    "s3Key": "S3Key",
    "s3ObjectVersion": "S3ObjectVersion",
}


def code_of(request: Request) -> dict[str, Any]:
    """The members of `Code`."""
    if request.get("code") is None:
        named = {member: request.get(input_) for input_, member in _ELSEWHERE.items()}
        return {member: value for member, value in named.items() if value is not None}
    return {"ZipFile": archive_of(request, "code")}


def archive_of(request: Request, input_: str) -> bytes:
    """The archive that an input names, the same bytes every time."""
    given = request.block(input_)
    path = given.get("path")
    if isinstance(path, str) and Path(path).is_file():
        return Path(path).read_bytes()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in sorted(_entries(request, input_, "", given)):
            archive.writestr(zipfile.ZipInfo(name), content)
    return packed.getvalue()


def _entries(
    request: Request, input_: str, name: str, asset: Mapping[str, Any]
) -> Iterator[tuple[str, bytes]]:
    """What an asset or archive adds under `name`."""
    inside, path = asset.get("assets"), asset.get("path")
    if isinstance(asset.get("text"), str):
        yield name, asset["text"].encode()
    elif isinstance(inside, Mapping):
        for key, one in inside.items():
            yield from _entries(request, input_, _below(name, key), one)
    elif isinstance(path, str) and Path(path).is_dir():
        for file in sorted(Path(path).rglob("*")):
            if file.is_file():
                yield _below(name, file.relative_to(path).as_posix()), file.read_bytes()
    elif isinstance(path, str) and Path(path).is_file():
        yield name, Path(path).read_bytes()
    elif isinstance(path, str):
        raise request.error(f"{input_}: there is no file or folder {path!r}")
    else:
        raise request.error(
            f"{input_}: only texts, files and folders are emulated, nothing that is fetched from "
            f"{asset.get('uri')!r}"
        )


def _below(name: str, path: str) -> str:
    return PurePosixPath(name, path).as_posix()
