"""The package's schema, as far as the local AWS serves it; `pulumi import` writes code from it."""

from __future__ import annotations

import collections.abc
import importlib
import inspect
import json
import typing
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import Any, Final

from openline_stacks.cloud._outputs import class_of, declared_properties
from openline_stacks.cloud._plans import camel_name, own_args
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
    class_ = class_of(type_)
    module = importlib.import_module(class_.__module__)
    inputs, required = types.properties(type_.split("/")[0], own_args(type_), module)
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

    def properties(
        self, package: str, args: Any, module: ModuleType
    ) -> tuple[dict[str, Any], list[str]]:
        """The properties that an Args class takes, and those that it must have."""
        properties: dict[str, Any] = {}
        required = []
        for name, parameter in _parameters(args):
            spelled = _spelled(args, name)
            properties[spelled] = self._type(package, parameter.annotation, module)
            if parameter.default is inspect.Parameter.empty:
                required.append(spelled)
        return properties, sorted(required)

    def _type(self, package: str, annotation: Any, module: ModuleType) -> dict[str, Any]:
        bare = _bare(annotation)
        if bare in _SCALARS:
            return {"type": _SCALARS[bare]}
        if isinstance(bare, typing.ForwardRef | str):
            return self._reference(package, bare, module)
        origin, arguments = typing.get_origin(bare), typing.get_args(bare)
        if origin is collections.abc.Sequence:
            return {"type": "array", "items": self._type(package, arguments[0], module)}
        if origin is collections.abc.Mapping:
            held = self._type(package, arguments[1], module)
            return {"type": "object", "additionalProperties": held}
        return dict(_ANY)

    def _reference(
        self, package: str, name: typing.ForwardRef | str, module: ModuleType
    ) -> dict[str, Any]:
        class_name = name if isinstance(name, str) else name.__forward_arg__
        folder = importlib.import_module(module.__name__.rsplit(".", 1)[0])
        args = getattr(folder, class_name, None)
        if args is None or not class_name.endswith("Args"):
            return dict(_ANY)
        token = f"{package}/{class_name[:-4]}:{class_name[:-4]}"
        if token not in self.described:
            self.described[token] = {}  # a type may hold itself
            properties, required = self.properties(package, args, module)
            self.described[token] = {
                "type": "object",
                "properties": properties,
                "required": required,
            }
        return {"$ref": f"#/types/{token}"}


def _parameters(args: Any) -> Iterator[tuple[str, inspect.Parameter]]:
    return iter(list(inspect.signature(args.__init__).parameters.items())[1:])


def _spelled(args: Any, name: str) -> str:
    """Pulumi's spelling of a Python parameter."""
    member = vars(args).get(name)
    getter = getattr(member, "fget", None)
    return str(getattr(getter, "_pulumi_name", None) or camel_name(name))


def _bare(annotation: Any) -> Any:
    """What remains of `Optional[Input[X]]`: X."""
    if typing.get_origin(annotation) is not typing.Union:
        return annotation
    for one in typing.get_args(annotation):
        waits = typing.get_origin(one) is collections.abc.Awaitable
        output = isinstance(one, typing.ForwardRef) and one.__forward_arg__.startswith("Output")
        if not waits and not output and one is not type(None):
            return _bare(one)
    return annotation
