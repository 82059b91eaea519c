"""Carries out registrations: providers, regions, stack references, failures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from openline_stacks.engine._assets import AssetError, hashed
from openline_stacks.engine._book import Book, Record
from openline_stacks.engine._cloud import Cloud, RefusedError
from openline_stacks.engine._config import Config
from openline_stacks.engine._program import Program
from openline_stacks.engine._registration import Registration, with_secrets
from openline_stacks.engine._urn import PROVIDERS, ROOT_TYPE, new_urn, package_of
from openline_stacks.engine._values import unknown_paths
from openline_stacks.states import UNKNOWN, Unknown, Value

STACK_REFERENCE: Final = "pulumi:pulumi:StackReference"

OnResource = Callable[[int, str, str], None]


class Deployment:
    """One run's resources, made one after another in the order in which they are carried out."""

    def __init__(
        self,
        book: Book,
        program: Program,
        cloud: Cloud,
        config: Config,
        *,
        references: Mapping[str, Mapping[str, Value]],
        on_resource: OnResource | None,
    ) -> None:
        self._book = book
        self._project = program.name
        self._folder = program.folder
        self._cloud = cloud
        self._config = config
        self._references = references
        self._on_resource = on_resource
        self._root: str | None = None

    def carry_out(self, registration: Registration) -> bool:
        """True if the resource stands in the book; else it is refused there, or skipped."""
        record = registration.record
        if record.urn in self._book:
            self._book.refuse(record, self._taken(record.urn))
            return False
        if self._book.needs_unusable(record) or self._starved(record):
            self._book.skip(record)
            return False
        try:
            record.inputs = hashed(record.inputs, self._folder, final=self._cloud.final)
            self._make(registration)
        except (AssetError, RefusedError) as refusal:
            self._book.refuse(record, str(refusal))
            return False
        record.outputs = with_secrets(record.outputs, registration.secret_outputs)
        self._enter(record)
        return True

    def region_of(self, provider: str | None, type_: str) -> str | None:
        """The region a provider is configured with; without one, the package's configuration."""
        record = self._book.get(provider)
        if record is None:
            return self._config.of_package(package_of(type_)).get("region")
        region = record.inputs.get("region")
        return region if isinstance(region, str) else None

    def invoke(self, token: str, args: Mapping[str, Value]) -> Mapping[str, Value] | None:
        return self._cloud.invoke(token, args)

    def _starved(self, record: Record) -> bool:
        """After a failure its dependents lack values; that is no error of their own."""
        failed = bool(self._book.failures) and self._cloud.final
        return failed and any(unknown_paths(record.inputs))

    def _make(self, registration: Registration) -> None:
        record = registration.record
        if record.type == STACK_REFERENCE:
            self._refer(record, registration.id)
        elif record.type.startswith(PROVIDERS):
            self._configure(record, registration.version)
        elif record.custom:
            self._create(registration)
        else:
            self._own(record)

    def _create(self, registration: Registration) -> None:
        record = registration.record
        record.provider = registration.provider or self._default_provider(
            package_of(record.type), registration.version
        )
        region = record.inputs.get("region", self.region_of(record.provider, record.type))
        record.region = region if isinstance(region, str) else None
        if registration.id is None:
            self._cloud.create(record)
        else:
            self._cloud.read(record, registration.id)

    def _own(self, record: Record) -> None:
        """A component, or the stack itself: no cloud is asked."""
        region = record.inputs.get("region")
        record.region = region if isinstance(region, str) else None
        record.outputs = dict(record.inputs)
        record.origin = self._cloud.ours
        if record.type == ROOT_TYPE:
            self._root = record.urn

    def _configure(self, record: Record, version: str) -> None:
        if version:
            record.inputs.setdefault("version", version)
        record.id = self._cloud.provider_id(record.urn)
        record.outputs = dict(record.inputs)
        record.origin = self._cloud.ours
        region = record.inputs.get("region")
        record.region = region if isinstance(region, str) else None

    def _default_provider(self, package: str, version: str) -> str:
        """The provider that resources without one share, made when the first of them comes."""
        name = "_".join(["default", *version.split(".")]) if version else "default"
        type_ = PROVIDERS + package
        urn = new_urn(self._book.stack, self._project, self._root, type_, name)
        if urn not in self._book:
            inputs = dict(sorted(self._config.of_package(package).items()))
            record = Record(urn, type_, name, custom=True, inputs=dict(inputs), parent=self._root)
            self._configure(record, version)
            self._book.enter(record)
            self._cloud.entered(record)
        return urn

    def _refer(self, record: Record, name: str | Unknown | None) -> None:
        """Another stack's outputs, if the caller has read that stack."""
        outputs = self._references.get(name) if isinstance(name, str) else None
        if outputs is None and self._cloud.final:
            known = ", ".join(sorted(self._references)) or "none"
            raise RefusedError(f"the outputs of stack {name} are not at hand (given: {known})")
        record.id = name
        record.origin = self._cloud.ours
        record.outputs = {"name": name, "outputs": UNKNOWN if outputs is None else dict(outputs)}

    def _enter(self, record: Record) -> None:
        self._book.enter(record)
        self._cloud.entered(record)
        if self._on_resource is not None and record.type != ROOT_TYPE:
            self._on_resource(self._book.count, record.type, record.name)

    def _taken(self, urn: str) -> str:
        first = self._book.get(urn)
        where = f" at {first.source.file}:{first.source.line}" if first and first.source else ""
        return f"the name is already taken by the one made{where}; give each its own name ({urn})"
