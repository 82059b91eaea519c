"""One resource to create or read: its inputs, its region, and the way to AWS's operations."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import jmespath
from botocore.exceptions import BotoCoreError, ClientError
from botocore.model import StructureShape

from openline_stacks.cloud._errors import HandlerError, NotEmulated
from openline_stacks.states import UNKNOWN

_MISSING = object()
# The tag that marks a resource as made for a URN: what a killed process left is found by it.
TOKEN: Final = "openline:made-for"

_LOOKING: Final = ("describe_", "get_", "head_", "list_")


class Text(str):
    """A text with `{id}`, `{region}`, `{account}` and inputs to fill in."""

    __slots__ = ()


@dataclass
class Request:
    """`client(service, region)` gives a boto3 client; `said` collects what is not emulated.

    `outputs` is what the state holds of it. `token` marks what is made, so that what a killed
    process left behind is found; empty where nobody can be killed, in a rehearsal. `inside`:
    moto is in this process. `changed`: AWS has carried out a call that may have made something.
    `provider_region` is where the program's provider is, whatever the resource's API. `once`:
    outputs that AWS told at creation and tells nobody after.
    """

    type: str
    name: str
    urn: str
    region: str
    account: str
    inputs: Mapping[str, Any]
    client: Callable[[str, str], Any]
    said: list[NotEmulated] = field(default_factory=list)
    outputs: Mapping[str, Any] = field(default_factory=dict)
    token: str = ""
    inside: bool = True
    changed: bool = False
    provider_region: str = ""
    once: Mapping[str, Any] = field(default_factory=dict)

    def get(self, property_: str, default: Any = None) -> Any:
        value = self.inputs.get(property_)
        return default if value is None else value

    def entries(self, property_: str) -> list[Mapping[str, Any]]:
        """The entries of a list of structures; what is not known yet is not among them."""
        value = self.get(property_, ())
        if isinstance(value, Mapping):
            return [value]
        return [] if value is UNKNOWN else [e for e in value if isinstance(e, Mapping)]

    def block(self, property_: str) -> Mapping[str, Any]:
        """One nested structure; empty where it is not given or not known yet."""
        return next(iter(self.entries(property_)), {})

    def given(self, names: Mapping[str, str]) -> dict[str, Any]:
        """The inputs that were given, under AWS's names. `names`: input -> member."""
        return {
            member: self.get(input_)
            for input_, member in names.items()
            if self.get(input_) is not None
        }

    def tags(self) -> list[dict[str, Any]]:
        """The tags in the form that most services ask for."""
        return [{"Key": key, "Value": value} for key, value in self.all_tags().items()]

    def all_tags(self) -> dict[str, Any]:
        """The program's, the provider's default ones, and our mark."""
        both = {**self.block("tags"), **self.block("tagsAll")}
        return both | ({TOKEN: self.token} if self.token else {})

    def call(
        self, service: str, operation: str, /, region: str = "", **params: Any
    ) -> dict[str, Any]:
        """Make one call. Raises `HandlerError` in AWS's own words."""
        client = self.client(service, region or self.region)
        try:
            answer: dict[str, Any] = getattr(client, operation)(**params)
        except ClientError as error:
            message = error.response.get("Error", {}).get("Message") or str(error)
            code = error.response.get("Error", {}).get("Code", "")
            raise self.error(f"{operation}: {code}: {message}", code) from error
        except BotoCoreError as error:
            raise self.error(f"{operation}: {error}") from error
        except NotImplementedError as error:
            raise self.error(f"{operation} is not emulated: {error}") from error
        self.changed = self.changed or not operation.startswith(_LOOKING)
        return answer

    def say(self, property_: str, why: str) -> None:
        said = NotEmulated(self.urn, property_, why)
        if said not in self.said:
            self.said.append(said)

    def error(self, reason: str, code: str = "") -> HandlerError:
        return HandlerError(self.type, self.name, self.urn, reason, code)

    def missing(self, operation: str, id_: str) -> HandlerError:
        """The error of a list that does not hold it."""
        return self.error(f"{operation} knows no {id_}", "NotFound")

    def shape(self, service: str, operation: str) -> StructureShape:
        """The input shape of an operation in boto3's spelling."""
        client = self.client(service, self.region)
        api_name = client.meta.method_to_api_mapping[operation]
        shape = client.meta.service_model.operation_model(api_name).input_shape
        return shape or StructureShape("Nothing", {"type": "structure", "members": {}})

    def words(self, **extra: Any) -> dict[str, Any]:
        """What templates may name."""
        own = {"region": self.region, "account": self.account}
        mark = {"token": self.token} if self.token else {}
        return {**self.outputs, **own, **mark, **self.inputs, **extra}


def fill_template(template: Any, words: Mapping[str, Any]) -> Any:
    """`"$x"` becomes the value of x; whatever lacks its value is left out."""
    value = _filled(template, words)
    return {} if value is _MISSING else value


def _filled(template: Any, words: Mapping[str, Any]) -> Any:
    if isinstance(template, Text):
        return template.format_map(words)
    if isinstance(template, str) and template.startswith("$"):
        value = words.get(template[1:])
        return _MISSING if value is None else value
    if isinstance(template, Mapping):
        return _filled_mapping(template, words)
    if isinstance(template, list):
        items = [value for item in template if (value := _filled(item, words)) is not _MISSING]
        return items if items or not template else _MISSING
    return template


def _filled_mapping(template: Mapping[str, Any], words: Mapping[str, Any]) -> Any:
    filled = {
        key: value
        for key, item in template.items()
        if (value := _filled(item, words)) is not _MISSING
    }
    return filled if filled or not template else _MISSING


def names_in(template: Any) -> set[str]:
    """The inputs that a template reads."""
    if isinstance(template, Text):
        return set(re.findall(r"\{(\w+)\}", template))
    if isinstance(template, str):
        return {template[1:]} if template.startswith("$") else set()
    if isinstance(template, Mapping):
        return set().union(*(names_in(item) for item in template.values()))
    if isinstance(template, list):
        return set().union(*(names_in(item) for item in template))
    return set()


def find(expression: str, document: Any) -> Any:
    """A jmespath into an answer; None where there is nothing."""
    return jmespath.search(expression, document)
