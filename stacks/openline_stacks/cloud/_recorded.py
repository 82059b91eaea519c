"""Types without a handler: kept as the program wrote them, with an id and an ARN to refer to."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from openline_stacks.engine._provider import Created
from openline_stacks.states import Value

# Why a type of ours is only recorded. None of them stands between a customer and an answer.
WHY: Final[Mapping[str, str]] = {
    "aws:backup/selection:Selection": "moto has no selections; nothing is backed up in it either",
    "aws:backup/vaultPolicy:VaultPolicy": "moto has no policies of vaults",
}
_NO_HANDLER: Final = "the local AWS has no handling for this type"


def why(type_: str) -> str:
    return WHY.get(type_, _NO_HANDLER)


def created(type_: str, urn: str, name: str, inputs: Mapping[str, Value], account: str) -> Created:
    """Nothing is acted out: `origin` says so. The id is the same for the same URN anywhere."""
    digest = hashlib.sha256(urn.encode()).hexdigest()
    id_ = f"{name}-{digest[:7]}"
    service = type_.split(":")[1].split("/")[0] if ":" in type_ else "aws"
    kind = type_.rsplit(":", 1)[-1].lower()
    region = inputs.get("region") if isinstance(inputs.get("region"), str) else ""
    outputs: dict[str, Any] = {key: value for key, value in inputs.items() if value is not None}
    outputs.setdefault("name", id_)
    outputs.setdefault("arn", f"arn:aws:{service}:{region}:{account}:{kind}/{id_}")
    outputs["id"] = id_
    return Created(id_, outputs, "recorded")
