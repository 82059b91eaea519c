"""How a resource comes to be: planned in a preview, created in an `up`.

Two classes behind one seam; the deployment never asks which.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from openline_stacks.engine._book import Record
from openline_stacks.engine._provider import CheckFailure, Created, Provider
from openline_stacks.engine._values import marked, plain, unknown_paths
from openline_stacks.states import UNKNOWN, Origin, Unknown, Value


class RefusedError(Exception):
    """This resource cannot be made, for the reason said."""


class Cloud(Protocol):
    """Fills a record's id, outputs and origin, or raises `RefusedError`.

    `final`: every value must be known. `ours`: the origin of what no cloud has, components and
    providers; in an `up` they are as good as emulated, "recorded" is kept for types that no
    handler makes.
    """

    final: bool
    ours: Origin

    def provider_id(self, urn: str) -> str | Unknown: ...

    def create(self, record: Record) -> None: ...

    def read(self, record: Record, id_: str | Unknown) -> None: ...

    def invoke(self, token: str, args: Mapping[str, Value]) -> Mapping[str, Value] | None:
        """None: not known before deployment."""
        ...

    def entered(self, record: Record) -> None:
        """Told of everything that stands in the book, components and providers among them."""
        ...


class Planned:
    """A preview. With a provider its checks, look-ups and functions are asked, nothing is made."""

    final = False
    ours: Origin = "previewed"

    def __init__(self, provider: Provider | None) -> None:
        self._provider = provider

    def provider_id(self, urn: str) -> str | Unknown:
        return UNKNOWN

    def create(self, record: Record) -> None:
        if self._provider is not None:
            _check(self._provider, record)
        record.id = UNKNOWN
        record.outputs = dict(record.inputs)
        record.origin = "previewed"

    def read(self, record: Record, id_: str | Unknown) -> None:
        record.id, record.outputs = id_, dict(record.inputs)
        if self._provider is not None and isinstance(id_, str) and not _unknown(record):
            _take(record, _read(self._provider, record, id_))
        record.origin = "previewed"

    def invoke(self, token: str, args: Mapping[str, Value]) -> Mapping[str, Value] | None:
        return None if self._provider is None else self._provider.invoke(token, args)

    def entered(self, record: Record) -> None:
        pass  # nobody keeps what is planned


class Deployed:
    """An `up`: everything is checked, then really created."""

    final = True
    ours: Origin = "emulated"

    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    def provider_id(self, urn: str) -> str | Unknown:
        return urn.rsplit("::", 1)[-1]

    def create(self, record: Record) -> None:
        refuse_unknowns(record)
        _check(self._provider, record)
        inputs = sent(record)
        try:
            created = self._provider.create(record.type, record.urn, record.name, inputs)
        except Exception as error:
            raise RefusedError(reason_of(error)) from error
        _take(record, created)

    def read(self, record: Record, id_: str | Unknown) -> None:
        refuse_unknowns(record)
        if not isinstance(id_, str):
            raise RefusedError("the id to look up is not known")
        _take(record, _read(self._provider, record, id_))

    def invoke(self, token: str, args: Mapping[str, Value]) -> Mapping[str, Value] | None:
        return self._provider.invoke(token, args)

    def entered(self, record: Record) -> None:
        pass  # what is made here lasts no longer than the run


def sent(record: Record) -> dict[str, Value]:
    """What a provider is sent: plain values, the effective region filled in."""
    inputs: dict[str, Value] = plain(record.inputs)
    if record.region is not None and record.type.startswith("aws:"):
        inputs.setdefault("region", record.region)
    return inputs


def _check(provider: Provider, record: Record) -> None:
    try:
        checked, failures = provider.check(record.type, record.name, sent(record))
    except Exception as error:
        raise RefusedError(reason_of(error)) from error
    if failures:
        raise RefusedError("; ".join(map(said_of, failures)))
    # the region was filled in for the provider; the state keeps what the program said
    kept = [key for key in checked if key != "region" or key in record.inputs]
    record.inputs = {key: marked(checked[key], record.inputs.get(key)) for key in sorted(kept)}


def said_of(failure: CheckFailure) -> str:
    return f"{failure.property}: {failure.reason}" if failure.property else failure.reason


def _read(provider: Provider, record: Record, id_: str) -> Created:
    try:
        return provider.read(record.type, record.urn, id_, sent(record))
    except Exception as error:
        raise RefusedError(reason_of(error)) from error


def _take(record: Record, created: Created) -> None:
    record.id = created.id
    record.origin = created.origin
    record.outputs = {
        key: marked(value, record.inputs.get(key)) for key, value in created.outputs.items()
    }


def _unknown(record: Record) -> bool:
    return any(unknown_paths(record.inputs))


def refuse_unknowns(record: Record) -> None:
    paths = list(unknown_paths(record.inputs))
    if paths:
        raise RefusedError(f"{', '.join(paths)}: not known when it was to be made")


def reason_of(error: Exception) -> str:
    """A provider's own errors speak for themselves; a bare KeyError does not."""
    text = " ".join(str(getattr(error, "reason", error)).split())
    return f"{type(error).__name__}: {text}" if type(error).__module__ == "builtins" else text
