"""Files as the tar that Go writes of them, byte for byte: a hash is taken of it.

Source: archive/tar/writer.go of Go, and what archive.go of pulumi/pulumi asks of it: a name, a
size, mode 0600, no time and no owner.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

_BLOCK: Final = 512
_NAME: Final = 100
_PREFIX: Final = 155
_MODE: Final = 0o600
_FILE: Final = b"0"
_EXTENDED: Final = b"x"


def tar(members: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """`members`: name and content; of two with one name the first."""
    seen: set[str] = set()
    for name, content in members:
        if name in seen:
            continue
        seen.add(name)
        yield from _headers(name, len(content))
        yield content
        yield bytes(-len(content) % _BLOCK)
    yield bytes(2 * _BLOCK)


def _headers(name: str, size: int) -> Iterator[bytes]:
    if name.isascii() and len(name) <= _NAME:
        yield _header(name, size)
        return
    split = _split(name) if name.isascii() else None
    if split is not None:
        yield _header(split[1], size, prefix=split[0])
        return
    record = _record(name)
    folder, slash, file = name.rpartition("/")
    beside = _ascii(f"{folder.rstrip('/')}{slash}PaxHeaders.0/{file}")[:_NAME].rstrip("/")
    yield _header(beside, len(record), kind=_EXTENDED)
    yield record + bytes(-len(record) % _BLOCK)
    yield _header(_ascii(name), size)


def _split(name: str) -> tuple[str, str] | None:
    """A long name at its last slash at which both parts have room."""
    at = name[: _PREFIX + 1].rfind("/")
    prefix, rest = name[:at], name[at + 1 :]
    fits = at > 0 and 0 < len(rest) <= _NAME and len(prefix) <= _PREFIX
    return (prefix, rest) if fits else None


def _record(name: str) -> bytes:
    """`24 path=…`, which counts its own length. A name that is no UTF-8 stands as its bytes."""
    rest = f" path={name}\n".encode(errors="surrogateescape")
    length = len(rest)
    while length != len(rest) + len(str(length)):
        length = len(rest) + len(str(length))
    return str(length).encode() + rest


def _ascii(text: str) -> str:
    return text.encode("ascii", "ignore").decode()


def _header(name: str, size: int, *, prefix: str = "", kind: bytes = _FILE) -> bytes:
    device = _octal(0, 8) * 2 if kind == _FILE else bytes(16)
    before = (
        name.encode()[:_NAME].ljust(_NAME, b"\0"),
        _octal(_MODE if kind == _FILE else 0, 8),
        _octal(0, 8) * 2,  # owner and group
        _octal(size, 12),
        _octal(0, 12),  # when it was changed
    )
    after = (
        kind,
        bytes(100),  # what it is a link to
        b"ustar\x0000",
        bytes(64),  # names of owner and group
        device,
        prefix.encode().ljust(_PREFIX, b"\0"),
        bytes(12),
    )
    total = sum(b"".join((*before, b" " * 8, *after)))
    return b"".join((*before, _octal(total, 7) + b" ", *after))


def _octal(value: int, width: int) -> bytes:
    return f"{value:0{width - 1}o}".encode() + b"\0"
