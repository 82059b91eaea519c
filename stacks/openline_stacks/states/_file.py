"""A file to what Pulumi wrote in it: JSON, or one JSON event a line, within bounds."""

from __future__ import annotations

import codecs
import json
import stat
from pathlib import Path
from typing import Any, Final, NoReturn

from openline_stacks.states._errors import StatesError

# A deployment of ten thousand resources is about 50 MB; reading takes some seven times its size.
MOST_BYTES: Final = 256 * 2**20
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"))
_EVENT: Final = "sequence"  # in every event of the engine, whatever it is about


def read_json(path: Path) -> Any:
    """The document, or the list of its events where there is one a line. Raises `StatesError`."""
    text = _text(path)
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except RecursionError:
        raise _too_deep(path) from None
    except json.JSONDecodeError as error:
        if error.msg == "Extra data":
            return _events(path, text)
        raise _not_json(path, text, error) from None
    except ValueError as error:  # NaN, or an integer of thousands of digits
        raise StatesError(f"{path}: {error}; Pulumi writes no such number") from None


def _events(path: Path, text: str) -> list[Any]:
    found = []
    for at, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            found.append(json.loads(line, parse_constant=_refuse_constant))
        except RecursionError:
            raise _too_deep(path) from None
        except ValueError as error:
            last = text.rstrip().endswith(line.rstrip())
            ends = "it ends in the middle" if last else f"not JSON ({error})"
            raise StatesError(f"{path}:{at}: {ends}; write the preview again") from None
    if not found or not isinstance(found[0], dict) or _EVENT not in found[0]:
        raise StatesError(f"{path}: several JSON values; one preview or export a file is needed")
    return found


def _text(path: Path) -> str:
    data = _bytes(path)
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise StatesError(f"{path}: not text; give what pulumi printed, uncompressed") from None
    if not text.strip():
        raise StatesError(f"{path}: empty; pulumi wrote nothing, look at what it said")
    return text


def _bytes(path: Path) -> bytes:
    """Looked at before it is opened: a pipe would be waited for until somebody writes to it."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise StatesError(f"{path}: not a file; give a file that pulumi wrote")
        if found.st_size > MOST_BYTES:
            most = MOST_BYTES // 2**20
            raise StatesError(f"{path}: more than {most} MiB; no export of one stack is that large")
        with path.open("rb") as opened:
            return opened.read(MOST_BYTES)
    except OSError as error:
        raise StatesError(f"{path}: {error.strerror or 'cannot be read'}") from None


def _not_json(path: Path, text: str, error: json.JSONDecodeError) -> StatesError:
    begun = text.lstrip()[:1] in ("{", "[")
    if begun and not text.rstrip().endswith(("}", "]")):
        return StatesError(f"{path}:{error.lineno}: it ends in the middle; write it again, whole")
    what = f"not JSON ({error.msg})" if begun else "not JSON"
    return StatesError(
        f"{path}:{error.lineno}: {what}; give what `pulumi preview --json` or "
        "`pulumi stack export` printed"
    )


def _too_deep(path: Path) -> StatesError:
    return StatesError(f"{path}: nested deeper than anything that Pulumi writes")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")
