"""What was done to a local AWS, so that another one can be made the same.

moto's state cannot be written down; the requests that made it can. Each that may change something
is kept with the instant it came at, and drew its ids from a chance of its own: made again, it gives
the same ids and the same timestamps.
"""

from __future__ import annotations

import base64
import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import time_machine
from moto.core.request import Request

from openline_stacks.cloud import sealed_chance
from openline_stacks.local._errors import LocalError
from openline_stacks.local._request import Asked

FORMAT: Final = "openline-local/2"
_READS: Final = re.compile(
    r"^(Describe|List|Get|Head|Lookup|Search|Query|Scan|BatchGet|TransactGet|Filter|Simulate|"
    r"Check|Validate|Estimate|Count|Select)"
)
_KEPT_HEADERS: Final = ("Authorization", "Content-Type", "X-Amz-Target")


def changes(it: Asked) -> bool:
    """Whether the request may leave something behind. A message received is."""
    return not _READS.match(str(it.operation.name))


class Record:
    """The requests so far, in order. `number` seeds the next one's chance."""

    def __init__(self) -> None:
        self._kept: list[dict[str, Any]] = []

    def __len__(self) -> int:
        return len(self._kept)

    @contextmanager
    def of(self, it: Asked) -> Iterator[None]:
        """Keep the request; chance is sealed and the clock stands while it is answered."""
        at_s = round(time.time(), 6)
        with sealed_chance(f"local/{len(self._kept)}"), standing(at_s):
            yield
        self._kept.append({"at": at_s, **_written(it.request)})

    def text(self, account: str) -> str:
        """All of it, as `load` takes it."""
        return json.dumps({"format": FORMAT, "account": account, "requests": self._kept})


def _written(request: Request) -> dict[str, Any]:
    headers = {
        name: value
        for name, value in request.headers.items()
        if name in _KEPT_HEADERS or name.lower().startswith("x-amz-")
    }
    query = request.query_string.decode()
    return {
        "method": request.method,
        "url": f"{request.raw_path}{'?' + query if query else ''}",
        "headers": headers,
        "body": base64.b64encode(request.get_data()).decode(),
    }


def read(path: Path) -> tuple[str, list[dict[str, Any]]]:
    """The account and the requests of a file. Raises `LocalError`."""
    try:
        held = json.loads(path.read_text())
        if not isinstance(held, dict) or held.get("format") != FORMAT:
            raise ValueError(f"its format is not {FORMAT}")
        account, requests = held["account"], held["requests"]
        if not isinstance(requests, list) or not all(isinstance(one, dict) for one in requests):
            raise ValueError("its requests are no list of them")
        return str(account), requests
    except (ValueError, KeyError, UnicodeDecodeError) as error:
        said = " ".join(str(error).split())
        raise LocalError(
            f"{path}: this is no saved local AWS ({said}); name a file that `openline local up "
            "--state` wrote, or one that is not there yet"
        ) from error


def request_of(kept: dict[str, Any]) -> Request:
    """A kept request, as it came."""
    return Request.from_primitives(
        kept["method"],
        f"http://127.0.0.1{kept['url']}",
        kept["headers"],
        base64.b64decode(kept["body"]),
    )


@contextmanager
def standing(at_s: float) -> Iterator[None]:
    """The clock stands at an instant, for all of this process."""
    with time_machine.travel(at_s, tick=False):
        yield
