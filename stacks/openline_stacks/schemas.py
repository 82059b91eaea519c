"""What a JSON of ours is documented by: the JSON Schema (2020-12) of its model."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel


def schema_of(
    model: type[BaseModel], mode: Literal["serialization", "validation"] = "serialization"
) -> dict[str, Any]:
    """Of what is written, every key of it; or of what is read, where some may be left out."""
    schema = model.model_json_schema(mode=mode)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
