"""What every service of ours has in common: steps, refusals, tags, ids."""

from __future__ import annotations

import copy
import datetime as dt
import string
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from moto.moto_api._internal import mock_random

from openline_stacks.cloud._wire import Answer, ApiCall, Params

Step: TypeAlias = Callable[[ApiCall, Params], Answer]


class RefusedError(Exception):
    """AWS's error: its code and its words."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(message)


def now() -> dt.datetime:
    """As the sealed wall clock says."""
    return dt.datetime.now(dt.UTC)


def own_id(length: int) -> str:
    """Capital letters and digits, drawn from moto's sealed chance."""
    letters = string.ascii_uppercase + string.digits
    return "E" + "".join(mock_random.choice(letters) for _ in range(length - 1))


def own_uuid() -> str:
    return str(mock_random.uuid4())


def held(state: Mapping[str, Any], key: str, code: str, what: str) -> Any:
    """What is kept under a key, or AWS's word that there is no such thing."""
    if key not in state:
        raise RefusedError(code, f"The specified {what} does not exist: {key}")
    return state[key]


def given(value: Any) -> Any:
    """A copy, so that nobody's answer is anybody else's state."""
    return copy.deepcopy(value)
