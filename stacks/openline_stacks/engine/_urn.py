"""The engine's names: `urn:pulumi:STACK::PROJECT::PARENTTYPE$TYPE::NAME`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

ROOT_TYPE: Final = "pulumi:pulumi:Stack"
PROVIDERS: Final = "pulumi:providers:"


class Urn(NamedTuple):
    """The parts of a URN. `qualified_type` is the chain of types from the outermost parent."""

    stack: str
    project: str
    qualified_type: str
    name: str

    @classmethod
    def parse(cls, text: str) -> Urn:
        head, project, qualified_type, name = text.split("::", 3)
        return cls(head.removeprefix("urn:pulumi:"), project, qualified_type, name)

    def __str__(self) -> str:
        return f"urn:pulumi:{self.stack}::{self.project}::{self.qualified_type}::{self.name}"

    @property
    def type(self) -> str:
        return self.qualified_type.rsplit("$", 1)[-1]

    def under(self, parent: Urn | None) -> Urn:
        """The same resource below a parent; the root stack's type is left out of the chain."""
        if parent is None or parent.qualified_type == ROOT_TYPE:
            return self._replace(qualified_type=self.type)
        return self._replace(qualified_type=f"{parent.qualified_type}${self.type}")


def new_urn(stack: str, project: str, parent: str | None, type_: str, name: str) -> str:
    above = Urn.parse(parent) if parent else None
    return str(Urn(stack, project, type_, name).under(above))


def inherited_aliases(
    own: Urn, aliases: Iterable[str], parent: Urn, above: Iterable[str]
) -> Iterator[str]:
    """What a child was called while its parent had another name or place.

    A child's name that begins with its parent's is taken to have been renamed with it, as the
    genuine engine takes it.
    """
    names = [own, *map(Urn.parse, aliases)]
    for elder in map(Urn.parse, above):
        for former in names:
            name = former.name
            if name.startswith(parent.name):
                name = elder.name + name[len(parent.name) :]
            yield str(former._replace(name=name).under(elder))


def package_of(type_: str) -> str:
    """`aws` of `aws:s3/bucket:Bucket` and of `pulumi:providers:aws`."""
    if type_.startswith(PROVIDERS):
        return type_.removeprefix(PROVIDERS)
    return type_.split(":", 1)[0]
