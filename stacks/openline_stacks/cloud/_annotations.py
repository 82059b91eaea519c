"""What pulumi_aws says of inputs: which there are, their spelling and types; and AWS's values in
them."""

from __future__ import annotations

import collections.abc
import importlib
import inspect
import threading
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from keyword import iskeyword
from types import ModuleType
from typing import Any, Final

from openline_stacks.cloud._shapes import plain, plain_name

_SCALARS: Final = (str, bool, int, float)
_LOADING: Final = threading.RLock()


def _module(name: str) -> ModuleType:
    """Loaded whole. pulumi_aws's modules load when first asked for an attribute, and a second
    thread then sees them half loaded (pulumi's copy of what python/cpython#114763 is about)."""
    with _LOADING:
        module = importlib.import_module(name)
        hasattr(module, "no such attribute")
        return module


@cache
def class_of(type_: str) -> Any:
    """pulumi_aws's class for a type."""
    _, module, class_name = type_.split(":")
    folder = module.split("/")[0]
    # pulumi's generator writes `lambda_` where a module's name is a word of Python's
    package = _module(f"pulumi_aws.{folder}{'_' * iskeyword(folder)}")
    return getattr(package, class_name)


@cache
def declared_properties(type_: str) -> tuple[str, ...]:
    """Every property that pulumi_aws declares for a type, in Pulumi's spelling."""
    return tuple(_members(type_))


@cache
def text_properties(type_: str) -> tuple[str, ...]:
    """Those of them that are always a text; none of a type that pulumi_aws does not have."""
    try:
        members = _members(type_)
    except (AttributeError, ImportError, ValueError):
        return ()
    return tuple(name for name, held in members.items() if typing.get_args(held) == (str,))


@dataclass(frozen=True, slots=True)
class Input:
    """One input: its name on the wire, its annotation without Pulumi's wrapping."""

    name: str
    annotation: Any
    required: bool


@cache
def inputs_of(args: Any) -> tuple[Input, ...]:
    """The inputs of an Args class, in its order."""
    parameters = list(inspect.signature(args.__init__).parameters.items())[1:]
    return tuple(
        Input(_spelled(args, name), bare(one.annotation), one.default is inspect.Parameter.empty)
        for name, one in parameters
    )


@cache
def own_args(type_: str) -> Any:
    """The class for a resource's arguments."""
    class_ = class_of(type_)
    package = _module(class_.__module__)
    name = class_.__name__
    # `BucketVersioningArgs` is the type of a block; the resource's own ends in `InitArgs`
    return getattr(package, f"{name}InitArgs", None) or getattr(package, f"{name}Args")


@cache
def input_properties(type_: str) -> frozenset[str]:
    """The inputs that pulumi_aws takes for a type, in Pulumi's spelling."""
    return frozenset(one.name for one in inputs_of(own_args(type_)))


def nested_args(annotation: Any, module: str) -> Any | None:
    """The Args class that an annotation of `module` names; None if it names none."""
    if not isinstance(annotation, typing.ForwardRef | str):
        return None
    name = annotation if isinstance(annotation, str) else annotation.__forward_arg__
    found = getattr(_module(module.rsplit(".", 1)[0]), name, None)
    return found if found is not None and name.endswith("Args") else None


def in_words(type_: str, input_: str, told: Any, usual: Mapping[str, Any]) -> Any:
    """AWS's value of an input as a program would write it. `usual`: dotted path -> what is left
    out, `...` for any value."""
    args = own_args(type_)
    known = next(one for one in inputs_of(args) if one.name == input_)
    return _typed(known.annotation, args.__module__, told, usual, input_)


def _typed(annotation: Any, module: str, told: Any, usual: Mapping[str, Any], path: str) -> Any:
    args = nested_args(annotation, module)
    if args is not None:
        return _block(args, told, usual, path)
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is collections.abc.Sequence:
        items = told.get("Items", [told]) if isinstance(told, Mapping) else told
        many = items if isinstance(items, list | tuple) else [items]
        return [_typed(bare(arguments[0]), module, one, usual, path) for one in many]
    if origin is collections.abc.Mapping:
        return dict(list(one.values()) for one in told) if isinstance(told, list) else told
    return _scalar(annotation, told)


def _block(args: Any, told: Any, usual: Mapping[str, Any], path: str) -> Any:
    """A structure, or a list of one: what its class declares and has a value."""
    if isinstance(told, list | tuple):
        told = told[0] if told else {}
    if not isinstance(told, Mapping):
        return told
    by_name = {plain_name(key): value for key, value in told.items()}
    block: dict[str, Any] = {}
    for one in inputs_of(args):
        value, where = by_name.get(plain_name(one.name)), f"{path}.{one.name}"
        left_out = where in usual and usual[where] in (value, ...)
        nothing = value is False or value == []
        if value is None or (not one.required and (nothing or left_out)):
            continue
        block[one.name] = _typed(one.annotation, args.__module__, value, usual, where)
    return block


