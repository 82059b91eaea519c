"""What there is of a resource: by its id, its name, or what a run left behind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openline_stacks.cloud import _life
from openline_stacks.cloud._handler import Declared, Handler, Outputs
from openline_stacks.cloud._outputs import outputs_of
from openline_stacks.cloud._readback import dropped
from openline_stacks.cloud._request import Request, Text
from openline_stacks.cloud._surroundings import guarded


def known_by(handler: Handler, request: Request) -> str | None:
    """The id or the name that its inputs tell."""
    if isinstance(handler, Declared) and isinstance(handler.id, Text):
        return handler.id.format_map(request.words())
    name = request.get(handler.name.property) if handler.name else None
    return name if isinstance(name, str) else None


def met(handler: Handler, request: Request) -> str | None:
    """The id of what `find` finds: made for this resource, or with the same inputs."""
    return guarded(request, lambda: _life.left_behind(handler, request))


def look(handler: Handler, request: Request, id_: str) -> Outputs | None:
    """What AWS holds; the request's outputs are then what it computes, as in a state."""
    found = guarded(request, lambda: _life.look(handler, request, id_))
    if found is not None:
        own = {key: value for key, value in found.items() if not key.startswith("@")}
        computed = outputs_of(request, id_, found.get("@", {}), own)
        request.outputs = {**computed, **request.outputs}
    return found


def outputs_now(handler: Handler, request: Request, id_: str, found: Outputs) -> dict[str, Any]:
    answer: Mapping[str, Any] = found.get("@", {})
    request.said.extend(dropped(handler, request, found.get("@held", answer)))
    own = {key: value for key, value in found.items() if not key.startswith("@")}
    return {**outputs_of(request, id_, answer, own), **request.once}
