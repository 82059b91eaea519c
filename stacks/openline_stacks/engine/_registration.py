"""What the program asked for, read off the wire once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pulumi.runtime.proto import alias_pb2, resource_pb2

from openline_stacks.engine._book import Book, Record
from openline_stacks.engine._source import Lines
from openline_stacks.engine._urn import Urn, inherited_aliases, new_urn
from openline_stacks.engine._values import Secret, Tree, decode, decode_text
from openline_stacks.states import Unknown


@dataclass(frozen=True, slots=True)
class Registration:
    """A resource to be made (or, with `id`, looked up) and what its provider has to know."""

    record: Record
    provider: str | None
    version: str
    id: str | Unknown | None = None
    secret_outputs: tuple[str, ...] = ()


class Reader:
    """Reads requests of one run of one project."""

    def __init__(self, book: Book, project: str, lines: Lines) -> None:
        self._book = book
        self._project = project
        self._lines = lines

    def urn(self, parent: str, type_: str, name: str) -> str:
        return new_urn(self._book.stack, self._project, parent or None, type_, name)

    def registered(self, request: resource_pb2.RegisterResourceRequest) -> Registration:
        record = self._record(request, request.custom, decode(request.object))
        parent = self._book.get(record.parent)
        record.property_dependencies = {
            key: tuple(sorted(request.propertyDependencies[key].urns))
            for key in sorted(request.propertyDependencies)
        }
        record.protect = request.protect  # the SDK has handed the parent's down
        record.aliases = self._aliases(request, record, parent)
        record.ignored = tuple(sorted(request.ignoreChanges))
        record.replace_on = tuple(sorted(request.replaceOnChanges))
        record.retained = request.retainOnDelete
        if request.deleteBeforeReplaceDefined or request.deleteBeforeReplace:
            record.delete_before_replace = request.deleteBeforeReplace
        record.deleted_with = request.deletedWith or None
        record.imported = request.importId or None
        return Registration(
            record,
            provider_urn(request.provider),
            request.version,
            request.importId or None,
            tuple(request.additionalSecretOutputs),
        )

    def looked_up(self, request: resource_pb2.ReadResourceRequest) -> Registration:
        record = self._record(request, True, decode(request.properties))
        return Registration(
            record,
            provider_urn(request.provider),
            request.version,
            decode_text(request.id),
            tuple(request.additionalSecretOutputs),
        )

    def _record(
        self,
        request: resource_pb2.RegisterResourceRequest | resource_pb2.ReadResourceRequest,
        custom: bool,
        inputs: dict[str, Tree],
    ) -> Record:
        return Record(
            urn=self.urn(request.parent, request.type, request.name),
            type=request.type,
            name=request.name,
            custom=custom,
            inputs=inputs,
            parent=request.parent or None,
            dependencies=tuple(sorted(request.dependencies)),
            source=self._lines.of_stack(request.stackTrace),
        )

    def _aliases(
        self, request: resource_pb2.RegisterResourceRequest, record: Record, parent: Record | None
    ) -> tuple[str, ...]:
        own = Urn.parse(record.urn)
        given = [*request.aliasURNs, *(_alias(alias, own, parent) for alias in request.aliases)]
        if parent is None or not parent.aliases:
            return _once(given)
        above = Urn.parse(parent.urn)
        return _once([*given, *inherited_aliases(own, given, above, parent.aliases)])


def _alias(alias: alias_pb2.Alias, own: Urn, parent: Record | None) -> str:
    """A former URN as given, or worked out from what differed: name, type, parent, project."""
    if alias.urn:
        return alias.urn
    spec = alias.spec
    if spec.noParent:
        above = None
    elif spec.parentUrn:
        above = Urn.parse(spec.parentUrn)
    else:
        above = Urn.parse(parent.urn) if parent else None
    former = Urn(
        spec.stack or own.stack,
        spec.project or own.project,
        spec.type or own.type,
        spec.name or own.name,
    )
    return str(former.under(above))


def _once(urns: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(urns))


def provider_urn(reference: str) -> str | None:
    """References are `URN::ID`; the id says nothing more."""
    return reference.rsplit("::", 1)[0] if reference else None


def with_secrets(outputs: Mapping[str, Tree], names: Iterable[str]) -> dict[str, Tree]:
    """Outputs with those marked that the program wants kept secret."""
    return dict(_marked(outputs, frozenset(names)))


def _marked(outputs: Mapping[str, Tree], names: frozenset[str]) -> Iterator[tuple[str, Tree]]:
    for key, value in outputs.items():
        secret = key in names and not isinstance(value, Secret)
        yield key, Secret(value) if secret else value
