"""A resource's outputs: its inputs, what AWS answered, and what a handler told apart."""

from __future__ import annotations

import datetime
import importlib
from collections.abc import Mapping
from functools import cache
from keyword import iskeyword
from typing import Any, get_args

from openline_stacks.cloud._request import TOKEN, Request
from openline_stacks.cloud._shapes import camel, plain_name


def outputs_of(
    request: Request, id_: str, answer: Mapping[str, Any], told: Mapping[str, Any]
) -> dict[str, Any]:
    """`told` wins, then the program's inputs, then AWS's answer by name."""
    by_name = {plain_name(member): value for member, value in answer.items()}
    outputs: dict[str, Any] = {"id": id_}
    for property_ in declared_properties(request.type):
        value = by_name.get(plain_name(property_))
        if value is not None and not property_.startswith("tags"):
            outputs[property_] = plain(value)
    outputs.update({key: value for key, value in request.inputs.items() if value is not None})
    outputs.update({key: plain(value) for key, value in told.items() if value is not None})
    tags = outputs.get("tags") or _tags(by_name.get("tag"))
    if tags:
        outputs["tags"] = tags
        outputs["tagsAll"] = request.inputs.get("tagsAll") or tags
    return outputs


def _tags(held: Any) -> dict[str, Any]:
    """A mapping, whatever form the service keeps its tags in."""
    if isinstance(held, Mapping):
        return {key: value for key, value in held.items() if key != TOKEN}
    pairs = (list(pair.values()) for pair in held or ())
    return {key: value for key, value in sorted(pairs) if key != TOKEN}


@cache
def class_of(type_: str) -> Any:
    """pulumi_aws's class for a type."""
    _, module, class_name = type_.split(":")
    folder = module.split("/")[0]
    # pulumi's generator writes `lambda_` where a module's name is a word of Python's
    package = importlib.import_module(f"pulumi_aws.{folder}{'_' * iskeyword(folder)}")
    return getattr(package, class_name)


@cache
def declared_properties(type_: str) -> tuple[str, ...]:
    """Every property that pulumi_aws declares for a type, in Pulumi's spelling."""
    return tuple(
        getattr(member.fget, "_pulumi_name", name)
        for name, member in vars(class_of(type_)).items()
        if isinstance(member, property)
    )


@cache
def text_properties(type_: str) -> tuple[str, ...]:
    """Those of them that are always a text; none of a type that pulumi_aws does not have."""
    try:
        members = vars(class_of(type_)).items()
    except (AttributeError, ImportError, ValueError):
        return ()
    return tuple(
        getattr(member.fget, "_pulumi_name", name)
        for name, member in members
        if isinstance(member, property)
        and get_args(member.fget.__annotations__.get("return")) == (str,)
    )


def plain(value: Any) -> Any:
    """JSON in Pulumi's spelling."""
    if isinstance(value, Mapping):
        return {camel(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value
