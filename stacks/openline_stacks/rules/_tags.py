"""Tags: how many, how long, of which characters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from openline_stacks.rules._broken import Broken
from openline_stacks.rules._model import rule
from openline_stacks.rules._stack import Stack
from openline_stacks.states import ResourceState, Value
from openline_stacks.topology._values import dig, items, text

# Tag restrictions, AWS general reference: the set that every service takes.
_MOST, _KEY_MOST, _VALUE_MOST = 50, 128, 256
# Route 53 API reference, ChangeTagsForResource; S3 user guide, "Categorizing your storage using
# tags".
_FEWER: Final = dict.fromkeys(
    (
        "aws:route53/healthCheck:HealthCheck",
        "aws:route53/zone:Zone",
        "aws:s3/bucketObject:BucketObject",
        "aws:s3/bucketObjectv2:BucketObjectv2",
        "aws:s3/objectCopy:ObjectCopy",
    ),
    10,
)
_LETTERS: Final = re.compile(r"[^\W_]|[ _.:/=+\-@]")
_SAID: Final = "letters, digits, spaces and + - = . _ : / @"


# EC2 user guide, "Tag restrictions": EC2 itself takes any character.
_LENIENT: Final = ("aws:ec2/", "aws:vpc/", "aws:ebs/")


def _foreign(said: str) -> str:
    return _LETTERS.sub("", said)


def _any(said: str) -> str:
    return ""


def _tagged(stack: Stack) -> Iterator[tuple[ResourceState, str, list[tuple[str, Value]]]]:
    """Every set of tags, in each of the forms in which resources carry them."""
    for state in stack.aws:
        for property_ in ("tags", "tagsAll"):
            tags = state.inputs.get(property_)
            if isinstance(tags, Mapping):
                yield state, property_, sorted(tags.items())
            elif isinstance(tags, list | tuple):
                pairs = [(text(dig(tag, "key")), dig(tag, "value")) for tag in tags]
                yield state, property_, [(key, value) for key, value in pairs if key is not None]
        for at, of in enumerate(items(state.inputs.get("tagSpecifications"))):
            tags = dig(of, "tags")
            if isinstance(tags, Mapping):
                yield state, f"tagSpecifications[{at}].tags", sorted(tags.items())


@rule(
    "OL106",
    "More than 50 tags",
    why="A resource takes 50 tags, those that AWS itself adds not counted; a health check, a "
    "hosted zone and an object of S3 take 10.",
    source="AWS general reference, 'Tag naming limits and requirements'; Route 53 API reference, "
    "ChangeTagsForResource; S3 user guide, 'Categorizing your storage using tags'",
    mend="Remove tags; remember those that the provider adds by default.",
)
def number(stack: Stack) -> Iterator[Broken]:
    for state, path, tags in _tagged(stack):
        most = _FEWER.get(state.type, _MOST)
        if len(tags) > most:
            yield Broken(state, path, f"{len(tags)} tags; it takes {most}")


@rule(
    "OL107",
    "A tag of characters or a length that not every service takes",
    why="Keys have 1 to 128 characters, values up to 256, of the set common to all services; the "
    "provider passes others on and the service refuses them.",
    source="AWS general reference, 'Tag naming limits and requirements'",
    mend=f"Use {_SAID}; shorten what is too long.",
)
def characters(stack: Stack) -> Iterator[Broken]:
    for state, path, tags in _tagged(stack):
        foreign = _any if state.type.startswith(_LENIENT) else _foreign
        for key, value in tags:
            if not 1 <= len(key) <= _KEY_MOST or foreign(key):
                yield Broken(state, path, f"the key {key[:140]!r}")
            if isinstance(value, str) and (len(value) > _VALUE_MOST or foreign(value)):
                shown = value if len(value) < 60 else f"{value[:57]}... of {len(value)} characters"
                yield Broken(state, f"{path}.{key}", f"the value {shown!r}")


@rule(
    "OL108",
    "A tag key that begins with aws:",
    why="The prefix aws: is reserved, however it is capitalised.",
    source="AWS general reference, 'Tag naming limits and requirements'",
    mend="Take another prefix.",
)
def reserved(stack: Stack) -> Iterator[Broken]:
    for state, path, tags in _tagged(stack):
        for key, _ in tags:
            if key.lower().startswith("aws:"):
                yield Broken(state, path, f"the key {key!r}")


RULES: Final = (number, characters, reserved)