def _scalar(annotation: Any, told: Any) -> Any:
    told = plain(told)
    if annotation in _SCALARS and isinstance(told, list) and len(told) == 1:
        told = told[0]  # a list that Pulumi knows to have one entry at most
    if annotation is bool and isinstance(told, str):
        return told.lower() == "true"
    if annotation in (int, float) and isinstance(told, str):
        try:
            return float(told) if "." in told else int(told)
        except ValueError:
            return told
    if annotation is str and isinstance(told, bool | int | float):
        return str(told).lower() if isinstance(told, bool) else f"{told:g}"
    return told


def _spelled(args: Any, name: str) -> str:
    """Pulumi's spelling of a Python parameter."""
    getter = getattr(vars(args).get(name), "fget", None)
    return str(getattr(getter, "_pulumi_name", None) or camel_name(name))


def camel_name(name: str) -> str:
    """Pulumi's spelling of a Python name."""
    head, *rest = name.strip("_").split("_")
    return head + "".join(word.title() for word in rest)


def bare(annotation: Any) -> Any:
    """What remains of `Optional[Input[X]]`: X."""
    if typing.get_origin(annotation) is not typing.Union:
        return annotation
    for one in typing.get_args(annotation):
        waits = typing.get_origin(one) is collections.abc.Awaitable
        output = isinstance(one, typing.ForwardRef) and one.__forward_arg__.startswith("Output")
        if not waits and not output and one is not type(None):
            return bare(one)
    return annotation


def in_shape(type_: str, output: str, value: Any) -> Any:
    """An output in the containers that pulumi_aws's class for it insists on: a list of one where
    AWS answers one, one where it answers a list."""
    annotation = typing.get_args(_members(type_)[output])[0]
    return _shaped(bare(annotation), class_of(type_).__module__, value)


def answered(token: str, answer: Mapping[str, Any]) -> dict[str, Any]:
    """A function's answer: what pulumi_aws's class for it declares, in the containers and the
    scalars that it insists on; a program may have asked with others (`most_recent="true"`)."""
    _, module, name = token.split(":")
    folder = module.split("/")[0]
    inside = "" if folder == "index" else f".{folder}{'_' * iskeyword(folder)}"
    package = _module(f"pulumi_aws{inside}")
    class_ = getattr(package, f"{name[:1].upper()}{name[1:]}Result")
    found = {}
    for declared, annotation in _declared(class_).items():
        if answer.get(declared) is not None:
            shaped = _shaped(bare(annotation), class_.__module__, answer[declared])
            alone = bare(annotation) in _SCALARS
            found[declared] = _scalar(bare(annotation), shaped) if alone else shaped
    return found


@cache
def _declared(class_: Any) -> dict[str, Any]:
    """Pulumi's spelling of each property of a class -> its annotation."""
    return {
        getattr(member.fget, "_pulumi_name", name): member.fget.__annotations__["return"]
        for name, member in vars(class_).items()
        if isinstance(member, property)
    }


@cache
def _members(type_: str) -> dict[str, Any]:
    """Pulumi's spelling of each output -> its annotation, `Output[X]`."""
    return _declared(class_of(type_))


def _shaped(annotation: Any, module: str, value: Any) -> Any:
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is collections.abc.Sequence:
        many = value if isinstance(value, list) else [value] if value else []
        return [_shaped(bare(arguments[0]), module, one) for one in many]
    if origin is collections.abc.Mapping:
        return value if isinstance(value, Mapping) else {}
    found = _output_class(annotation, module)
    if found is None:
        if annotation in _SCALARS and isinstance(value, list) and len(value) == 1:
            return value[0]
        contained = isinstance(value, Mapping | list) and annotation in _SCALARS
        return None if contained else value
    one = (value[0] if value else {}) if isinstance(value, list) else value
    if not isinstance(one, Mapping):
        return None
    known = {each.name: each for each in inputs_of(found)}
    return {
        key: _shaped(known[key].annotation, module, item) if key in known else item
        for key, item in one.items()
    }


def _output_class(annotation: Any, module: str) -> Any | None:
    if not isinstance(annotation, typing.ForwardRef):
        return None
    package = _module(module.rsplit(".", 1)[0])
    return getattr(package.outputs, annotation.__forward_arg__.rpartition(".")[2], None)
