"""Functions of the `aws` package that programs call while they run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openline_stacks.cloud._annotations import answered
from openline_stacks.cloud._errors import HandlerError
from openline_stacks.cloud._fixed import FIXED
from openline_stacks.cloud._function import Client, Look
from openline_stacks.cloud._held import held_names, is_held, tell_held
from openline_stacks.cloud._lookups import LOOKUPS


def invoke(
    token: str, args: Mapping[str, Any], *, account: str, region: str, client: Client
) -> dict[str, Any]:
    """Answer `token`, such as `aws:index/getRegion:getRegion`. Raises `HandlerError`."""
    name = token.rsplit(":", 1)[-1]
    stated = args.get("region") or (args.get("name") if name == "getRegion" else None)
    where = stated if isinstance(stated, str) else region
    found = _answer(token, name, Look(token, args, where, account, client))
    return answered(token, {**args, "region": where, **found})


def _answer(token: str, name: str, look: Look) -> Mapping[str, Any]:
    named = token.removeprefix("aws:").rsplit(":", 1)[0]
    if named in LOOKUPS:
        return LOOKUPS[named](look)
    if is_held(named):
        return tell_held(named, look)
    function = FIXED.get(named)
    if function is None:
        raise HandlerError(token, name, token, f"the function is not emulated; {_others(named)}")
    return function(look.args, look.account, look.region)


def functions() -> tuple[str, ...]:
    """The functions that are answered, such as `iam/getUser`; `index` is the package itself."""
    return tuple(sorted({*FIXED, *LOOKUPS, *held_names()}))


def _others(named: str) -> str:
    module, _, _ = named.partition("/")
    known = [one.partition("/")[2] for one in functions() if one.startswith(f"{module}/")]
    return f"of {module} these are: {', '.join(known)}" if known else f"none of {module} is"
