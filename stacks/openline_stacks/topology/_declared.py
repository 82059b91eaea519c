"""The declaration that a stack was built from: in its component's inputs, or beside it."""

from __future__ import annotations

from pydantic import ValidationError

from openline.contract import SCHEMA_VERSION, TYPE_STACK, TYPES_DECLARED
from openline.declaration import Declaration, from_canonical
from openline_stacks.states import ResourceState, States
from openline_stacks.topology._errors import TopologyError
from openline_stacks.topology._values import number, text


def declared_in(states: States, beside: Declaration | None) -> tuple[Declaration, str]:
    """The declaration and the URN that it came from, "" when it came from a file.

    Several stacks are read as one if all were built from the same declaration. Raises
    `TopologyError` without any, or with two that differ.
    """
    components = sorted(states.of_type(*TYPES_DECLARED), key=lambda state: state.urn)
    if not components:
        if beside is None:
            raise TopologyError(
                f"no {TYPE_STACK} among these resources, which would hold the declaration; "
                "put the openline.yaml that it was built from beside the program or file"
            )
        return beside, ""
    found = [_declaration(component) for component in components]
    first = components[0].urn
    for component, declaration in zip(components, found, strict=True):
        if declaration.digest() != found[0].digest():
            raise TopologyError(
                f"{component.urn} was built from another declaration than {first}; "
                "deploy both from the same one"
            )
    if beside is not None and beside.digest() != found[0].digest():
        raise TopologyError(
            f"the declaration given is not the one that {first} was built from; "
            "deploy it first, or leave it out"
        )
    return found[0], first


def _declaration(component: ResourceState) -> Declaration:
    version = number(component.inputs.get("schemaVersion"))
    if version != SCHEMA_VERSION:
        raise TopologyError(
            f"{component.urn}: schemaVersion is {component.inputs.get('schemaVersion')}; "
            f"this release reads {SCHEMA_VERSION}"
        )
    canonical = text(component.inputs.get("declaration"))
    if canonical is None:
        raise TopologyError(
            f"{component.urn}: the input `declaration` is not there; "
            "it must hold the declaration's canonical JSON"
        )
    try:
        declaration = from_canonical(canonical)
    except ValueError as error:
        raise TopologyError(
            f"{component.urn}: the input `declaration` cannot be read: {_first(error)}"
        ) from error
    if text(component.inputs.get("declarationDigest")) != declaration.digest():
        raise TopologyError(
            f"{component.urn}: `declarationDigest` is not that of `declaration`; "
            "deploy the stack again"
        )
    return declaration


def _first(error: ValueError) -> str:
    """One line of what is wrong; a model's errors come in several."""
    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors(include_url=False)[0]
    where = ".".join(str(key) for key in first["loc"])
    what = first["msg"].splitlines()[0]
    return f"{where}: {what}" if where else what
