"""What the engine hands to a policy pack, to `States`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from openline_stacks.states._marks import UNKNOWN_TEXT
from openline_stacks.states._model import States
from openline_stacks.states._regions import with_regions
from openline_stacks.states._resource import read_resource

# sdk/go/common/resource/plugin/rpc.go: an unknown's mark says of which kind it will be.
_UNKNOWNS: Final = frozenset(
    {
        UNKNOWN_TEXT,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
        "030794c1-ac77-496b-92df-f27374a8bd58",
        "e48ece36-62e2-4504-bad9-02848725956a",
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    }
)


def read_analyzed(resources: Iterable[Mapping[str, Any]]) -> States:
    """`resources`: with the keys of the engine's state, as registered. Raises `StatesError`."""
    states = [
        read_resource(_one_mark(fields), f"resources[{at}]", "previewed")
        for at, fields in enumerate(resources)
    ]
    return States(with_regions(states, {}))


def _one_mark(value: Any) -> Any:
    if isinstance(value, str):
        return UNKNOWN_TEXT if value in _UNKNOWNS else value
    if isinstance(value, Mapping):
        return {key: _one_mark(one) for key, one in value.items()}
    return [_one_mark(one) for one in value] if isinstance(value, list) else value
