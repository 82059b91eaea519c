"""The package's schema, as far as the local AWS serves it; `pulumi import` writes code from it."""

from __future__ import annotations

import collections.abc
import json
import typing
from functools import cache
from typing import Any, Final

from openline_stacks.cloud._annotations import (
    bare,
    declared_properties,
    inputs_of,
    nested_args,
    own_args,
)
from openline_stacks.cloud.handlers import HANDLERS

_SCALARS: Final = {str: "string", bool: "boolean", int: "integer", float: "number"}
_ANY: Final = {"$ref": "pulumi.json#/Any"}


@cache
def schema(version: str) -> str:
    """JSON of a Pulumi package schema with every type that has a handler."""
    types = _Types()
    resources = {type_: _resource(type_, types) for type_ in sorted(HANDLERS)}
    return json.dumps(
        {
            "name": "aws",
            "version": version,
            "description": "The local AWS: the types that it acts out.",
            "meta": {"moduleFormat": "(.*)(?:/[^/]*)"},
            "provider": {"inputProperties": {"region": {"type": "string"}}},
            "types": types.described,
            "resources": resources,
            "language": {"nodejs": {}, "python": {}},
        },
        sort_keys=True,
    )


def _resource(type_: str, types: _Types) -> dict[str, Any]:
    inputs, required = types.properties(type_.split("/")[0], own_args(type_))
    outputs = {name: inputs.get(name, _ANY) for name in declared_properties(type_)}
    return {
        "properties": outputs,
        "inputProperties": inputs,
        "requiredInputs": required,
    }


class _Types:
    """The nested types that properties of resources refer to."""

    def __init__(self) -> None:
        self.described: dict[str, Any] = {}

    def properties(self, package: str, args: Any) -> tuple[dict[str, Any], list[str]]:
        """The properties that an Args class takes, and those that it must have."""
        known = inputs_of(args)
        properties = {
            one.name: self._type(package, one.annotation, args.__module__) for one in known
        }
        return properties, sorted(one.name for one in known if one.required)

    def _type(self, package: str, annotation: Any, module: str) -> dict[str, Any]:
        if annotation in _SCALARS:
            return {"type": _SCALARS[annotation]}
        args = nested_args(annotation, module)
        if args is not None:
            return self._reference(package, args)
        origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
        if origin is collections.abc.Sequence:
            return {"type": "array", "items": self._type(package, bare(arguments[0]), module)}
        if origin is collections.abc.Mapping:
            held = self._type(package, bare(arguments[1]), module)
            return {"type": "object", "additionalProperties": held}
        return dict(_ANY)

    def _reference(self, package: str, args: Any) -> dict[str, Any]:
        name = args.__name__.removesuffix("Args")
        token = f"{package}/{name}:{name}"
        if token not in self.described:
            self.described[token] = {}  # a type may hold itself
            properties, required = self.properties(package, args)
            self.described[token] = {
                "type": "object",
                "properties": properties,
                "required": required,
            }
        return {"$ref": f"#/types/{token}"}
